package backup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/keyring"
	"plumbline/internal/hall/access"
)

// The keys that seal stored secrets are in every backup, wherever their file lies; a backup without them
// does not pass its drill.
func TestKeysOfSecretsAreInTheBackup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		apart := filepath.Join(t.TempDir(), "apart.key")
		ring, err := keyring.Make(apart)
		if err != nil {
			t.Fatal(err)
		}
		d.KeepSecrets(ring)
		if _, err := access.New(d).SealSecrets(t.Context()); err != nil {
			t.Fatal(err)
		}
		first, one := pair(t, false)
		_, two := pair(t, false)
		take := func(secrets string) Run {
			t.Helper()
			hall, err := New(t.Context(), Source{DB: d, Data: h.data, Program: "test", Secrets: secrets})
			if err != nil {
				t.Fatal(err)
			}
			r, err := hall.Make(t.Context(), hand, Job{Why: ByHand, To: t.TempDir(), Recipients: []string{one, two}})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		good := take(apart)
		if good.Drill == nil || !good.Drill.OK {
			t.Fatalf("%+v", good.Drill)
		}
		dir := filepath.Join(t.TempDir(), "back")
		if _, err := Restore(t.Context(), RestoreOptions{File: good.File, Identities: first, Data: dir}); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, keyring.FileName))
		if err != nil || !keyring.Holds(text, ring.ID()) {
			t.Errorf("the key did not come back: %v", err)
		}
		if bad := take(filepath.Join(t.TempDir(), "lost.key")); bad.Drill == nil || bad.Drill.OK || !strings.Contains(bad.Drill.Detail, ring.ID()) {
			t.Errorf("without the key: %+v", bad.Drill)
		}
	})
}

// The drill's key moves out of the data folder once another place is named, opens what it opened, and is in
// no backup; as long as it lies inside, the page says so.
func TestDrillKeyLiesElsewhere(t *testing.T) {
	src := Source{Data: t.TempDir()}
	_, before, err := drillKey(src, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, in := src.inside(src.drill()); !in {
		t.Error("beside the data, and not said")
	}
	src.Drill = filepath.Join(t.TempDir(), "drill.key")
	_, after, err := drillKey(src, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, in := src.inside(src.drill()); in {
		t.Error("elsewhere, and said to be beside the data")
	}
	if _, err := os.Stat(filepath.Join(src.Data, drillFile)); err == nil {
		t.Error("a key is left in the data folder")
	}
	if before[0].(*age.X25519Identity).String() != after[0].(*age.X25519Identity).String() {
		t.Error("another key: older backups cannot be drilled")
	}
	src.Drill = filepath.Join(t.TempDir(), "no", "folder", "drill.key")
	if _, _, err := drillKey(src, false); err == nil {
		t.Error("a place that is not there")
	}
}
