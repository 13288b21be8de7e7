package audit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

var ctx = context.Background()

func person(login string) who.Actor {
	return who.Actor{Login: login, Name: "测试 " + login, Session: "s-" + login}
}

func openLog(t testing.TB, d *db.DB) *Log {
	t.Helper()
	l, err := Open(d, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// act records n acts on the item by the person, one transaction each.
func act(t testing.TB, d *db.DB, login, action, item string, n int) {
	t.Helper()
	for i := range n {
		err := d.Write(ctx, person(login), func(tx *db.Tx) error {
			return Record(tx, Entry{Action: action, Kind: "item", ID: item, Version: int64(i + 1), Unit: "u1", Details: map[string]any{"note": fmt.Sprintf("第 %d 步", i)}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := d.Clock().(interface{ Advance(time.Duration) }); ok {
			c.Advance(time.Second)
		}
	}
}

func seal(t testing.TB, l *Log) int {
	t.Helper()
	n, err := l.Seal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func chain(t testing.TB, d *db.DB, l *Log, item string) *Chain {
	t.Helper()
	var c *Chain
	err := d.Read(ctx, person("a"), func(tx *db.Tx) (err error) {
		c, err = l.Chain(tx, "item", item)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSealAndChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d)
		act(t, d, "a", "rectify.sign", "i1", 3)
		act(t, d, "b", "rectify.sign", "i2", 2)
		if c := chain(t, d, l, "i1"); c.Verdict != Unsealed || c.Pending != 3 || c.First != -1 {
			t.Errorf("before sealing: %s, %d pending", c.Verdict, c.Pending)
		}
		if n := seal(t, l); n != 5 {
			t.Errorf("sealed %d, want 5", n)
		}
		if n := seal(t, l); n != 0 {
			t.Errorf("a second pass sealed %d more", n)
		}
		act(t, d, "a", "rectify.report", "i1", 1)
		c := chain(t, d, l, "i1")
		if c.Verdict != Sound || len(c.Nodes) != 4 || c.Pending != 1 || c.Checkpoint.Size != 5 {
			t.Errorf("%s, %d nodes, %d pending, checkpoint %d", c.Verdict, len(c.Nodes), c.Pending, c.Checkpoint.Size)
		}
		seal(t, l)
		if c := chain(t, d, l, "i1"); c.Pending != 0 || c.Nodes[3].Index != 5 || c.Nodes[1].Prev != c.Nodes[0].Leaf {
			t.Errorf("after the second sealing: %+v", c)
		}
		if r := l.Check(ctx, nil); !r.Sound() || r.Entries != 6 || r.Checkpoints != 2 {
			t.Errorf("check: %+v", r)
		}
	})
}

// Sealing in many batches gives the same tree as one would; SQLite and PostgreSQL write the same.
func TestSealInBatches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d)
		err := d.Write(ctx, person("a"), func(tx *db.Tx) error {
			for i := range 2*sealBatch + 7 {
				if err := Record(tx, Entry{Action: "x.do", Kind: "item", ID: fmt.Sprint(i % 40)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := seal(t, l); n != 2*sealBatch+7 {
			t.Errorf("sealed %d", n)
		}
		if r := l.Check(ctx, nil); !r.Sound() || r.Checkpoints != 3 {
			t.Errorf("%+v", r)
		}
	})
}

// On PostgreSQL a slow transaction may hold a lower number than a committed one; sealing waits for it.
func TestSealWaitsForOpenTransactions(t *testing.T) {
	d := dbtest.Postgres(t)
	l := openLog(t, d)
	recorded, finish, slow := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		slow <- d.Write(ctx, person("slow"), func(tx *db.Tx) error {
			err := Record(tx, Entry{Action: "x.slow", Kind: "item", ID: "1"})
			tx.Finish(func(*db.Tx) error { // after the entry was written, before the commit
				close(recorded)
				<-finish
				return nil
			})
			return err
		})
	}()
	<-recorded
	act(t, d, "quick", "x.quick", "2", 1) // a higher number, committed first
	sealed := make(chan int, 1)
	go func() {
		n, err := l.Seal(ctx)
		if err != nil {
			n = -1
		}
		sealed <- n
	}()
	select {
	case n := <-sealed:
		t.Fatalf("sealed %d past an open transaction", n)
	case <-time.After(300 * time.Millisecond):
	}
	close(finish)
	if err := <-slow; err != nil {
		t.Fatal(err)
	}
	if n := <-sealed; n != 2 {
		t.Errorf("sealed %d, want both", n)
	}
	if r := l.Check(ctx, nil); !r.Sound() {
		t.Errorf("%+v", r)
	}
}

func TestKeyFile(t *testing.T) {
	d := dbtest.SQLite(t)
	dir := t.TempDir()
	l, err := Open(d, dir)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, keyFile)
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	again, err := Open(d, dir)
	if err != nil || again.PublicKey() != l.PublicKey() {
		t.Fatalf("a second start has another key: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	var sentence *db.ErrPlace
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(d, dir); !errors.As(err, &sentence) || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others can read: %v", err)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("rubbish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(d, dir); !errors.As(err, &sentence) {
		t.Errorf("rubbish: %v", err)
	}
}

// A house whose key was exchanged does not go on under the new one in silence.
func TestExchangedKey(t *testing.T) {
	d := dbtest.SQLite(t)
	l := openLog(t, d)
	act(t, d, "a", "x.do", "1", 2)
	seal(t, l)
	other := openLog(t, d)
	act(t, d, "a", "x.do", "1", 1)
	var b *ErrBroken
	if _, err := other.Seal(ctx); !errors.As(err, &b) || b.Finding.Fault != CheckpointBad {
		t.Errorf("got %v", err)
	}
	if c := chain(t, d, other, "1"); c.Verdict != Broken {
		t.Errorf("chain under a foreign key: %s", c.Verdict)
	}
}

func TestAppendOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d)
		act(t, d, "a", "x.do", "1", 2)
		seal(t, l)
		for _, table := range []string{"audit_entry", "audit_sealed", "audit_node", "audit_checkpoint"} {
			col := map[string]string{"audit_entry": "actor = 'b'", "audit_sealed": "seq = 9", "audit_node": "idx = 9", "audit_checkpoint": "note = ''"}[table]
			for _, q := range []string{"update " + table + " set " + col, "delete from " + table} {
				err := d.Upkeep(ctx, who.Job("mallory"), func(tx *db.Tx) error {
					_, err := tx.Exec(q)
					return err
				})
				if err == nil || !strings.Contains(err.Error(), "append-only") {
					t.Errorf("%s: %v", q, err)
				}
			}
		}
	})
}

func TestUnrecordedDoesNotCommit(t *testing.T) {
	d := dbtest.SQLite(t)
	err := d.Write(ctx, person("a"), func(tx *db.Tx) error {
		_, err := tx.Exec("insert into house_setting (key, value) values ($1, $2)", "a", "b")
		return err
	})
	if !errors.Is(err, db.ErrUnrecorded) {
		t.Errorf("got %v", err)
	}
	if err := Looked(ctx, d, who.Actor{}, Entry{Action: "x.look", Kind: "item", ID: "1"}); err == nil {
		t.Error("nobody looked, and it was recorded")
	}
}

func TestRefusalsAreLimited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := NewRefusals(d)
		d.OnRefusal(r.Record)
		try := func(login string, n int) {
			for range n {
				err := d.Write(ctx, person(login), func(tx *db.Tx) error { return fault.Denied("own_item") })
				if !fault.Is(err, fault.KindDenied) {
					t.Fatal(err)
				}
			}
		}
		count := func(action string) (n int64) {
			err := d.Read(ctx, person("a"), func(tx *db.Tx) (err error) {
				n, err = db.Value[int64](tx, "select count(*) from audit_entry where action = $1", action)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		try("noisy", 500)
		try("quiet", 1)
		if a, b := count("access.refused"), count("access.refused_many"); a != mostRefusals+1 || b != 1 {
			t.Errorf("%d refusals and %d limits recorded", a, b)
		}
		dbtest.Clock(d).Advance(refusalWindow)
		try("noisy", 1)
		if a := count("access.refused"); a != mostRefusals+2 {
			t.Errorf("after the window: %d", a)
		}
		if len(r.window) != 1 {
			t.Errorf("%d windows kept", len(r.window))
		}
	})
}
