package audit

import (
	"context"
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
	for _, table := range slices.Sorted(maps.Keys(now)) {
		if was[table] == now[table] {
			continue
		}
		if err := l.adopt(ctx, table, now[table], was[table] != ""); err != nil {
			return err
		}
	}
	return nil
}

var keeper = who.Job("protect")

// adoptBatch bounds one transaction of taking rows over.
const adoptBatch = 5000

// adopt takes over the rows of a table as they stand.
func (l *Log) adopt(ctx context.Context, table, columns string, again bool) error {
	var after []any
	for {
		n := 0
		err := l.db.Upkeep(ctx, keeper, func(tx *db.Tx) error {
			rows, err := tx.WatchedPage(table, after, adoptBatch)
			if err != nil {
				return err
			}
			if n = len(rows); n < adoptBatch {
				if err := saveCover(tx, table, columns, tx.Now); err != nil {
					return err
				}
			}
			if n == 0 {
				return nil
			}
			after = rows[n-1].Key
			return adoptRows(tx, table, rows, again)
		})
		if err != nil || n < adoptBatch {
			return err
		}
	}
}

func adoptRows(tx *db.Tx, table string, rows []db.WatchedRow, again bool) error {
	prints := make([]print, len(rows))
	for i, r := range rows {
		prints[i] = newPrint(table, r.ID(), r.Text)
	}
	w := waiting{Entry: Entry{Action: "audit.adopt", Kind: "audit", ID: table}}
	w.body = `{"rows": ` + strconv.Itoa(len(rows)) + `, "again": ` + map[bool]string{true: "true", false: "false"}[again] + `}`
	return w.write(tx, prints)
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
