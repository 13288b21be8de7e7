package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/who"
)

func TestAnOpenedDatabaseHasEverySetting(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	list, err := d.Settings(ctx)
	if err != nil || len(list) != len(wantedLite) {
		t.Fatalf("%d settings of %d, %v", len(list), len(wantedLite), err)
	}
	for _, s := range list {
		if s.Grade != Good {
			t.Errorf("%+v", s)
		}
	}
}

// The planted faults: a database opened for loading syncs nothing and is refused as one to serve; and
// of every setting a value that is not among the right ones.
func TestAWrongSettingIsRefused(t *testing.T) {
	ctx := context.Background()
	d, err := Open(ctx, filepath.Join(t.TempDir(), "t.db"), Options{Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var p *ErrPlace
	if err := d.checkSettings(ctx); !errors.As(err, &p) || !strings.Contains(err.Error(), "synchronous=0") {
		t.Fatalf("a database that syncs nothing: %v", err)
	}
	for _, w := range append(append([]wanted{}, wantedLite...), wantedPG...) {
		w.ask = "select 'something else'"
		if s, err := w.judge(ctx, d.read); err != nil || s.Grade == Good || s.Grade != w.wrong {
			t.Errorf("%+v, %v", s, err)
		}
	}
}

func TestAnOldSQLiteIsRefused(t *testing.T) {
	d := open(t)
	if err := d.checkVersion(context.Background(), "99.1.0"); err == nil {
		t.Fatal("an old SQLite was taken")
	}
	for v, old := range map[string]bool{"3.51.3": false, "3.51.2": true, "3.53.4": false, "4.0.0": false, "3.6": true, "3.51": true, "new": true} {
		if older(v, oldest) != old {
			t.Errorf("older(%s) is not %v", v, old)
		}
	}
}

func TestTheFileIsTheOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes")
	}
	place := filepath.Join(t.TempDir(), "t.db")
	if err := os.WriteFile(place, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	d, err := Open(context.Background(), place, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if mode, err := disk.Shared(place + suffix); err != nil || mode != 0 {
			t.Errorf("%s: %v %v", suffix, mode, err)
		}
	}
}

// A full database is told from every other failure, gives up the spare file, keeps business writes
// out and vital ones in, and goes on by itself.
func TestAFullDatabase(t *testing.T) {
	dir := t.TempDir()
	spare, err := disk.OpenSpare(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	if spare == nil {
		t.Skip("this system does not tell how much room there is")
	}
	ctx, job := context.Background(), who.Job("test")
	d, err := Open(ctx, filepath.Join(dir, "t.db"), Options{Spare: spare})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	write := func(ctx context.Context, key string) error {
		return d.Write(ctx, job, func(tx *Tx) error { tx.Recorded(); return put(tx, key, strings.Repeat("x", 50_000)) })
	}
	pages := func(n string) {
		if err := d.Upkeep(ctx, job, func(tx *Tx) error { return tx.Row("pragma max_page_count=" + n).Scan(new(int)) }); err != nil {
			t.Fatal(err)
		}
	}
	var full *ErrUnavailable
	// A second after the spare was given up a look lays it down again, because the disk itself has room: what was
	// asked later than that says nothing, and is asked again.
	began := time.Now()
	inTime := func() bool { return time.Since(began) < 900*time.Millisecond }
	pages("1") // SQLite takes it as: no page more than there are
	if err := write(ctx, "a"); !errors.As(err, &full) || !full.Full || has(t, d, "a") {
		t.Fatalf("a full database: %v", err)
	}
	if low := d.Low(); inTime() && !low || d.LastTrouble().Err == nil {
		t.Fatal("the spare file was not given up")
	}
	pages("1000000000")
	asked := false
	for n := 0; n < 20 && !asked; n++ {
		for d.Low() { // until that look, so that a new second begins
			time.Sleep(20 * time.Millisecond)
		}
		began = time.Now()
		spare.Give()
		business, vital := fmt.Sprint("b", n), fmt.Sprint("c", n)
		err := write(ctx, business)
		refused := errors.As(err, &full) && !has(t, d, business)
		if err := write(Vital(ctx), vital); err != nil || !has(t, d, vital) {
			t.Fatalf("a vital write while low: %v", err)
		}
		if asked = inTime(); asked && !refused {
			t.Fatalf("a business write while low: %v", err)
		}
	}
	if !asked {
		t.Log("this machine is too busy to ask within a second what is refused while low")
	}
	time.Sleep(1100 * time.Millisecond)
	if err := write(ctx, "d"); err != nil || !has(t, d, "d") {
		t.Fatalf("there is room again: %v", err)
	}
}
