package dutyreport

import (
	"context"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// party gives the unit a Party committee with a branch, a year of organisation life and a budget.
func (b *desk) party() (committee org.Unit) {
	b.t.Helper()
	var root, cell string
	b.write(func(tx *db.Tx) (err error) {
		add := func(name, kind, parent string) string {
			id, e := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: name, Short: name, Kind: kind, Parent: parent}, "")
			if e != nil {
				b.t.Fatal(e)
			}
			return id
		}
		root = add("临江市公安局党委", org.KindsOf(org.PartyTree)[0], "")
		cell = add("城东分局党支部", "party_cell", root)
		return nil
	})
	b.write(func(tx *db.Tx) (err error) {
		if err = org.LinkParty(tx, cell, []string{b.unit.ID}, "2025-01-01"); err != nil {
			return err
		}
		if committee, err = org.UnitByID(tx, cell); err != nil {
			return err
		}
		return b.life(tx, committee)
	})
	return committee
}

func (b *desk) life(tx *db.Tx, p org.Unit) error {
	do := func(q string, args ...any) {
		if _, err := tx.Exec(q, args...); err != nil {
			b.t.Fatal(err)
		}
	}
	for i, mark := range []string{"done", "late", "missed", "open"} {
		do(`insert into orglife_duty (id, party_id, party_ord, kind, title, period, year, slot, period_from, period_until, closes, late_until, pack, mark, made_at) values ($1, $2, $3, 'lecture', '党课', $4, 2025, $5, $6, $6, $6, $6, 'p', $7, $6)`,
			db.NewID(), p.ID, p.Ord, "2025Q"+string(rune('1'+i)), i, "2025-0"+string(rune('1'+3*i%9))+"-01", mark)
	}
	for range 3 {
		do(`insert into orglife_activity (id, party_id, party_ord, kind, also, topic, day, state, planned_at, held_on) values ($1, $2, $3, 'lecture', '[]', '题', '2025-03-01', 'held', '2025-03-01', '2025-03-01')`, db.NewID(), p.ID, p.Ord)
	}
	do(`insert into budget_plan (id, number, party_id, party_ord, year, state, pack, planned_by, planned_name, made_at) values ('plan', 'YS-25-001', $1, $2, 2025, 'approved', 'p', 'x', 'x', 'x')`, p.ID, p.Ord)
	do(`insert into budget_line (id, plan_id, seq, category, title, planned, amount) values ('line', 'plan', 1, 'training', '培训', 100000, 100000)`)
	return audit.Record(tx, audit.Entry{Action: "test.life", Kind: "test", ID: "x"})
}

func TestPartyFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		p := b.party()
		b.ok(b.save(b.head, "S6", "全年讲党课9次，三会一课全部按期开展，党建经费预算执行率95%。", 0, "a"))
		v := b.page("S6")
		if v.Against() != 0 || len(v.Groups) != 3 || !v.Groups[1].Hidden || !v.Groups[2].Hidden {
			t.Errorf("without a role in the Party tree: %d against, %+v", v.Against(), v.Groups)
		}
		b.head.Grants = append(b.head.Grants, who.Grant{ID: "g2", Role: access.Secretary, Unit: p.ID, First: p.Ord, Last: p.Last})
		v = b.page("S6")
		got := map[string]Fact{}
		for _, g := range v.Groups {
			for _, f := range g.Facts {
				got[f.Key] = f
			}
		}
		for key, want := range map[string][2]int{"due.lecture": {2, 3}, "meetings.lecture": {3, 0}, "meetings.missed": {1, 0}, "budget.spent": {0, 100000}} {
			if f := got[key]; f.N != want[0] || f.Of != want[1] || f.List == "" {
				t.Errorf("%s: %+v", key, f)
			}
		}
		var keys []string
		for _, m := range v.Hand().Mismatches {
			keys = append(keys, m.Fact.Key)
		}
		if strings.Join(keys, " ") != "meetings.lecture meetings.missed budget.spent" {
			t.Errorf("against: %v", keys)
		}
	})
}

// TestEveryGroupIsRead: all sources answer on both databases, also where nothing is.
func TestEveryGroupIsRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		b.party()
		err := d.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
			rep, err := loadReport(tx, b.id)
			if err != nil {
				return err
			}
			var groups []string
			for _, s := range factSources {
				groups = append(groups, s.group)
			}
			facts, hidden, err := factsOf(tx, rep, groups)
			if len(hidden) != 0 || len(facts) != len(factSources) {
				t.Errorf("hidden %v, read %d of %d", hidden, len(facts), len(factSources))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
