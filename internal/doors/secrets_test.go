package doors

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/keyring"
)

// A house opens with the key file that sealed its secrets and with no other; a lost or foreign one is one
// sentence that says what to do, and is never replaced by a new one. Giving up is said in so many words.
func TestHouseWantsItsKeyFile(t *testing.T) {
	ctx, dir := context.Background(), filepath.Join(t.TempDir(), "house")
	apart := filepath.Join(t.TempDir(), "elsewhere.key")
	cfg := Config{Data: dir, Clock: clock.System, Bulk: true, Secrets: apart}
	open := func(cfg Config) error {
		h, err := Open(ctx, cfg)
		if err == nil {
			err = h.Close()
		}
		return err
	}
	if err := open(cfg); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, keyring.FileName)); err == nil {
		t.Error("a key lies in the data folder although another place was named")
	}
	if err := open(cfg); err != nil {
		t.Errorf("the same file again: %v", err)
	}
	var place *db.ErrPlace
	gone := cfg
	gone.Secrets = filepath.Join(t.TempDir(), "nothing.key")
	if err := open(gone); !errors.As(err, &place) || !strings.Contains(place.Sentence, "every backup holds it") {
		t.Errorf("no file: %v", err)
	}
	if _, err := os.Stat(gone.Secrets); err == nil {
		t.Error("a new key was made for an old house")
	}
	foreign := cfg
	foreign.Secrets = filepath.Join(t.TempDir(), "foreign.key")
	if _, err := keyring.Make(foreign.Secrets); err != nil {
		t.Fatal(err)
	}
	if err := open(foreign); !errors.As(err, &place) || strings.Count(place.Sentence, "\n") > 0 {
		t.Errorf("another house's file: %v", err)
	}
	foreign.Forget = true
	h, err := Open(ctx, foreign)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := h.Access.ForgetSecrets(ctx); err != nil || n != 0 {
		t.Errorf("giving up: %d, %v", n, err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	foreign.Forget = false
	if err := open(foreign); err != nil {
		t.Errorf("after giving up: %v", err)
	}
	if err := open(cfg); !errors.As(err, &place) {
		t.Errorf("the old file after giving up: %v", err)
	}
}
