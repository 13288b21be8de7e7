package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// names of the browser, in the order of preference.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

var (
	browserOnce sync.Once
	browserCtx  context.Context
	browserErr  error
	closers     []func()
)

func TestMain(m *testing.M) {
	code := m.Run()
	for i := len(closers) - 1; i >= 0; i-- {
		closers[i]()
	}
	os.Exit(code)
}

// chromium is the one browser of the package, started by the first test that needs it. Without one the test is skipped,
// or fails with CI=true.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, b := range browsers {
		if p, err := exec.LookPath(b); err == nil {
			path = p
			break
		}
	}
	switch {
	case path == "" && os.Getenv("CI") == "true":
		t.Fatal("no Chromium, and CI=true wants the browser tests")
	case path == "":
		t.Skip("no Chromium: scripts/install-test-deps.sh says how to get it")
	}
	browserOnce.Do(func() {
		opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
			chromedp.WindowSize(1366, 768), chromedp.Flag("lang", "zh-CN"), chromedp.Flag("hide-scrollbars", false))
		if os.Getuid() == 0 { // Chromium's sandbox refuses root; the pages here are our own
			opts = append(opts, chromedp.NoSandbox)
		}
		ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
		var cancel context.CancelFunc
		browserCtx, cancel = chromedp.NewContext(ctx)
		closers = append(closers, stop, cancel)
		browserErr = chromedp.Do(browserCtx)
	})
	if browserErr != nil {
		t.Fatal("Chromium does not start: ", browserErr)
	}
	return browserCtx
}

// account is one of the demo's people.
type account struct{ Role, Login, Password, Title, TOTP string }

// demo is a running demo: the real program with its fictional bureau.
type demo struct {
	URL      string
	Accounts []account
}

var (
	demoOnce sync.Once
	demoRun  demo
	demoErr  error
)

// product starts `plumbline demo` once, on a free port and in a folder that is removed.
func product(t *testing.T) demo {
	t.Helper()
	chromium(t) // without a browser there is no need for a server
	demoOnce.Do(func() { demoErr = startDemo() })
	if demoErr != nil {
		t.Fatal("the demo does not start: ", demoErr)
	}
	return demoRun
}

func startDemo() error {
	dir, err := os.MkdirTemp("", "plumbline-browser")
	if err != nil {
		return err
	}
	closers = append(closers, func() { os.RemoveAll(dir) })
	line, stop, err := start("{", "demo", "--json", "--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "demo"))
	if err != nil {
		return err
	}
	closers = append(closers, stop)
	return json.Unmarshal([]byte(line), &demoRun)
}

// start runs the program and answers its first line that begins so, which tells where it listens.
func start(begins string, args ...string) (line string, stop func(), err error) {
	bin, err := program()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(bin, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		cmd.Process.Signal(os.Interrupt)
		ended := time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
		cmd.Wait()
		ended.Stop()
	}
	in := bufio.NewScanner(out)
	for in.Scan() {
		if strings.HasPrefix(in.Text(), begins) {
			go io.Copy(io.Discard, out)
			return in.Text(), stop, nil
		}
	}
	stop()
	return "", nil, fmt.Errorf("plumbline %s ended without saying where it listens", strings.Join(args, " "))
}

// program is the binary under test: PLUMBLINE_BIN, or one built now.
var program = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("PLUMBLINE_BIN"); bin != "" {
		return bin, nil
	}
	dir, err := os.MkdirTemp("", "plumbline-browser")
	if err != nil {
		return "", err
	}
	closers = append(closers, func() { os.RemoveAll(dir) })
	bin := filepath.Join(dir, "plumbline")
	if out, err := exec.Command("go", "build", "-o", bin, "plumbline/cmd/plumbline").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return bin, nil
})

// as opens a tab of the demo's first person of that role, signed in.
func as(t *testing.T, role string) *tab { t.Helper(); return nth(t, role, 0) }

// nth opens a tab of the n-th person of a role.
func nth(t *testing.T, role string, n int) *tab {
	t.Helper()
	for _, a := range product(t).Accounts {
		if a.Role == role {
			if n--; n < 0 {
				return comes(t, a)
			}
		}
	}
	t.Fatalf("the demo has too few accounts with the role %s", role)
	return nil
}

// asLogin opens a tab of the demo's person with that account.
func asLogin(t *testing.T, login string) *tab {
	t.Helper()
	for _, a := range product(t).Accounts {
		if a.Login == login {
			return comes(t, a)
		}
	}
	t.Fatalf("the demo has no account %s", login)
	return nil
}
