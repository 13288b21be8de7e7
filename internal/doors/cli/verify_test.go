package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// exportedHouse makes a house with a few recorded acts and exports its record.
func exportedHouse(t *testing.T) (dir, key string) {
	t.Helper()
	ctx, base := context.Background(), t.TempDir()
	place := Place{Data: filepath.Join(base, "data"), Lang: "en"}
	h, err := doors.Open(ctx, place.config())
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range []string{"a", "b", "c"} {
		err := h.DB.Write(ctx, who.Actor{Login: "l1", Name: "x"}, func(tx *db.Tx) error {
			return audit.Record(tx, audit.Entry{Action: "rectify.sign", Kind: "item", ID: item})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	key = h.Audit.PublicKey()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(base, "out")
	var out bytes.Buffer
	if err := (&AuditExportCmd{Place: place, Dir: dir, Details: true}).Run(ctx, &Terminal{Out: &out}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), key) || !strings.Contains(out.String(), " entries to ") {
		t.Errorf("said %q", out.String())
	}
	if err := (&AuditExportCmd{Place: place, Dir: dir}).Run(ctx, &Terminal{Out: &out}); code(err) != 2 {
		t.Errorf("a second export into the same folder: %v", err)
	}
	return dir, key
}

func code(err error) int {
	var e *Exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		return e.Code
	}
	return -1
}

func TestVerify(t *testing.T) {
	dir, key := exportedHouse(t)
	run := func(c VerifyCmd) (int, string) {
		var out bytes.Buffer
		err := c.Run(&Terminal{Out: &out})
		if err != nil {
			out.WriteString(err.Error())
		}
		return code(err), out.String()
	}
	expect := func(want int, text string, c VerifyCmd) {
		t.Helper()
		if got, said := run(c); got != want || !strings.Contains(said, text) {
			t.Errorf("%+v: code %d, said %q, want %d and %q", c, got, said, want, text)
		}
	}
	expect(0, "entries recomputed; they fit the checkpoint signed by plumbline/", VerifyCmd{Dir: dir, Key: key, Lang: "en"})
	expect(0, "没有修改、删除或插入", VerifyCmd{Dir: dir, Key: key, Lang: "zh"})
	expect(0, "kept elsewhere", VerifyCmd{Dir: dir, Lang: "en"})
	expect(0, "1 checkpoints kept outside", VerifyCmd{Dir: dir, Key: key, Lang: "en", Since: []string{filepath.Join(dir, "checkpoint")}})
	expect(2, "no exported record", VerifyCmd{Dir: t.TempDir(), Lang: "en"})
	expect(2, "cannot be opened", VerifyCmd{Dir: filepath.Join(dir, "nowhere"), Lang: "en"})
	expect(2, "not a public key", VerifyCmd{Dir: dir, Key: "x", Lang: "en"})
	bundles, err := filepath.Glob(filepath.Join(dir, "tile", "entries", "000.p", "*"))
	if err != nil || len(bundles) != 1 {
		t.Fatalf("%v, %v", bundles, err)
	}
	file := bundles[0]
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-200] ^= 1
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	expect(1, ": the entry is not the one that was sealed", VerifyCmd{Dir: dir, Key: key, Lang: "en"})
}
