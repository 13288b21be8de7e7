package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// oldest is the first SQLite that is safe: from 3.7.0 to 3.51.2 a checkpoint that met a writer at the
// wrong moment could corrupt a database with a write-ahead log (sqlite.org/wal.html#walresetbug).
const oldest = "3.51.3"

// Setting is one setting of the database on which a promise rests, read from a live connection.
type Setting struct {
	Name  string
	Value string
	Want  string // the values that are right, as a sentence shows them
	Grade Grade
	Why   string // what a wrong value costs
}

// Grade is how a setting stands.
type Grade string

// The grades: a Refused setting keeps the house from opening, a Doubtful one is shown and logged.
const (
	Good     Grade = "good"
	Doubtful Grade = "doubtful"
	Refused  Grade = "refused"
)

// wanted is a setting with how it is asked for and judged.
type wanted struct {
	name, ask string
	right     []string
	wrong     Grade
	why       string
	write     bool // of the writing connection only
}

var wantedLite = []wanted{
	{name: "journal_mode", ask: "pragma journal_mode", right: []string{"wal"}, wrong: Refused, why: "only a write-ahead log lets people read while somebody writes; a network drive cannot hold one"},
	{name: "synchronous", ask: "pragma synchronous", right: []string{"2", "3"}, wrong: Refused, why: "a power cut would lose what was answered as saved", write: true},
	{name: "foreign_keys", ask: "pragma foreign_keys", right: []string{"1"}, wrong: Refused, why: "rows could point at nothing"},
	{name: "trusted_schema", ask: "pragma trusted_schema", right: []string{"0"}, wrong: Refused, why: "a tampered schema could run functions"},
	{name: "cell_size_check", ask: "pragma cell_size_check", right: []string{"1"}, wrong: Refused, why: "a damaged page would be noticed late"},
	{name: "secure_delete", ask: "pragma secure_delete", right: []string{"1"}, wrong: Refused, why: "what was deleted would stay readable in the file", write: true},
}

var wantedPG = []wanted{
	{name: "fsync", ask: "select current_setting('fsync')", right: []string{"on"}, wrong: Refused, why: "a power cut would corrupt the database"},
	{name: "synchronous_commit", ask: "select current_setting('synchronous_commit')", right: []string{"on", "remote_apply", "remote_write", "local"}, wrong: Refused, why: "a crash would lose what was answered as saved"},
	{name: "full_page_writes", ask: "select current_setting('full_page_writes')", right: []string{"on"}, wrong: Refused, why: "a page half written at a power cut would stay broken"},
	{name: "data_sync_retry", ask: "select current_setting('data_sync_retry')", right: []string{"off"}, wrong: Doubtful, why: "after a failed sync the server would go on as if it had succeeded"},
	{name: "data_checksums", ask: "select current_setting('data_checksums')", right: []string{"on"}, wrong: Doubtful, why: "bytes that rot on the disk would go unnoticed; run pg_checksums --enable on the stopped server"},
	{name: "synchronous_standby_names", ask: "select case when current_setting('synchronous_standby_names') = '' then 'none' else 'set' end", right: []string{"set"}, wrong: Doubtful, why: "when the server's disk dies, what no standby has confirmed is lost"},
}

// Settings reads every setting that the promises rest on, now, from a live connection.
func (d *DB) Settings(ctx context.Context) ([]Setting, error) {
	if d.dialect == postgres {
		return ask(ctx, d.read, wantedPG, false)
	}
	out, err := ask(ctx, d.read, wantedLite, false)
	if err != nil {
		return nil, err
	}
	// The writer owns its only connection, so it is the one to be asked.
	var mine []Setting
	err = d.onWriter(ctx, func(q querier) (err error) {
		mine, err = ask(ctx, q, wantedLite, true)
		return err
	})
	return append(out, mine...), err
}

// querier is a pool or the writer's own connection.
type querier interface {
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

func ask(ctx context.Context, q querier, list []wanted, write bool) ([]Setting, error) {
	var out []Setting
	for _, w := range list {
		if w.write != write {
			continue
		}
		s, err := w.judge(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.name, err)
		}
		out = append(out, s)
	}
	return out, nil
}

func (w wanted) judge(ctx context.Context, q querier) (Setting, error) {
	s := Setting{Name: w.name, Want: strings.Join(w.right, "/"), Grade: w.wrong, Why: w.why}
	if err := q.QueryRowContext(ctx, w.ask).Scan(&s.Value); err != nil {
		return s, err
	}
	for _, r := range w.right {
		if strings.EqualFold(s.Value, r) {
			s.Grade = Good
		}
	}
	return s, nil
}

// checkSettings refuses a database whose settings break a promise. The settings of SQLite are ours:
// a wrong one means that the file system or the library did not take it.
func (d *DB) checkSettings(ctx context.Context) error {
	if d.dialect == sqlite {
		if err := d.checkVersion(ctx, oldest); err != nil {
			return err
		}
	}
	list, err := d.Settings(ctx)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.Grade == Refused {
			return placeErr("the database %s has %s=%s and must have %s: %s", Redact(d.place), s.Name, s.Value, s.Want, s.Why)
		}
	}
	return nil
}

func (d *DB) checkVersion(ctx context.Context, least string) error {
	var v string
	if err := d.read.QueryRowContext(ctx, "select sqlite_version()").Scan(&v); err != nil {
		return err
	}
	if older(v, least) {
		return placeErr("this program was built with SQLite %s, which can damage a database; it needs %s or later", v, least)
	}
	return nil
}

// older compares versions number by number; one that cannot be read is old.
func older(v, least string) bool {
	have, want := strings.Split(v, "."), strings.Split(least, ".")
	for i := range want {
		if i >= len(have) {
			return true
		}
		a, err := strconv.Atoi(have[i])
		b, _ := strconv.Atoi(want[i])
		if err != nil || a != b {
			return err != nil || a < b
		}
	}
	return false
}
