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

// figures are the facts of a section's page by key.
func (b *desk) figures(section string) map[string]Fact {
	b.t.Helper()
	got := map[string]Fact{}
	for _, g := range b.page(section).Groups {
		for _, f := range g.Facts {
			got[f.Key] = f
		}
	}
	return got
}

// A reporter without a role in the Party tree reads the counts of the own body's Party organisations and no list;
// with the role the same counts are links.
func TestPartyFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		p := b.party()
		b.ok(b.save(b.head, "S6", "全年讲党课9次，三会一课全部按期开展，党建经费预算执行率95%。", 0, "a"))
		for _, shut := range []bool{true, false} {
			got := b.figures("S6")
			for key, want := range map[string][2]int{"due.lecture": {2, 3}, "meetings.lecture": {3, 0}, "meetings.missed": {1, 0}, "budget.spent": {0, 100000}} {
				if f := got[key]; f.N != want[0] || f.Of != want[1] || f.List == "" || f.Shut != shut {
					t.Errorf("shut %v, %s: %+v", shut, key, f)
				}
			}
			v := b.page("S6")
			var keys []string
			for _, m := range v.Hand().Mismatches {
				keys = append(keys, m.Fact.Key)
			}
			if strings.Join(keys, " ") != "meetings.lecture meetings.missed budget.spent" {
				t.Errorf("shut %v, against: %v", shut, keys)
			}
			if orgs := v.Groups[1].Orgs; (len(orgs) == 1) != shut {
				t.Errorf("shut %v: counted from %v", shut, orgs)
			}
			b.head.Grants = append(b.head.Grants, who.Grant{ID: "g2", Role: access.Secretary, Unit: p.ID, First: p.Ord, Last: p.Last})
		}
	})
}

// Only the reporter, and only of the body reported for: another body's organisation does not count, a reviewer
// without the list's right gets no figure, a recusal keeps it away, and a joint branch has no share for one of its units.
func TestPartyFiguresStayTheOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		p := b.party()
		other := b.cell("城西分局党支部", "party_cell", p.Parent)
		b.write(func(tx *db.Tx) error {
			if err := org.LinkParty(tx, other.ID, []string{b.chief.Grants[0].Unit}, "2025-01-01"); err != nil {
				return err
			}
			for range 7 {
				if _, err := tx.Exec(`insert into orglife_activity (id, party_id, party_ord, kind, also, topic, day, state, planned_at, held_on) values ($1, $2, $3, 'lecture', '[]', '题', '2025-03-01', 'held', '2025-03-01', '2025-03-01')`, db.NewID(), other.ID, other.Ord); err != nil {
					return err
				}
			}
			return audit.Record(tx, audit.Entry{Action: "test.life", Kind: "test", ID: "y"})
		})
		if f := b.figures("S6")["meetings.lecture"]; f.N != 3 {
			t.Errorf("with another body's seven lectures: %+v", f)
		}
		if why := b.hidden(b.chief, "meetings"); why != HiddenRight { // head of another unit, not the reporter
			t.Errorf("another reporter: %q", why)
		}
		barred := b.head
		barred.Recused = []who.Span{{First: p.Ord, Last: p.Last}}
		if why := b.hidden(barred, "meetings"); why != HiddenRight {
			t.Errorf("recused: %q", why)
		}
		joint := b.cell("城东城西联合党支部", "party_joint", p.Parent)
		b.write(func(tx *db.Tx) error {
			return org.LinkParty(tx, joint.ID, []string{b.unit.ID, b.chief.Grants[0].Unit}, "2025-01-01")
		})
		for group, want := range map[string]string{"meetings": "", "budget": HiddenJoint, "training": HiddenJoint} {
			if why := b.hidden(b.head, group); why != want {
				t.Errorf("a joint branch, %s: %q, want %q", group, why, want)
			}
		}
	})
}

// Hours of fewer than five persons are no figure, not even in total.
func TestHoursOfAFewAreNotShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newDesk(t, d)
		p := b.party()
		for n := range 5 {
			b.write(func(tx *db.Tx) error { return b.member(tx, p, n) })
			var f Fact
			err := d.Read(context.Background(), b.head, func(tx *db.Tx) error {
				rep, err := loadReport(tx, b.id)
				if err != nil {
					return err
				}
				facts, _, err := factsOf(tx, rep, []string{"training"})
				f = facts["training"][0]
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if few := n+1 < 5; f.Few != few || few != (f.Of == 0) {
				t.Errorf("%d members: %+v", n+1, f)
			}
		}
	})
}

// cell adds a Party branch below an organisation.
func (b *desk) cell(name, kind, parent string) (u org.Unit) {
	b.t.Helper()
	b.write(func(tx *db.Tx) error {
		id, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: name, Short: name, Kind: kind, Parent: parent}, "")
		if err != nil {
			return err
		}
		u, err = org.UnitByID(tx, id)
		return err
	})
	return u
}

// member puts one more member into the branch; the first opens the year of training.
func (b *desk) member(tx *db.Tx, p org.Unit, n int) error {
	if n == 0 {
		if _, err := tx.Exec(`insert into training_year (year, member_hours, officer_hours, officer_courses, pack_version, opened_by, opened_at) values (2025, 32, 56, 1, 'p', 'x', 'x')`); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`insert into partyorg_member (id, person_id, party_id, party_ord, kind, since, made_by, made_at) values ($1, $2, $3, $4, 'full', '2020-01-01', 'x', 'x')`, db.NewID(), db.NewID(), p.ID, p.Ord); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "test.member", Kind: "test", ID: db.NewID()})
}

// hidden tells why the actor sees no figure of a group.
func (b *desk) hidden(actor who.Actor, group string) (why string) {
	b.t.Helper()
	if err := b.db.Read(context.Background(), actor, func(tx *db.Tx) error {
		rep, err := loadReport(tx, b.id)
		if err != nil {
			return err
		}
		_, hidden, err := factsOf(tx, rep, []string{group})
		why = hidden[group]
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return why
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
