package durable

import (
	"bufio"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
)

// browser is a signed-in account at the real server.
type browser struct {
	cookie, csrf string
	base         string
	client       *http.Client
}

// sign makes an account with a role and opens a strong session for it, before the server starts.
func (s *site) sign(t testing.TB, h *doors.House, role string) *browser {
	t.Helper()
	job := who.Job("test")
	var person string
	err := h.DB.Write(ctx, job, func(tx *db.Tx) (err error) {
		person, err = org.AddPerson(tx, org.PersonInput{Name: "登录员", Unit: s.Unit})
		return err
	})
	var id string
	if err == nil {
		id, err = h.Access.MakeLogin(ctx, job, access.NewLogin{Login: "t-" + role, Person: person, Title: role})
	}
	if err == nil {
		err = h.DB.Write(ctx, job, func(tx *db.Tx) error {
			return access.GrantAgreed(tx, access.NewGrant{Login: id, Role: role, Unit: s.Actors[role].Grants[0].Unit, Since: "2020-01-01", Basis: "测试"})
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{cookie: accesstest.SignIn(t, h.Access, "t-"+role), client: &http.Client{Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	_, session, err := h.Access.Resolve(ctx, b.cookie)
	if err != nil {
		t.Fatal(err)
	}
	b.csrf = session.CSRF
	return b
}

func (b *browser) do(t testing.TB, method, path, kind string, body io.Reader) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequest(method, b.base+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "plumbline", Value: b.cookie})
	r.Header.Set("Accept", "text/html")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	a, err := b.client.Do(r)
	if err != nil {
		return 0, nil, err.Error()
	}
	defer a.Body.Close()
	raw, err := io.ReadAll(a.Body)
	if err != nil {
		return 0, nil, err.Error()
	}
	return a.StatusCode, a.Header, string(raw)
}

func (b *browser) get(t testing.TB, path string) (int, string) {
	t.Helper()
	status, _, body := b.do(t, http.MethodGet, path, "", nil)
	return status, body
}

func (b *browser) post(t testing.TB, path string, form url.Values) (int, http.Header, string) {
	t.Helper()
	form.Set("csrf", b.csrf)
	return b.do(t, http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// upload sends a whole file as a form without scripts does.
func (b *browser) upload(t testing.TB, item, name string, data []byte) (int, http.Header, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range map[string]string{"csrf": b.csrf, "kind": "item", "ref": item, "back": "/"} {
		w.WriteField(k, v)
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write(data)
	w.Close()
	return b.do(t, http.MethodPost, "/files", w.FormDataContentType(), &body)
}

// served is the real program serving a house.
type served struct {
	base string
	cmd  *exec.Cmd
	gone chan error
}

// program is the binary under test, PLUMBLINE_BIN.
func program(t testing.TB) string {
	t.Helper()
	bin := os.Getenv("PLUMBLINE_BIN")
	if bin == "" {
		bin, _ = filepath.Abs("../../build/plumbline")
	}
	if _, err := os.Stat(bin); err != nil {
		t.Fatalf("no program at %s: make build", bin)
	}
	return bin
}

// serve starts the program; log takes its standard error, nil for none.
func serve(t testing.TB, s *site, log *os.File, env ...string) *served {
	t.Helper()
	args := []string{"serve", "--addr", "127.0.0.1:0", "--data", s.Data}
	if s.DB != "" {
		args = append(args, "--db", s.DB)
	}
	v := &served{cmd: exec.Command(program(t), args...), gone: make(chan error, 1)}
	v.cmd.Env = append(os.Environ(), env...)
	if log != nil {
		v.cmd.Stderr = log
	}
	out, err := v.cmd.StdoutPipe()
	if err == nil {
		err = v.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(out)
	for v.base == "" && in.Scan() {
		if strings.HasPrefix(in.Text(), "http://") {
			v.base = in.Text()
		}
	}
	go func() {
		for in.Scan() {
		}
		v.gone <- v.cmd.Wait()
	}()
	if v.base == "" {
		t.Fatalf("the program did not serve: %v", <-v.gone)
	}
	t.Cleanup(v.kill)
	return v
}

func (v *served) kill() { v.cmd.Process.Kill() }

// stop asks the program to end, and waits for it.
func (v *served) stop() error {
	v.cmd.Process.Signal(syscall.SIGTERM)
	return <-v.gone
}
