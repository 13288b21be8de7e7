package keyring

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func ring(t *testing.T) *Ring {
	t.Helper()
	r, err := Make(filepath.Join(t.TempDir(), FileName))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What was sealed opens with the same key and for the same thing, and with nothing else.
func TestSealed(t *testing.T) {
	r, other := ring(t), ring(t)
	sealed := r.Seal("JBSWY3DPEHPK3PXP", "factor 1 of anna")
	if strings.Contains(sealed, "JBSW") || sealed == r.Seal("JBSWY3DPEHPK3PXP", "factor 1 of anna") {
		t.Error("it shows the secret, or seals the same twice")
	}
	if got, err := r.Open(sealed, "factor 1 of anna"); err != nil || got != "JBSWY3DPEHPK3PXP" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := r.Open(sealed, "factor 1 of bert"); !errors.Is(err, ErrSealed) {
		t.Errorf("another's place: %v", err)
	}
	if _, err := other.Open(sealed, "factor 1 of anna"); !errors.Is(err, ErrForeign) {
		t.Errorf("another's ring: %v", err)
	}
	for i := range sealed {
		bad := []byte(sealed)
		bad[i] ^= 1
		if got, err := r.Open(string(bad), "factor 1 of anna"); err == nil && got != "" && string(bad) != sealed {
			// the last letter of base64 has unused bits
			if i != len(sealed)-1 {
				t.Errorf("changed at %d, it opens", i)
			}
		}
	}
	for _, clear := range []string{"", "JBSWY3DPEHPK3PXP", "seal1.a", "x.y.z"} {
		if _, err := r.Open(clear, "x"); !errors.Is(err, ErrSealed) {
			t.Errorf("%q: %v", clear, err)
		}
	}
}

// A key is exchanged without a moment in which something does not open, in another program too.
func TestRotation(t *testing.T) {
	r := ring(t)
	old := r.Seal("a", "x")
	serving, err := Read(r.File())
	if err != nil {
		t.Fatal(err)
	}
	first := r.ID()
	if err := r.Add(); err != nil || r.ID() == first || !r.Has(first) {
		t.Fatalf("%v", err)
	}
	fresh := r.Seal("a", "x")
	for _, s := range []string{old, fresh} {
		if got, err := serving.Open(s, "x"); err != nil || got != "a" {
			t.Errorf("while both are there: %v", err)
		}
	}
	if err := r.Only(); err != nil || r.Has(first) {
		t.Fatalf("%v", err)
	}
	if again, err := Read(r.File()); err != nil || again.Has(first) || again.ID() != r.ID() {
		t.Errorf("the file: %v", err)
	}
	text, err := os.ReadFile(r.File())
	if err != nil || !Holds(text, r.ID()) || Holds(text, first) || Holds(nil, first) {
		t.Error("Holds", err)
	}
}

// A file that is not a key file, or not the owner's alone, is one sentence and never replaced.
func TestKeyFiles(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, FileName)
	if _, err := Read(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for _, text := range []string{"", "# only words\n", "short\n", strings.Repeat("A", 43) + "\nrest\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(file); err == nil || !strings.Contains(err.Error(), "holds no keys") {
			t.Errorf("%q: %v", text, err)
		}
		if _, err := Make(file); err == nil {
			t.Errorf("%q was replaced", text)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := Make(file); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(file); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("open to others: %v", err)
	}
}
