package stories

import (
	"database/sql"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite" // to mark a database as newer
)

func TestStories(t *testing.T) {
	bin := program(t)
	testscript.Run(t, testscript.Params{
		Dir:                 ".",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", filepath.Dir(bin)+string(os.PathListSeparator)+e.Getenv("PATH"))
			e.Setenv("PG", os.Getenv("PLUMBLINE_TEST_PG"))
			return nil
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Getuid() == 0, nil
			case "postgres":
				if os.Getenv("PLUMBLINE_TEST_PG") == "" && os.Getenv("CI") == "true" {
					return false, errors.New("no PostgreSQL, and CI=true wants it")
				}
				return os.Getenv("PLUMBLINE_TEST_PG") != "", nil
			}
			return false, errors.New("unknown condition")
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"refuses": refuses, "taken": taken, "newer": newer},
	})
}

// program is the binary under test: PLUMBLINE_BIN, or one built now.
func program(t *testing.T) string {
	if bin := os.Getenv("PLUMBLINE_BIN"); bin != "" {
		return bin
	}
	bin := filepath.Join(t.TempDir(), "plumbline")
	if out, err := exec.Command("go", "build", "-o", bin, "plumbline/cmd/plumbline").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

func refuses(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec("plumbline", args...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		ts.Fatalf("plumbline %s: want exit code 2, got %v", strings.Join(args, " "), err)
	}
	said := strings.TrimSpace(ts.ReadFile("stderr"))
	if said == "" || strings.Contains(said, "\n") || strings.Contains(said, "goroutine") {
		ts.Fatalf("want one sentence on stderr, got %q", said)
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("want nothing on stdout, got %q", out)
	}
}

func taken(ts *testscript.TestScript, neg bool, args []string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { ln.Close() })
	ts.Setenv(args[0], ln.Addr().String())
}

func newer(ts *testscript.TestScript, neg bool, args []string) {
	d, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer d.Close()
	_, err = d.Exec("insert into schema_migration (name, sum, at) values ('9999_tomorrow.sql', 'x', '2099-01-01T00:00:00.000Z')")
	ts.Check(err)
}
