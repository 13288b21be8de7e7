package ballot

import (
	"context"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

var ctx = context.Background()

func testForm() pack.Form {
	return pack.Form{Code: "duty", Overall: "all", Pass: 70, Return: 80, Least: 5, Merge: 20,
		Aspects: []pack.Aspect{{Code: "duty", Weight: 60}, {Code: "integrity", Weight: 40}, {Code: "all"}},
		Grades:  []pack.Grade{{Code: "good", Worth: 100, From: 90}, {Code: "fair", Worth: 85, From: 80}, {Code: "plain", Worth: 70, From: 70}, {Code: "poor", Worth: 50}}}
}

type world struct {
	t    *testing.T
	d    *db.DB
	h    *Hall
	root who.Grant
	unit string
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, d: d, h: New(d, t.TempDir()), unit: db.NewID()}
	if err := d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		_, err := tx.Exec(`insert into org_unit (id, tree, code, name, short, kind, ord, last, depth, initials, since) values ($1, 'unit', 'R', '临江市公安局', '市局', 'city', 1, 1000, 0, 'sj', '2020-01-01')`, w.unit)
		if err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.make", Kind: "test", ID: "1"})
	}); err != nil {
		t.Fatal(err)
	}
	w.root = who.Grant{ID: "g", Role: access.Office, Unit: w.unit, First: 1, Last: 1000}
	return w
}

func (w *world) office(name string) who.Actor {
	return who.Actor{Login: "l-" + name, Person: "p-" + name, Name: name, Unit: w.unit, UnitOrd: 1, Grants: []who.Grant{w.root}}
}

func (w *world) poll(entitled int, subjects ...string) PollID {
	w.t.Helper()
	in := NewPoll{Title: "2025年度述责述廉民主测评", Kind: "dutyyear", Ref: "y1", Unit: w.unit, Form: testForm(), Pack: "assessment", PackVersion: "2026", Entitled: entitled,
		Opens: w.now(), Closes: w.now().Add(3 * time.Hour)}
	for _, s := range subjects {
		in.Subjects = append(in.Subjects, Subject{Ref: "r-" + s, Label: s})
	}
	id, err := w.h.Make(ctx, w.office("shen"), in)
	w.ok(err)
	return id
}

func (w *world) now() time.Time { return w.d.Clock().Now() }

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) wants(err error, kind fault.Kind, part string) {
	w.t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), part) {
		w.t.Fatalf("got %v, want kind %v with %s", err, kind, part)
	}
}

// running makes an open poll with tokens.
func (w *world) running(n int, subjects ...string) (PollID, []string) {
	w.t.Helper()
	id := w.poll(n, subjects...)
	codes, err := w.h.Issue(ctx, w.office("shen"), id, Issue{Slips: n})
	w.ok(err)
	w.ok(w.h.Open(ctx, w.office("shen"), id))
	return id, codes
}

func all(grade string, subjects int) Vote {
	v := make(Vote, subjects)
	for i := range v {
		v[i] = []string{grade, grade, grade}
	}
	return v
}

func TestPollFromSlipsToResult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id, codes := w.running(30, "方致远", "林若溪")
		for i, code := range codes[:26] {
			v := all("good", 2)
			if i%2 == 0 {
				v[0] = []string{"fair", "plain", "fair"}
			}
			if i == 3 {
				v[1] = []string{"", "", ""} // nothing to say about the second
			}
			w.ok(w.h.Cast(ctx, Shown(code), v))
		}
		v, err := w.h.Get(ctx, w.office("shen"), id)
		w.ok(err)
		if v.Turnout != 26 || v.Result != nil {
			t.Fatalf("an open poll shows a turnout of %d and the result %v", v.Turnout, v.Result)
		}
		w.wants(w.h.Close(ctx, w.office("shen"), id, ""), fault.KindInvalid, "close.early")
		w.ok(w.h.Close(ctx, w.office("shen"), id, "到会人员均已投票"))
		v, err = w.h.Get(ctx, w.office("shen"), id)
		w.ok(err)
		one, two := v.Result.Subjects[0], v.Result.Subjects[1]
		// (60×(13×85+13×100) + 40×(13×70+13×100)) ÷ (100×26) = 89.50
		if one.Valid != 26 || one.Rate != 866 || one.Standing != Stands || one.ScoreText() != "89.50" || one.Grade.Code != "fair" || one.Below {
			t.Errorf("the first result is %+v", one)
		}
		if two.Valid != 25 || two.ScoreText() != "100.00" || two.Grade.Code != "good" || v.Result.Returned != 26 || v.Irregular != "" {
			t.Errorf("the second result is %+v of %+v", two, v.Poll)
		}
		if row, ok := one.Overall(v.Form); !ok || row.Cells[0].N != 13 || row.Cells[1].N != 13 {
			t.Errorf("the bar is %+v", row)
		}
	})
}

func TestTokenWorksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id, codes := w.running(6, "方致远")
		other, _ := w.running(6, "林若溪")
		if _, err := w.h.Sheet(ctx, strings.ToLower(Shown(codes[0]))); err != nil {
			t.Fatalf("a code as it is typed is refused: %v", err)
		}
		w.wants(w.h.Cast(ctx, codes[0], Vote{{"good", "", "good"}}), fault.KindInvalid, "vote_partly")
		w.wants(w.h.Cast(ctx, codes[0], Vote{{"good", "great", "good"}}), fault.KindInvalid, "vote_form")
		w.wants(w.h.Cast(ctx, codes[0], all("good", 2)), fault.KindInvalid, "vote_form")
		w.ok(w.h.Cast(ctx, codes[0], all("good", 1))) // what was refused has used nothing up
		w.wants(w.h.Cast(ctx, codes[0], all("poor", 1)), fault.KindInvalid, "code_used")
		// Forged: a secret that nobody drew, a token of another poll under this poll's mark, too short a code.
		p, err := w.h.Get(ctx, w.office("shen"), other)
		w.ok(err)
		w.wants(w.h.Cast(ctx, codes[1][:3]+random(secretSize), all("good", 1)), fault.KindInvalid, "code_unknown")
		w.wants(w.h.Cast(ctx, p.Mark+codes[1][3:], all("good", 1)), fault.KindInvalid, "code_unknown")
		w.wants(w.h.Cast(ctx, "ABC", all("good", 1)), fault.KindInvalid, "code_form")
		// A hash that is put onto the roll past the program opens the poll to whoever knows its code; the close tells.
		w.damage(`update ballot_roll set fresh = $1 where poll_id = $2`, mustMac(w, id, "000000000"), string(id))
		w.ok(w.h.Cast(ctx, codes[1][:3]+"000000000", all("good", 1)))
		w.ok(w.h.Close(ctx, w.office("shen"), id, "测试"))
		v, err := w.h.Get(ctx, w.office("shen"), id)
		w.ok(err)
		if v.Irregular != "roll" || v.Result.Subjects[0].Standing != NotRight || len(v.Result.Subjects[0].Rows) > 0 {
			t.Errorf("a forged roll gave %q and %+v", v.Irregular, v.Result.Subjects[0])
		}
		dbtest.Clock(d).Advance(4 * time.Hour)
		w.wants(w.h.Cast(ctx, codes[2], all("good", 1)), fault.KindInvalid, "ballot.over")
	})
}

func mustMac(w *world, id PollID, secret string) string {
	m, err := w.h.mac(id, secret)
	w.ok(err)
	return m
}

// damage changes rows as somebody with the database could.
func (w *world) damage(q string, args ...any) {
	w.t.Helper()
	w.ok(w.d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		if _, err := tx.Exec(q, args...); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.damage", Kind: "test", ID: "1"})
	}))
}

func TestVotesAreTakenWhileOpenOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.poll(5, "方致远")
		w.wants(w.h.Open(ctx, w.office("shen"), id), fault.KindInvalid, "nothing_issued")
		_, err := w.h.Issue(ctx, w.office("shen"), id, Issue{Slips: 6})
		w.wants(err, fault.KindInvalid, "too_many")
		codes, err := w.h.Issue(ctx, w.office("shen"), id, Issue{Slips: 4})
		w.ok(err)
		w.wants(w.h.Cast(ctx, codes[0], all("good", 1)), fault.KindInvalid, "not_open")
		w.ok(w.h.Open(ctx, w.office("shen"), id))
		_, err = w.h.Issue(ctx, w.office("shen"), id, Issue{Slips: 1})
		w.wants(err, fault.KindInvalid, "issue.why")
		_, err = w.h.Issue(ctx, w.office("shen"), id, Issue{Slips: 1, Why: "一人迟到"})
		w.ok(err)
		w.ok(w.h.Cast(ctx, codes[0], all("good", 1)))
		dbtest.Clock(d).Advance(3 * time.Hour) // the hour has come, whether or not anybody closes it
		w.wants(w.h.Cast(ctx, codes[1], all("good", 1)), fault.KindInvalid, "ballot.over")
		w.ok(w.h.Close(ctx, w.office("shen"), id, ""))
		w.wants(w.h.Cast(ctx, codes[1], all("good", 1)), fault.KindInvalid, "ballot.over")
		w.wants(w.h.Close(ctx, w.office("shen"), id, "x"), fault.KindConflict, "not_open")
		// One vote came: that it was held is all that is told.
		v, err := w.h.Get(ctx, w.office("shen"), id)
		w.ok(err)
		if s := v.Result.Subjects[0]; s.Standing != TooFew || len(s.Rows) > 0 || s.Scored || s.Grade.Code != "" {
			t.Errorf("of one vote the result tells %+v", s)
		}
		if n := w.count(`select count(*) from ballot_urn where poll_id = $1`, string(id)); n != 0 {
			t.Errorf("%d rows are left of the urn", n)
		}
		if n := w.count(`select count(*) from ballot_roll where poll_id = $1 and fresh = '' and spent = ''`, string(id)); n != 1 {
			t.Error("hashes of tokens outlive the close")
		}
		// A name in the record would say who voted.
		err = w.d.Write(ctx, w.office("shen"), func(tx *db.Tx) error { return w.h.CastIn(tx, codes[1], all("good", 1)) })
		w.wants(err, fault.KindDenied, "ballot_nobody")
	})
}

