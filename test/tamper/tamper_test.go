package tamper

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
)

var errUndo = errors.New("undo")

// TestTamper makes random changes behind the application's back, one at a time, and wants each to be found
// by the reconcile pass or by the check of the whole record (TRUST.md 3.4, T-TAMPER): a thousand on SQLite,
// a hundred on PostgreSQL, ten times as many at night. Each is undone by rolling back to before it.
func TestTamper(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { tamper(t, newTown(t, ""), 1000*times()) })
	t.Run("postgres", func(t *testing.T) { tamper(t, newTown(t, dbtest.PostgresPlace(t)), 100*times()) })
}

func times() int {
	if os.Getenv("PLUMBLINE_NIGHTLY") == "1" {
		return 10
	}
	return 1
}

func tamper(t *testing.T, w *town, n int) {
	seed := uint64(20260618) // the same thousand for every change, others every night
	if times() > 1 {
		seed = uint64(time.Now().UnixNano())
	}
	if s := os.Getenv("PLUMBLINE_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	began := time.Now()
	m := &mallory{rand: rand.New(rand.NewPCG(seed, 1)), seen: map[string]int{}}
	w.untouched(t)
	w.disarmed(t, m)
	w.untouched(t)
	for i := 0; i < n; i += batchSize {
		w.batch(t, m, min(batchSize, n-i), func(k int, what string) { t.Errorf("change %d of seed %d: %s", i+k, seed, what) })
		if t.Failed() {
			return
		}
	}
	w.untouched(t)
	t.Logf("%d changes in %v, seed %d: %v", n, time.Since(began), seed, m.seen)
	if n >= 1000 && len(m.seen) < len(ways) {
		t.Errorf("only %d of %d ways were tried", len(m.seen), len(ways))
	}
	w.control(t)
}

// disarmed takes the guards of the tables away once for all changes: each time anew, the database would read its
// whole schema again for every one of them.
func (w *town) disarmed(t *testing.T, m *mallory) {
	t.Helper()
	must(t, w.DB.Upkeep(t.Context(), who.Job("mallory"), func(tx *db.Tx) error {
		m.tx = tx
		return m.disarm()
	}))
}

// untouched wants nothing to be found when nothing was changed.
func (w *town) untouched(t *testing.T) {
	t.Helper()
	err := w.DB.Read(t.Context(), who.Job("test"), func(tx *db.Tx) error {
		rec, err := w.Audit.ReconcileIn(tx)
		if res := w.Audit.CheckIn(tx); !res.Sound() || len(rec.Findings) > 0 || rec.Rows < each*int64(len(kinds)) {
			t.Fatalf("nothing was changed, yet %v %v", res.Findings, rec.Findings)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// batchSize is how many changes share a transaction. SQLite forgets every prepared statement when foreign keys are put
// off, which holds for one transaction: a transaction for each change spent half its time on parsing.
const batchSize = 50

// batch makes so many changes, each alone: the one before is taken back first.
func (w *town) batch(t *testing.T, m *mallory, n int, failed func(k int, what string)) {
	t.Helper()
	var what string
	err := w.DB.Upkeep(t.Context(), who.Job("mallory"), func(tx *db.Tx) (err error) {
		m.tx = tx
		if tx.Dialect() == "sqlite" { // on PostgreSQL foreign keys are triggers, and off
			if _, err := tx.Exec("pragma defer_foreign_keys = on"); err != nil {
				return err
			}
		}
		for k := range n {
			if _, err := tx.Exec("savepoint change"); err != nil {
				return err
			}
			var noticed bool
			if what, noticed, err = w.once(m); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			if !noticed {
				failed(k, "not noticed: "+what)
				return errUndo
			}
			for _, q := range []string{"rollback to savepoint change", "release savepoint change"} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		failed(0, fmt.Sprint(err))
	}
}

// once makes one change and looks.
func (w *town) once(m *mallory) (what string, noticed bool, err error) {
	if what, err = m.change(); err != nil {
		return what, false, err
	}
	rec, err := w.Audit.ReconcileIn(m.tx)
	if err != nil || len(rec.Findings) > 0 {
		return what, len(rec.Findings) > 0, err
	}
	res := w.Audit.CheckIn(m.tx)
	return what, !res.Sound(), res.Err
}

// control shows that it is the checks that find: with the table taken out of the protected ones, the same
// change of a row passes.
func (w *town) control(t *testing.T) {
	t.Helper()
	try := func() (findings int) {
		err := w.DB.Upkeep(t.Context(), who.Job("mallory"), func(tx *db.Tx) error {
			if _, err := tx.Exec(`update rectify_item set severity = 'light' where number = $1`, "g1"); err != nil {
				return err
			}
			rec, err := w.Audit.ReconcileIn(tx)
			if err != nil {
				return err
			}
			findings = len(rec.Findings) + len(w.Audit.CheckIn(tx).Findings)
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
		return findings
	}
	if n := try(); n != 1 {
		t.Errorf("one changed row gives %d findings", n)
	}
	if err := w.DB.Watch(t.Context(), []db.Watched{{Table: "org_unit", Key: []string{"id"}, Except: []string{"ord", "last", "depth"}}}); err != nil {
		t.Fatal(err)
	}
	if n := try(); n != 0 {
		t.Errorf("with the check removed the change must pass, found %d", n)
	}
}

// mallory changes things with plain SQL.
type mallory struct {
	rand *rand.Rand
	tx   *db.Tx
	seen map[string]int
}

// disarm removes what keeps append-only tables from being changed, and on PostgreSQL foreign keys.
func (m *mallory) disarm() error {
	var stmts []string
	guarded := []string{"audit_entry", "audit_sealed", "audit_node", "audit_checkpoint", "audit_row"}
	if m.tx.Dialect() == "postgres" {
		for _, k := range kinds {
			guarded = append(guarded, k.table)
		}
		for _, table := range append(guarded, "audit_detail") {
			stmts = append(stmts, "alter table "+table+" disable trigger all")
		}
	} else {
		for _, table := range guarded {
			stmts = append(stmts, "drop trigger "+table+"_no_update", "drop trigger "+table+"_no_delete")
		}
	}
	for _, q := range stmts {
		if _, err := m.tx.Exec(q); err != nil {
			return err
		}
	}
	return nil
}

// change picks a way until one changes something, and says what it did.
func (m *mallory) change() (string, error) {
	for {
		w := ways[m.rand.IntN(len(ways))]
		n, err := w.do(m)
		if err != nil || n > 0 {
			m.seen[w.name]++
			return w.name, err
		}
	}
}

// run executes statements and answers how many rows they changed together.
func (m *mallory) run(q string, args ...any) (int64, error) {
	var n int64
	for part := range strings.SplitSeq(q, ";;") {
		k, err := m.tx.Exec(part, args...)
		if err != nil {
			return n, err
		}
		n += k
	}
	return n, nil
}

func (m *mallory) pick(list []string) string { return list[m.rand.IntN(len(list))] }
