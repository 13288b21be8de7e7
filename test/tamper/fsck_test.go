package tamper

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// foreign builds the checker made of others' programs. It is a module of its own; without its modules and
// without a network the test is skipped, or fails with CI=true.
func foreign(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "fsck")
	cmd := exec.Command("go", "build", "-C", "../fsck", "-o", bin, ".")
	cmd.Env = append(os.Environ(), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		why := fmt.Sprintf("the modules of test/fsck (Tessera) are not here and cannot be fetched: %v\n%s", err, out)
		if os.Getenv("CI") == "true" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	return bin
}

// An export is accepted by Tessera's fsck, and the cosignature in it by the transparency-dev note library;
// one flipped bit in a bundle, in a tile or in the cosignature is not.
func TestOthersAcceptTheExport(t *testing.T) {
	bin := foreign(t)
	dir, key, witness := exported(t)
	check := func(want bool, what string) {
		t.Helper()
		out, err := exec.Command(bin, dir, key, witness).CombinedOutput()
		if (err == nil) != want {
			t.Errorf("%s: %v\n%s", what, err, out)
		}
	}
	check(true, "as exported")
	for _, name := range []string{"tile/entries/001", "tile/0/001", "tile/0/002.p/89", "tile/1/000.p/2", "checkpoint"} {
		file := filepath.Join(dir, name)
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		at := len(raw) / 2
		if name == "checkpoint" {
			at = strings.Index(string(raw), "witness.upper ") + 60
		}
		raw[at] ^= 1
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		check(false, "a bit of "+name)
		raw[at] ^= 1
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check(true, "restored")
}

// exported is an export of 601 entries, cosigned by one witness.
func exported(t *testing.T) (dir, key, witness string) {
	t.Helper()
	ctx, d := t.Context(), dbtest.SQLite(t)
	log, err := audit.Open(d, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	auditor := who.Actor{Login: "yin.rn", Name: "殷若男"}
	err = d.Write(ctx, auditor, func(tx *db.Tx) error {
		for i := range 600 {
			if err := audit.Record(tx, audit.Entry{Action: "rectify.sign", Kind: "item", ID: fmt.Sprint(i % 9)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := tlog.NewWitnessKey("witness.upper")
	if err != nil {
		t.Fatal(err)
	}
	id, err := log.AddWitness(ctx, auditor, audit.NewWitness{Holder: "省厅督察", Kind: audit.ByUSB, Key: w.Public()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.Seal(ctx); err != nil {
		t.Fatal(err)
	}
	text, _, err := log.StickFor(ctx, auditor, id)
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := tlog.ParseSubmission(text)
	if err != nil {
		t.Fatal(err)
	}
	line, err := w.Cosign(s.Checkpoint, clock.System.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.StickBack(ctx, auditor, id, tlog.AddLines(s.Checkpoint, line)); err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := log.Export(ctx, auditor, audit.ExportOptions{}, tlog.ToDir(root)); err != nil {
		t.Fatal(err)
	}
	return dir, filepath.Join(dir, "plumbline.vkey"), w.Public()
}
