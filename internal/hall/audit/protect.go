package audit

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// Protect makes the record answer for every row of the tables: from now on each act commits to what it
// leaves in them, and Reconcile compares. A table that is new, or whose columns changed with an
// upgrade, is taken over as it stands, which is an entry of the record.
func (l *Log) Protect(ctx context.Context, tables []db.Watched) error {
	if err := l.db.Watch(ctx, tables); err != nil {
		return err
	}
	now := l.db.WatchedTables()
	var was map[string]string
	err := l.db.Read(ctx, keeper, func(tx *db.Tx) (err error) {
		was, err = covered(tx)
		return err
	})
	if err != nil {
		return err
	}
	fresh := map[string]string{}
	for _, table := range slices.Sorted(maps.Keys(now)) {
		if was[table] == now[table] {
			continue
		}
		fresh[table] = hexSum([]byte(now[table]))
		if err := l.adopt(ctx, table); err != nil {
			return err
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return l.db.Upkeep(ctx, keeper, func(tx *db.Tx) error {
		for table := range fresh {
			if err := saveCover(tx, table, now[table], tx.Now); err != nil {
				return err
			}
		}
		return Record(tx, Entry{Action: "audit.cover", Kind: "audit", ID: "tables", Details: map[string]any{"tables": fresh}})
	})
}

var keeper = who.Job("protect")

// adoptBatch bounds one transaction of taking rows over.
const adoptBatch = 5000

// adopt takes over the rows of a table as they stand.
func (l *Log) adopt(ctx context.Context, table string) error {
	var after []any
	for {
		n := 0
		err := l.db.Upkeep(ctx, keeper, func(tx *db.Tx) error {
			rows, err := tx.WatchedPage(table, after, adoptBatch)
			if n = len(rows); err != nil || n == 0 {
				return err
			}
			after = rows[n-1].Key
			return adoptRows(tx, table, rows)
		})
		if err != nil || n < adoptBatch {
			return err
		}
	}
}

func adoptRows(tx *db.Tx, table string, rows []db.WatchedRow) error {
	prints := make([]print, len(rows))
	for i, r := range rows {
		prints[i] = newPrint(table, r.ID(), r.Text)
	}
	return waiting{Entry: Entry{Action: "audit.adopt", Kind: "audit", ID: table}, body: `{"rows":` + strconv.Itoa(len(rows)) + `}`}.write(tx, prints)
}

// Declare records which policy the program runs with, by the hashes of its tables, whenever it differs
// from what was recorded last. So a sealed record tells which rules held when.
func (l *Log) Declare(ctx context.Context, policy map[string]string) error {
	var last string
	err := l.db.Read(ctx, keeper, func(tx *db.Tx) (err error) {
		last, err = lastBody(tx, "audit.policy")
		return err
	})
	if err != nil {
		return err
	}
	now, err := json.Marshal(policy)
	if err != nil || string(now) == last {
		return err
	}
	return l.db.Upkeep(ctx, keeper, func(tx *db.Tx) error {
		return Record(tx, Entry{Action: "audit.policy", Kind: "audit", ID: "policy", Details: policy})
	})
}

// Protected lists the protected tables with their columns, for plumbline verify --policy.
func (l *Log) Protected() []string {
	var out []string
	for table, columns := range l.db.WatchedTables() {
		out = append(out, table+" "+columns)
	}
	slices.Sort(out)
	return out
}
