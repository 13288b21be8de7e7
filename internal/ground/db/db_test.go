package db

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

func open(t *testing.T) *DB {
	t.Helper()
	d, err := Open(context.Background(), filepath.Join(t.TempDir(), "t.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func put(tx *Tx, k, v string) error {
	_, err := tx.Exec("insert into house_setting (key, value) values ($1, $2)", k, v)
	return err
}

func has(t *testing.T, d *DB, k string) bool {
	t.Helper()
	var n int
	err := d.Read(context.Background(), who.Job("test"), func(tx *Tx) (err error) {
		n, err = Value[int](tx, "select count(*) from house_setting where key = $1", k)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n == 1
}

func TestUnrecordedWriteIsRefused(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	err := d.Write(ctx, who.Job("test"), func(tx *Tx) error { return put(tx, "a", "1") })
	if !errors.Is(err, ErrUnrecorded) || has(t, d, "a") {
		t.Fatalf("a write without a record got through: %v", err)
	}
	// the control: the same act, recorded, is kept
	err = d.Write(ctx, who.Job("test"), func(tx *Tx) error { tx.Recorded(); return put(tx, "a", "1") })
	if err != nil || !has(t, d, "a") {
		t.Fatalf("a recorded write was lost: %v", err)
	}
}

func TestOneFailingWriteHarmsNobody(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	var wg sync.WaitGroup
	bad := errors.New("mine")
	for i := range 200 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			err := d.Upkeep(ctx, who.Job("test"), func(tx *Tx) error {
				if err := put(tx, string(rune('a'+i%26))+NewID(), "x"); err != nil {
					return err
				}
				switch i % 10 {
				case 3:
					return bad
				case 7:
					panic("broken verb")
				}
				return nil
			})
			if ok := err == nil; ok != (i%10 != 3 && i%10 != 7) {
				t.Errorf("transaction %d: %v", i, err)
			}
		}()
	}
	wg.Wait()
	var n int
	d.Read(ctx, who.Job("test"), func(tx *Tx) (err error) {
		n, err = Value[int](tx, "select count(*) from house_setting")
		return err
	})
	if n != 160 {
		t.Fatalf("%d rows kept, want 160", n)
	}
}

func TestRefusalReachesTheRecorder(t *testing.T) {
	d := open(t)
	var told error
	d.OnRefusal(func(_ context.Context, _ who.Actor, err error) { told = err })
	d.Write(context.Background(), who.Job("test"), func(*Tx) error { return fault.Denied("role") })
	if !fault.Is(told, fault.KindDenied) {
		t.Fatalf("a refusal was not handed on: %v", told)
	}
}

func TestIDsAscendAndDiffer(t *testing.T) {
	last := idAt(nextTick(time.Now().Add(-time.Hour)))
	for range 10000 {
		id := NewID()
		if len(id) != 26 || id <= last {
			t.Fatalf("id %q is short or does not come after %q", id, last)
		}
		last = id
	}
	if id := idAt(nextTick(time.Now().Add(-time.Hour))); id <= last {
		t.Fatalf("after the clock was set back %q came before %q", id, last)
	}
}

func TestEmptyScopeIsNoRow(t *testing.T) {
	var a Args
	if got := (Scope{}).Where("ord", &a); got != "1=0" {
		t.Fatalf("an empty scope became %q", got)
	}
	s := Scope{Ranges: []Range{{1, 9}}}.Within(Range{5, 20})
	if len(s.Ranges) != 1 || s.Ranges[0] != (Range{5, 9}) {
		t.Fatalf("within: %v", s)
	}
}

func TestPlacesThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	for _, place := range []string{dir, filepath.Join(dir, "no", "such.db"), "mysql://x/y", "postgres://", "doc.go"} {
		_, err := Open(context.Background(), place, Options{})
		var p *ErrPlace
		if !errors.As(err, &p) {
			t.Errorf("%s: %v", place, err)
		}
	}
}

func TestAFunctionThatEndsTheGoroutineStopsNobodyElse(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	err := d.Upkeep(ctx, who.Job("test"), func(*Tx) error { runtime.Goexit(); return nil })
	if err == nil {
		t.Fatal("an ended transaction was called saved")
	}
	if err := d.Upkeep(ctx, who.Job("test"), func(tx *Tx) error { return put(tx, "a", "1") }); err != nil || !has(t, d, "a") {
		t.Fatalf("the writer did not go on: %v", err)
	}
}
