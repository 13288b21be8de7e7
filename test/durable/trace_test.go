package durable

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tracer answers the path of strace. Without it, or where the kernel does not let one process watch
// another (many containers), the test is skipped with the reason; a missing program fails with
// CI=true, a kernel that forbids it is not a missing part.
func tracer(t testing.TB) string {
	t.Helper()
	bin, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace is missing (Debian: apt-get install strace), and CI=true wants every part")
		}
		t.Skip("strace is missing (Debian: apt-get install strace)")
	}
	if out, err := exec.Command(bin, "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("this kernel does not let strace watch a process: %v %s", err, out)
	}
	return bin
}

// event is one system call of a trace. A sync counts when it is over, everything else when it begins.
type event struct {
	call     string
	path     string // behind the first descriptor
	line     *line  // what a write to the ledger said
	ok       bool
	injected bool
}

var (
	callForm   = regexp.MustCompile(`^(\d+)\s+(\w+)\((.*)$`)
	resumeForm = regexp.MustCompile(`^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$`)
	pathForm   = regexp.MustCompile(`^\w+<([^>]*)>`)
	textForm   = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
)

// parse reads a trace written with -f -y.
func parse(t testing.TB, name string) (out []event) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	waiting := map[string]string{} // thread → arguments of its unfinished call
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 1<<20), 1<<20)
	for in.Scan() {
		text := in.Text()
		if m := resumeForm.FindStringSubmatch(text); m != nil {
			if late(m[2]) {
				out = append(out, made(m[2], waiting[m[1]], m[3]))
			}
			continue
		}
		m := callForm.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if args, is := strings.CutSuffix(m[3], "<unfinished ...>"); is {
			waiting[m[1]] = args
			if !late(m[2]) {
				out = append(out, made(m[2], args, ""))
			}
			continue
		}
		out = append(out, made(m[2], m[3], m[3]))
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func late(call string) bool { return call == "fsync" || call == "fdatasync" }

func made(call, args, end string) event {
	e := event{call: call, ok: !strings.Contains(end, "= -1 "), injected: strings.Contains(end, "(INJECTED)")}
	if m := pathForm.FindStringSubmatch(args); m != nil {
		e.path = m[1]
	}
	if call == "write" && strings.HasPrefix(e.path, "pipe:") {
		if m := textForm.FindStringSubmatch(args); m != nil {
			if raw, err := strconv.Unquote(`"` + m[1] + `"`); err == nil {
				var l line
				if json.Unmarshal([]byte(raw), &l) == nil {
					e.line = &l
				}
			}
		}
	}
	return e
}

const watched = "write,pwrite64,fsync,fdatasync,renameat,renameat2,linkat,openat,ftruncate"

// traced runs a worker to its end under strace and answers its events and itself.
func traced(t testing.TB, k task, more ...string) ([]event, *worker) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "trace")
	args := append([]string{tracer(t), "-f", "-y", "-s", "400", "-o", out, "-e", "trace=" + watched, "-e", "signal=none"}, more...)
	w := start(t, k, args...)
	w.end() // under injected faults it may fail; the check looks at what it left
	return parse(t, out), w
}
