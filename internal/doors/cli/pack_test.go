package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"plumbline/internal/doors"
	"strings"
	"testing"
)

// said runs a command and answers what it printed and how it ended.
func said(run func(*Terminal) error) (out string, code int) {
	var o, e strings.Builder
	err := run(&Terminal{Out: &o, Err: &e})
	var exit *Exit
	if errors.As(err, &exit) {
		return o.String() + e.String() + exit.Sentence, exit.Code
	}
	if err != nil {
		return err.Error(), 1
	}
	return o.String(), 0
}

func TestPackCheck(t *testing.T) {
	check := func(path, lang string) (string, int) { return said((&PackCheckCmd{Path: path, Lang: lang}).Run) }
	out, code := check("../../../packs", "zh")
	if code != 0 || !strings.Contains(out, "county_bureau.yaml：正确，检查要点 county_bureau 2026，68 项") {
		t.Fatalf("%d\n%s", code, out)
	}
	raw, err := os.ReadFile("../../../packs/rules/deadlines.yaml")
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte(strings.Replace(string(raw), "unit: 月", "unit: 旬", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, code = check(bad, "en")
	if code != 2 || !strings.Contains(out, `unknown unit “旬”; known: day, workday, month, hour`) || !strings.HasPrefix(out, "bad.yaml:") || !strings.Contains(out, "1 mistake;") {
		t.Errorf("a bad pack: %d\n%s", code, out)
	}
	for _, path := range []string{filepath.Join(t.TempDir(), "none.yaml"), t.TempDir()} {
		if out, code := check(path, "en"); code != 2 || out == "" {
			t.Errorf("%s: %d %q", path, code, out)
		}
	}
}

func TestJobRunTwiceIsOnce(t *testing.T) {
	cmd := JobRunCmd{Place{Data: filepath.Join(t.TempDir(), "data"), Lang: "en"}}
	run := func(tm *Terminal) error { return cmd.Run(context.Background(), tm) }
	out, code := said(run)
	if code != 2 || !strings.Contains(out, "there is no Plumbline data") {
		t.Fatalf("a folder without a house: %d\n%s", code, out)
	}
	h, err := doors.Open(context.Background(), cmd.config())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	out, code = said(run)
	if code != 0 || !strings.Contains(out, "Due dates: 0 crossed") || strings.Contains(out, "Sealing: 0") {
		t.Fatalf("the first pass: %d\n%s", code, out)
	}
	if out, code = said(run); code != 0 || !strings.Contains(out, "Sealing: 0 entries") {
		t.Errorf("the second pass: %d\n%s", code, out)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd.Data = file
	if out, code = said(run); code != 2 || !strings.Contains(out, "no Plumbline data") {
		t.Errorf("a file as data folder: %d\n%s", code, out)
	}
}