func (w *world) count(q string, args ...any) (n int64) {
	w.t.Helper()
	w.ok(w.d.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		n, err = db.Value[int64](tx, q, args...)
		return err
	}))
	return n
}

func TestPapersAreCountedByTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.poll(30, "方致远")
		codes, err := w.h.Issue(ctx, w.office("shen"), id, Issue{Slips: 6, Papers: 24})
		w.ok(err)
		w.ok(w.h.Open(ctx, w.office("shen"), id))
		for _, c := range codes {
			w.ok(w.h.Cast(ctx, c, all("good", 1)))
		}
		w.wants(w.h.EnterPapers(ctx, w.office("lin"), id, 20, [][][]int{{{20, 0, 0, 0}, {20, 0, 0, 0}, {20, 0, 0, 0}}}), fault.KindConflict, "not_counting")
		w.ok(w.h.Close(ctx, w.office("shen"), id, ""))
		w.wants(w.h.EnterPapers(ctx, w.office("lin"), id, 25, [][][]int{{{20, 0, 0, 0}, {20, 0, 0, 0}, {20, 0, 0, 0}}}), fault.KindInvalid, "batch.papers")
		w.wants(w.h.EnterPapers(ctx, w.office("lin"), id, 22, [][][]int{{{20, 0, 0, 0}, {19, 0, 0, 0}, {20, 0, 0, 0}}}), fault.KindInvalid, "batch.uneven")
		w.wants(w.h.EnterPapers(ctx, w.office("lin"), id, 19, [][][]int{{{20, 0, 0, 0}, {20, 0, 0, 0}, {20, 0, 0, 0}}}), fault.KindInvalid, "more_than_papers")
		w.ok(w.h.EnterPapers(ctx, w.office("lin"), id, 22, [][][]int{{{10, 10, 0, 0}, {10, 10, 0, 0}, {20, 0, 0, 0}}}))
		v, err := w.h.Get(ctx, w.office("lin"), id)
		w.ok(err)
		if v.Result != nil {
			t.Fatal("a count that nobody confirmed is a result")
		}
		b := v.Batches[0].ID
		w.wants(w.h.ConfirmPapers(ctx, w.office("lin"), id, b), fault.KindDenied, "ballot_second")
		w.ok(w.h.ReturnPapers(ctx, w.office("shen"), id, b, "第二方面少数了两张"))
		w.wants(w.h.ConfirmPapers(ctx, w.office("shen"), id, b), fault.KindConflict, "batch.ended")
		w.ok(w.h.EnterPapers(ctx, w.office("lin"), id, 22, [][][]int{{{10, 10, 0, 0}, {8, 12, 0, 0}, {20, 0, 0, 0}}}))
		w.wants(w.h.EnterPapers(ctx, w.office("shen"), id, 22, [][][]int{{{10, 10, 0, 0}, {8, 12, 0, 0}, {20, 0, 0, 0}}}), fault.KindConflict, "entered_already")
		v, err = w.h.Get(ctx, w.office("lin"), id)
		w.ok(err)
		w.ok(w.h.ConfirmPapers(ctx, w.office("shen"), id, v.Batches[1].ID))
		v, err = w.h.Get(ctx, w.office("lin"), id)
		w.ok(err)
		s := v.Result.Subjects[0]
		if v.State != Counted || v.Result.Returned != 28 || s.Valid != 26 || s.Rows[1].Cells[1].N != 12 || s.Standing != Stands {
			t.Errorf("the result is %+v of %d returned", s, v.Result.Returned)
		}
	})
}

func TestOnlyWhoRunsBallotsSeesThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id, _ := w.running(6, "方致远")
		stranger := w.office("x")
		stranger.Grants = []who.Grant{{ID: "g", Role: access.Owner, Unit: w.unit, First: 1, Last: 1000}}
		_, err := w.h.Get(ctx, stranger, id)
		w.wants(err, fault.KindNotFound, "")
		w.wants(w.h.Close(ctx, stranger, id, "x"), fault.KindNotFound, "")
		leader := w.office("y")
		leader.Grants = []who.Grant{{ID: "g", Role: access.Leader, Unit: w.unit, First: 1, Last: 1000}}
		if _, err := w.h.Get(ctx, leader, id); err != nil {
			t.Errorf("a leader may see it and gets %v", err)
		}
		_, err = w.h.Issue(ctx, leader, id, Issue{Slips: 1, Why: "x"})
		w.wants(err, fault.KindDenied, "")
		list, err := w.h.List(ctx, stranger)
		if err != nil || len(list) != 0 {
			t.Errorf("a stranger's list holds %d polls, %v", len(list), err)
		}
		if list, err = w.h.List(ctx, leader); err != nil || len(list) != 1 {
			t.Errorf("the leader's list holds %d polls, %v", len(list), err)
		}
	})
}
