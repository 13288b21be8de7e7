package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/test/demotest"
)

// version is told to nobody who is not signed in.
const version = "9.8.7-canary"

// seed makes a run repeatable: a finding is found again.
const seed = 20260618

func nightly() bool { return os.Getenv("PLUMBLINE_NIGHTLY") != "" }

// size is how many cases run per change, and how many at night.
func size(change, night int) int {
	if nightly() {
		return night
	}
	return change
}

func dice(t *testing.T) *rand.Rand {
	sum := sha256.Sum256([]byte(t.Name()))
	return rand.New(rand.NewPCG(seed, uint64(sum[0])<<8|uint64(sum[1])))
}

// lastErrors keeps what the house logged as its own failure, to stand beside a finding.
type lastErrors struct {
	mu    sync.Mutex
	lines []string
}

func (l *lastErrors) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lines = append(l.lines, string(p)); len(l.lines) > 3 {
		l.lines = l.lines[1:]
	}
	return len(p), nil
}

func (l *lastErrors) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.lines) == 0 {
		return ""
	}
	return l.lines[len(l.lines)-1]
}

var logged lastErrors

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelError})))
	code := m.Run()
	for i := len(leave) - 1; i >= 0; i-- {
		leave[i]()
	}
	os.Exit(code)
}

// leave is what is put away after the tests.
var leave []func()

// town is the demo's bureau behind a handler; secure is the same house as it stands behind TLS.
type town struct {
	house  *doors.House
	plain  *front.Server
	secure *front.Server
	logins map[string]string // by role: the account's name
	roles  []string

	mu     sync.Mutex
	people map[string]walker
}

// walker is a signed-in person; the zero walker is nobody.
type walker struct{ name, cookie, csrf string }

var theTown = sync.OnceValues(makeTown)

func openTown(t *testing.T) *town {
	t.Helper()
	w, err := theTown()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func makeTown() (*town, error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "plumbline-web")
	if err != nil {
		return nil, err
	}
	leave = append(leave, func() { os.RemoveAll(dir) })
	cfg, accounts, err := demotest.Live(ctx, dir)
	if err != nil {
		return nil, err
	}
	w := &town{logins: map[string]string{}, people: map[string]walker{}}
	if w.house, err = doors.Open(ctx, cfg); err != nil {
		return nil, err
	}
	leave = append(leave, func() { w.house.Close() })
	w.plain, w.secure = web.New(w.house, version, false), web.New(w.house, version, true)
	for _, a := range accounts {
		if w.logins[a.Role] == "" {
			w.logins[a.Role] = a.Login
		}
	}
	w.roles = slices.Sorted(maps.Keys(w.logins))
	return w, nil
}

// as is the person of a role with a session that lives; "" is nobody.
func (w *town) as(t testing.TB, role string) walker {
	t.Helper()
	if role == "" {
		return walker{}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.people[role]
	if p.cookie != "" {
		if a, _, err := w.house.Access.Resolve(context.Background(), p.cookie); err == nil && len(a.Grants) > 0 {
			return p
		}
	}
	p = walker{name: role, cookie: accesstest.SignIn(t, w.house.Access, w.logins[role])}
	_, sess, err := w.house.Access.Resolve(context.Background(), p.cookie)
	if err != nil {
		t.Fatal(role, err)
	}
	p.csrf = sess.CSRF
	w.people[role] = p
	return p
}

// request is what is sent: nothing in it is checked, because an attacker checks nothing either.
type request struct {
	method string
	path   string // decoded
	query  url.Values
	header http.Header
	body   []byte
	length int64 // announced; 0 is that of the body
}

func (q request) String() string {
	s := fmt.Sprintf("%s %.200q", q.method, q.path)
	if len(q.query) > 0 {
		s += fmt.Sprintf("?%.300s", q.query.Encode())
	}
	for _, name := range slices.Sorted(maps.Keys(q.header)) {
		if name != "Cookie" {
			s += fmt.Sprintf(" [%s: %.80q]", name, q.header[name])
		}
	}
	return s + fmt.Sprintf(" %.300q", q.body)
}

// form makes the request a form that the house's own page would send.
func (q request) form(p walker, v url.Values) request {
	v.Set("csrf", p.csrf)
	q.body = []byte(v.Encode())
	q.header = maps.Clone(q.header)
	if q.header == nil {
		q.header = http.Header{}
	}
	q.header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.header.Set("Sec-Fetch-Site", "same-origin")
	return q
}

// send asks a handler as a person. A panic that reaches the connection is a finding, not an end.
func send(h http.Handler, p walker, q request) (a *httptest.ResponseRecorder) {
	u := &url.URL{Path: q.path, RawQuery: q.query.Encode()}
	r := &http.Request{Method: q.method, URL: u, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Host: "127.0.0.1", RemoteAddr: "127.0.0.1:40000",
		RequestURI: u.RequestURI(), Header: http.Header{"Accept": {"text/html"}}, Body: io.NopCloser(bytes.NewReader(q.body)), ContentLength: int64(len(q.body))}
	if q.length != 0 {
		r.ContentLength = q.length
	}
	maps.Copy(r.Header, q.header)
	if p.cookie != "" {
		for _, name := range []string{"plumbline", "__Host-plumbline"} {
			r.AddCookie(&http.Cookie{Name: name, Value: p.cookie})
		}
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	a = httptest.NewRecorder()
	defer func() {
		if what := recover(); what != nil {
			a = httptest.NewRecorder()
			a.Code = 599
			fmt.Fprintf(a.Body, "panic: %v", what)
		}
	}()
	h.ServeHTTP(a, r)
	return a
}

// fingerprint is one number for each table the house has, but those whose name begins with one of
// these: the record of refusals, and the counters and sessions of signing in.
func (w *town) fingerprint(t testing.TB, but ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := w.house.DB.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		names, err := db.All(tx, func(s db.Scanner) (n string, err error) { return n, s.Scan(&n) }, `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name`)
		if err != nil {
			return err
		}
		for _, name := range names {
			if slices.ContainsFunc(but, func(b string) bool { return strings.HasPrefix(name, b) }) {
				continue
			}
			h := sha256.New()
			if err := hashTable(tx, h, name); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			out[name] = hex.EncodeToString(h.Sum(nil))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// changed names the tables that differ.
func changed(before, after map[string]string) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] != after[name] {
			names = append(names, name)
		}
	}
	return names
}

func hashTable(tx *db.Tx, h io.Writer, name string) error {
	rows, err := tx.Query(`select * from "` + name + `"`)
	if err != nil {
		return err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	cells, at := make([]any, len(cols)), make([]any, len(cols))
	for i := range cells {
		at[i] = &cells[i]
	}
	fmt.Fprintln(h, name)
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return err
		}
		fmt.Fprintln(h, cells...)
	}
	return rows.Err()
}
