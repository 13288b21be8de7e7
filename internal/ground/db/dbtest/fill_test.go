package dbtest

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// Many at once get the same, made once and by one of them; each copy is its owner's; a work that failed is done
// again and never handed out half.
func TestFillWorksOnce(t *testing.T) {
	t.Setenv("PLUMBLINE_TEST_SHARED", t.TempDir())
	var worked atomic.Int32
	work := func(dir string) error {
		if worked.Add(1) == 1 {
			return errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, "half"), nil, 0o600), errors.New("the first fails"))
		}
		return errors.Join(os.MkdirAll(filepath.Join(dir, "in"), 0o700), os.WriteFile(filepath.Join(dir, "in", "key"), []byte("made"), 0o600))
	}
	if err := Fill(t.TempDir(), "x", work); err == nil {
		t.Fatal("a work that failed is handed out")
	}
	var all sync.WaitGroup
	for range 8 {
		dir := t.TempDir()
		all.Go(func() {
			if err := Fill(dir, "x", work); err != nil {
				t.Error(err)
				return
			}
			at := filepath.Join(dir, "in", "key")
			raw, err := os.ReadFile(at)
			info, _ := os.Stat(at)
			if err != nil || string(raw) != "made" || info.Mode().Perm() != 0o600 {
				t.Errorf("%q, %v, %v", raw, info.Mode(), err)
			}
			if _, err := os.Stat(filepath.Join(dir, "half")); err == nil {
				t.Error("what the failed work left is handed out")
			}
			if err := os.WriteFile(at, []byte("changed"), 0o600); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := worked.Load(); n != 2 {
		t.Errorf("worked %d times", n)
	}
}

func TestFillAlone(t *testing.T) {
	t.Setenv("PLUMBLINE_TEST_SHARED", "")
	dir := t.TempDir()
	if err := Fill(dir, "x", func(at string) error { return os.WriteFile(filepath.Join(at, "a"), nil, 0o600) }); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); err != nil {
		t.Error(err)
	}
}
