package audit

import (
	"errors"
	"slices"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
)

var errUndo = errors.New("undo")

// tampers are the ways of somebody who has the database and not the key. Each names what the check
// of the whole record must find; chain says whether item i1's own page must show it too.
var tampers = map[string]struct {
	do    []string
	want  []Fault // any of these
	chain bool
}{
	"other actor":        {[]string{`update audit_entry set actor = 'z' where seq = 2`}, []Fault{LeafChanged}, true},
	"other action":       {[]string{`update audit_entry set action = 'rectify.close' where seq = 2`}, []Fault{LeafChanged}, true},
	"backdated":          {[]string{`update audit_entry set at = '2020-01-01T00:00:00.000Z' where seq = 3`}, []Fault{LeafChanged}, true},
	"unreadable time":    {[]string{`update audit_entry set at = 'yesterday' where seq = 3`}, []Fault{LeafChanged}, true},
	"other version":      {[]string{`update audit_entry set version = 99 where seq = 1`}, []Fault{LeafChanged}, true},
	"other unit":         {[]string{`update audit_entry set unit = 'u2' where seq = 1`}, []Fault{LeafChanged}, true},
	"other session":      {[]string{`update audit_entry set session = '' where seq = 1`}, []Fault{LeafChanged}, true},
	"moved to an object": {[]string{`update audit_entry set ref = 'i1' where seq = 4`}, []Fault{LeafChanged}, true},
	"leaf alone":         {[]string{`update audit_entry set leaf = 'ff' where seq = 2`}, []Fault{LeafChanged}, true},
	"prev cut":           {[]string{`update audit_entry set prev = '' where seq = 2`}, []Fault{LeafChanged}, true},
	"details changed":    {[]string{`update audit_detail set body = '{}' where seq = 2`}, []Fault{DetailChanged}, true},
	"name changed":       {[]string{`update audit_detail set name = '别人' where seq = 2`}, []Fault{DetailChanged}, true},
	"details swapped": {[]string{`update audit_detail set seq = 100 where seq = 1`, `update audit_detail set seq = 1 where seq = 2`, `update audit_detail set seq = 2 where seq = 100`},
		[]Fault{DetailChanged}, true},
	"details deleted": {[]string{`delete from audit_detail where seq = 2`}, []Fault{DetailGone}, true},
	"entry deleted": {[]string{`delete from audit_detail where seq = 2`, `delete from audit_sealed where seq = 2`, `delete from audit_entry where seq = 2`},
		[]Fault{IndexGap}, true},
	"last entry deleted": {[]string{`delete from audit_detail where seq = 6`, `delete from audit_sealed where seq = 6`, `delete from audit_entry where seq = 6`},
		[]Fault{CheckpointForked, CheckpointMissing}, false},
	"entry deleted and numbers closed up": {[]string{`delete from audit_detail where seq = 2`, `delete from audit_sealed where seq = 2`,
		`delete from audit_entry where seq = 2`, `update audit_sealed set idx = 1 where idx = 2`, `update audit_sealed set idx = 2 where idx = 3`,
		`update audit_sealed set idx = 3 where idx = 4`, `update audit_sealed set idx = 4 where idx = 5`}, []Fault{NodeChanged}, true},
	"unsealed again":              {[]string{`delete from audit_sealed where seq = 2`}, []Fault{IndexGap, Unplaced}, true},
	"places swapped":              {[]string{`update audit_sealed set idx = 100 where idx = 0`, `update audit_sealed set idx = 0 where idx = 1`, `update audit_sealed set idx = 1 where idx = 100`}, []Fault{OutOfOrder}, true},
	"forged and resealed by hand": {[]string{`update audit_entry set actor = 'z', leaf = $leaf where seq = 3`}, []Fault{NodeChanged}, true},
	"inserted among old ones": {[]string{`insert into audit_entry (seq, at, actor, session, action, kind, ref, version, unit, prev, sum, leaf)$over
		 values (0, '2026-06-18T01:00:00.000Z', 'z', '', 'rectify.sign', 'item', 'i1', 1, 'u1', '', $sum, $own)`,
		`insert into audit_detail (seq, nonce, name, body) values (0, 'n', 'z', '{}')`}, []Fault{Unplaced}, true},
	"node changed":                {[]string{`update audit_node set hash = $hash where idx = 0`}, []Fault{NodeChanged}, true},
	"node deleted":                {[]string{`delete from audit_node where idx = 2`}, []Fault{NodeChanged}, true},
	"node added":                  {[]string{`insert into audit_node (idx, hash) values (900, $hash)`}, []Fault{NodeChanged}, false},
	"checkpoint signed by nobody": {[]string{`update audit_checkpoint set note = 'plumbline' where size = 6`}, []Fault{CheckpointBad}, true},
	"checkpoint deleted":          {[]string{`delete from audit_checkpoint where size = 6`}, []Fault{CheckpointMissing}, true},
	"all checkpoints deleted":     {[]string{`delete from audit_checkpoint`}, []Fault{CheckpointMissing}, true},
	"checkpoint moved":            {[]string{`update audit_checkpoint set size = 4 where size = 6`}, []Fault{CheckpointForked, CheckpointMissing}, false},
	"truncated":                   {[]string{`delete from audit_detail`, `delete from audit_sealed`, `delete from audit_entry`}, []Fault{CheckpointForked}, false},
	"truncated with the tree":     {[]string{`delete from audit_detail`, `delete from audit_sealed`, `delete from audit_entry`, `delete from audit_node`}, []Fault{CheckpointForked}, false},
}

