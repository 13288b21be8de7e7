package audit

import (
	"context"
	"maps"
	"slices"
	"sync"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
)

// Reconciled is the outcome of a pass that compared protected rows with the record.
type Reconciled struct {
	Rows     int64 // rows and fingerprints compared
	Whole    bool  // the pass reached the end of the last table
	Findings []Finding
}

// ReconcilePass bounds the work of one pass; a house with more rows is compared in several.
const ReconcilePass = 200_000

// spot is how far reconciling has come. It is kept in memory: a place in the database could be moved
// by whoever changed the rows.
type spot struct {
	table int
	gone  bool // second half of a table: fingerprints whose row is missing
	key   []any
	id    string
}

type reconciling struct {
	mu sync.Mutex
	at spot
}

// Reconcile compares at most ReconcilePass rows with what the record says of them, going on where the
// last pass stopped, and raises an alarm for whatever does not fit. It is for the night work and
// answers how many findings there were.
func (l *Log) Reconcile(ctx context.Context) (int, error) {
	l.rec.mu.Lock()
	defer l.rec.mu.Unlock()
	res, at, err := l.reconcile(ctx, l.rec.at, ReconcilePass)
	if err != nil {
		return 0, err
	}
	l.rec.at = at
	if len(res.Findings) == 0 {
		return 0, nil
	}
	return len(res.Findings), l.db.Upkeep(ctx, reconciler, func(tx *db.Tx) error {
		for _, f := range res.Findings {
			if err := Raise(tx, string(f.Fault), f.Table+" "+f.Row, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// ReconcileAll compares every protected row and raises nothing: for pages, commands and tests.
func (l *Log) ReconcileAll(ctx context.Context) (Reconciled, error) {
	res, _, err := l.reconcile(ctx, spot{}, 1<<62)
	return res, err
}

// ReconcileIn is ReconcileAll on a snapshot that the caller holds.
func (l *Log) ReconcileIn(tx *db.Tx) (Reconciled, error) {
	res, _, err := l.reconcileIn(tx, spot{}, 1<<62)
	return res, err
}

var reconciler = who.Job("reconcile")

func (l *Log) reconcile(ctx context.Context, from spot, most int64) (res Reconciled, at spot, err error) {
	err = l.db.Read(ctx, reconciler, func(tx *db.Tx) error {
		res, at, err = l.reconcileIn(tx, from, most)
		return err
	})
	return res, at, err
}

func (l *Log) reconcileIn(tx *db.Tx, from spot, most int64) (Reconciled, spot, error) {
	r := &reconciliation{tx: tx, spot: from, tables: slices.Sorted(maps.Keys(l.db.WatchedTables())), known: map[int64]Fault{}, read: reader(tx)}
	var err error
	if r.size, _, err = sealedUpTo(tx); err != nil {
		return r.res, r.spot, err
	}
	for r.table < len(r.tables) && r.res.Rows < most && len(r.res.Findings) < mostFindings {
		if err := tx.Context().Err(); err != nil {
			return r.res, r.spot, err
		}
		step := r.there
		if r.gone {
			step = r.missing
		}
		if err := step(r.tables[r.table]); err != nil {
			return r.res, r.spot, err
		}
	}
	if r.table >= len(r.tables) {
		r.res.Whole, r.spot = true, spot{}
	}
	return r.res, r.spot, nil
}

// reconciliation is one pass on one snapshot.
type reconciliation struct {
	tx *db.Tx
	spot
	tables []string
	res    Reconciled
	known  map[int64]Fault // entries already examined
	read   tlog.Reader
	size   int64
}

const reconcileBatch = 500

// there compares some rows that exist with their last fingerprints.
func (r *reconciliation) there(table string) error {
	rows, err := r.tx.WatchedPage(table, r.key, reconcileBatch)
	if err != nil {
		return err
	}
	if len(rows) < reconcileBatch {
		r.gone, r.key, r.id = true, nil, ""
	} else {
		r.key = rows[len(rows)-1].Key
	}
	if len(rows) == 0 {
		return nil
	}
	keys := make([]rowKey, len(rows))
	for i, row := range rows {
		keys[i] = rowKey{table, row.ID()}
	}
	last, err := lastPrints(r.tx, keys)
	if err != nil {
		return err
	}
	if err := r.examine(slices.Collect(maps.Values(last))); err != nil {
		return err
	}
	for i, row := range rows {
		r.judge(table, keys[i].id, last[keys[i]], row.Text)
	}
	r.res.Rows += int64(len(rows))
	return nil
}

func (r *reconciliation) judge(table, id string, last lastPrint, text []byte) {
	f := judge(last, text)
	if f == "" {
		f = r.known[last.Seq]
	}
	if f != "" {
		r.add(f, table, id, last.Seq)
	}
}

func (r *reconciliation) add(f Fault, table, id string, seq int64) {
	r.res.Findings = append(r.res.Findings, Finding{Fault: f, Table: table, Row: id, Seq: seq, Index: -1, Last: -1})
}

// missing looks for fingerprints of rows that should exist and do not.
func (r *reconciliation) missing(table string) error {
	last, err := printPage(r.tx, table, r.id, reconcileBatch)
	if err != nil {
		return err
	}
	here := spot{table: r.table + 1}
	if len(last) == reconcileBatch {
		here = spot{table: r.table, gone: true, id: last[len(last)-1].Row}
	}
	r.spot = here
	var keys [][]any
	for _, p := range last {
		key, err := r.tx.WatchedKey(table, p.Row)
		if err != nil { // nobody but a forger writes such a key
			r.add(StateChanged, table, p.Row, p.Seq)
			continue
		}
		keys = append(keys, key)
	}
	there, err := r.existing(table, keys)
	if err != nil {
		return err
	}
	if err := r.examine(last); err != nil {
		return err
	}
	for _, p := range last {
		switch {
		case r.known[p.Seq] != "" && !there[p.Row]:
			r.add(r.known[p.Seq], table, p.Row, p.Seq)
		case len(p.Bytes) > 0 && !there[p.Row]:
			r.add(RowGone, table, p.Row, p.Seq)
		}
	}
	r.res.Rows += int64(len(last))
	return nil
}

func (r *reconciliation) existing(table string, keys [][]any) (map[string]bool, error) {
	out := map[string]bool{}
	for part := range slices.Chunk(keys, somePrints) {
		rows, err := r.tx.WatchedByKey(table, part)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			out[row.ID()] = true
		}
	}
	return out, nil
}

// examine checks the entries that left the fingerprints: their columns against their leaf, the leaf
// against the stored tree, and all their fingerprints together against the state in the leaf.
func (r *reconciliation) examine(prints []lastPrint) error {
	var fresh []int64
	for _, p := range prints {
		if _, ok := r.known[p.Seq]; !ok {
			r.known[p.Seq] = StateChanged // until proven
			fresh = append(fresh, p.Seq)
		}
	}
	for part := range slices.Chunk(fresh, somePrints) {
		rows, err := rowsBySeq(r.tx, part)
		if err != nil {
			return err
		}
		all, err := printsOf(r.tx, part)
		if err != nil {
			return err
		}
		states := byEntry(all)
		for _, row := range rows {
			f := row.own()
			if f == "" {
				f = stateFits(row, states[row.Seq])
			}
			if f == "" {
				f = r.placed(row)
			}
			r.known[row.Seq] = f
		}
	}
	return nil
}

// placed compares a sealed entry with the leaf hash stored for it.
func (r *reconciliation) placed(row Row) Fault {
	if row.Index < 0 {
		return ""
	}
	h, err := r.read([]int64{tlog.LeafIndex(row.Index)})
	if err != nil || h[0] != row.leaf() || row.Index >= r.size {
		return NotInTree
	}
	return ""
}

func byEntry(all []lastPrint) map[int64][]print {
	out := map[int64][]print{}
	for _, p := range all {
		out[p.Seq] = append(out[p.Seq], p.print)
	}
	return out
}

// stateFits compares the fingerprints that an entry left with the state in its leaf.
func stateFits(r Row, rows []print) Fault {
	if stateOf(rows) != r.State {
		return StateChanged
	}
	return ""
}
