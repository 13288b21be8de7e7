package stories

import (
	"bufio"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // to make a database for a story
	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite" // to mark a database as newer

	"plumbline/internal/doors"
	"plumbline/internal/hall/org"
)

func TestStories(t *testing.T) {
	bin := program(t)
	testscript.Run(t, testscript.Params{
		Dir:                 ".",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("PATH", filepath.Dir(bin)+string(os.PathListSeparator)+e.Getenv("PATH"))
			packs, err := filepath.Abs("../../packs")
			e.Setenv("PACKS", packs)
			return err
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"refuses": refuses, "taken": taken, "newer": newer,
			"acts": acts, "tamper": tamper, "pgdatabase": pgdatabase, "public": public, "serves": serves},
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

// acts sets up the house in a data folder, so that its record has something to seal.
func acts(ts *testscript.TestScript, neg bool, args []string) {
	ctx := context.Background()
	h, err := doors.Open(ctx, doors.Config{Data: ts.MkAbs(args[0])})
	ts.Check(err)
	defer h.Close()
	admin := func(login, name string) org.FirstAdmin {
		return org.FirstAdmin{Name: name, Badge: login, Login: login, Title: name}
	}
	_, err = h.Org.Setup(ctx, org.SetupInput{Name: "高山市公安局", Lang: "zh", SysAdmin: admin("sys", "甲"), SecAdmin: admin("sec", "乙"), Auditor: admin("aud", "丙")})
	ts.Check(err)
}

// tamper changes one byte in the middle of every file of entries of an export.
func tamper(ts *testscript.TestScript, neg bool, args []string) {
	n := 0
	err := filepath.WalkDir(filepath.Join(ts.MkAbs(args[0]), "tile", "entries"), func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		if err != nil || len(raw) == 0 {
			return err
		}
		raw[len(raw)/2] ^= 1
		n++
		return os.WriteFile(name, raw, 0o600)
	})
	ts.Check(err)
	if n == 0 {
		ts.Fatalf("no file of entries to change")
	}
}

// serves starts the program, waits until it says where it answers, however long that takes, and ends it as
// a terminal does; it must end well.
func serves(ts *testscript.TestScript, _ bool, args []string) {
	c := exec.Command("plumbline", append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	c.Path = filepath.Join(strings.Split(ts.Getenv("PATH"), string(os.PathListSeparator))[0], "plumbline")
	c.Err, c.Dir, c.Env = nil, ts.MkAbs("."), append(os.Environ(), "PATH="+ts.Getenv("PATH"), "HOME="+ts.Getenv("HOME"))
	var said strings.Builder
	c.Stderr = &said
	out, err := c.StdoutPipe()
	ts.Check(err)
	ts.Check(c.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), "http://127.0.0.1:") {
	}
	answers := lines.Text()
	ts.Check(errors.Join(c.Process.Signal(os.Interrupt), lines.Err()))
	_, err = io.Copy(io.Discard, out)
	ts.Check(err)
	if err := c.Wait(); err != nil || !strings.Contains(answers, "http://127.0.0.1:") {
		ts.Fatalf("plumbline serve %s: %v, %q\n%s", strings.Join(args, " "), err, answers, said.String())
	}
}

// pgdatabase makes an empty database and puts its address into a variable; it goes with the story.
func pgdatabase(ts *testscript.TestScript, neg bool, args []string) {
	server := os.Getenv("PLUMBLINE_TEST_PG")
	u, err := url.Parse(server)
	ts.Check(err)
	name := "plumbline_story_" + strings.ToLower(rand.Text())
	admin := func(q string) error {
		d, err := sql.Open("pgx", server)
		if err != nil {
			return err
		}
		defer d.Close()
		_, err = d.Exec(q)
		return err
	}
	ts.Check(admin("create database " + name))
	ts.Defer(func() { ts.Check(admin("drop database " + name + " with (force)")) })
	u.Path = "/" + name
	ts.Setenv(args[0], u.String())
}

// public reads the public half out of a key file.
func public(ts *testscript.TestScript, _ bool, args []string) {
	for _, line := range strings.Split(ts.ReadFile(args[1]), "\n") {
		if p, ok := strings.CutPrefix(line, "# public key: "); ok {
			ts.Setenv(args[0], p)
			return
		}
	}
	ts.Fatalf("%s has no public key", args[1])
}