// Every tampering is done for real, behind the application's back, on both databases, looked at by
// the check and the chain, and rolled back.
func TestTamperingIsSeen(t *testing.T) {
	if len(tampers) < 20 {
		t.Fatalf("only %d kinds", len(tampers))
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d)
		act(t, d, "a", "rectify.sign", "i1", 3)
		act(t, d, "b", "rectify.sign", "i2", 2)
		seal(t, l)
		act(t, d, "a", "rectify.report", "i1", 1)
		seal(t, l)
		check := func(tx *db.Tx) (Result, *Chain) {
			var res Result
			c := &fullCheck{tx: tx, log: l, res: &res, progress: func(int64, int64) {}}
			if err := c.run(); err != nil {
				t.Error(err)
			}
			ch, err := l.Chain(tx, "item", "i1")
			if err != nil {
				t.Error(err)
			}
			return res, ch
		}
		for name, c := range tampers {
			t.Run(name, func(t *testing.T) {
				err := d.Upkeep(ctx, who.Job("mallory"), func(tx *db.Tx) error {
					if res, ch := check(tx); !res.Sound() || ch.Verdict != Sound {
						t.Errorf("before any tampering: %+v", res)
					}
					if err := mallory(tx, c.do); err != nil {
						return err
					}
					res, ch := check(tx)
					if !slices.ContainsFunc(res.Findings, func(f Finding) bool { return slices.Contains(c.want, f.Fault) }) {
						t.Errorf("check found %+v, want one of %v", res.Findings, c.want)
					}
					if c.chain && (ch.Verdict != Broken || ch.First < 0) {
						t.Errorf("the item's page says %s", ch.Verdict)
					}
					return errUndo
				})
				if !errors.Is(err, errUndo) {
					t.Fatal(err)
				}
			})
		}
	})
}

// mallory removes the triggers and runs raw SQL.
func mallory(tx *db.Tx, statements []string) error {
	var off []string
	for _, table := range []string{"audit_entry", "audit_sealed", "audit_node", "audit_checkpoint"} {
		if tx.Dialect() == "postgres" {
			off = append(off, "alter table "+table+" disable trigger all")
		} else {
			off = append(off, "drop trigger "+table+"_no_update", "drop trigger "+table+"_no_delete")
		}
	}
	over := ""
	if tx.Dialect() == "postgres" {
		over, off = " overriding system value", append(off, "alter table audit_detail disable trigger all")
	} else {
		off = append(off, "pragma defer_foreign_keys = on")
	}
	for _, q := range off {
		if _, err := tx.Exec(q); err != nil {
			return err
		}
	}
	third, err := rowBySeq(tx, 3)
	if err != nil {
		return err
	}
	third.Actor = "z"
	sum := Commitment("n", "z", "{}")
	inserted := Row{At: "2026-06-18T01:00:00.000Z", Actor: "z", Action: "rectify.sign", Kind: "item", ID: "i1", Version: "1", Unit: "u1", Sum: sum}
	values := map[string]any{"$leaf": third.Hash(), "$sum": sum, "$own": inserted.Hash(), "$hash": make([]byte, 32)}
	for _, q := range statements {
		q, args := fill(q, values, over)
		if _, err := tx.Exec(q, args...); err != nil {
			return err
		}
	}
	return nil
}
