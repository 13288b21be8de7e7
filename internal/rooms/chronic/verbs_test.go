package chronic

import (
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/calendar"
)

func TestFromFindingToClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.register("城东分局")
		w.ok(w.r.Classify(ctx, w.actor["office"], id, Classifying{Track: TrackCampaign, Verdict: "属顽疾"}))

		// Two of three fields: no clock, no promise.
		w.ok(w.r.Plan(ctx, w.actor["east"], id, Planned{Measure: "逐案复核", Due: w.today().Add(20)}))
		p := w.problem(id).Problem
		if p.State != Planning || p.Started != "" || p.DueFirst != "" || len(p.Missing()) != 1 || p.Missing()[0] != "standard" {
			t.Errorf("two of three fields: %+v", p)
		}
		if w.promised(dueProblem, string(id)) {
			t.Error("the clock runs although the standard is missing")
		}
		w.is(w.r.Report(ctx, w.actor["east"], id, "已开始"), fault.KindConflict, "work before the three fields")

		w.ok(w.r.Schedule(ctx, w.actor["east"], id, []Scheduled{{"摸清底数", w.today().Add(5)}, {"逐案复核", w.today().Add(15)}}))
		w.ok(w.r.Plan(ctx, w.actor["east"], id, Planned{Measure: "逐案复核", Standard: "17/17起有结论", Due: w.today().Add(20)}))
		dd := w.problem(id)
		if dd.Problem.State != Working || dd.Problem.DueFirst != w.today().Add(20) || !w.promised(dueProblem, string(id)) || !w.promised(dueMilestone, dd.Milestones[0].ID) {
			t.Errorf("three fields do not start the work: %+v", dd.Problem)
		}
		w.is(w.r.Plan(ctx, w.actor["east"], id, Planned{}), fault.KindConflict, "the unit changes its date afterwards")

		// Milestones may move; their first day stays, and so does what is done.
		w.ok(w.r.Reach(ctx, w.actor["east"], id, dd.Milestones[0].ID, "17起列出"))
		w.ok(w.r.Schedule(ctx, w.actor["east"], id, []Scheduled{{"摸清底数", w.today().Add(5)}, {"逐案复核", w.today().Add(18)}}))
		if m := w.problem(id).Milestones[1]; m.First != w.today().Add(15) || m.Due != w.today().Add(18) {
			t.Errorf("a moved milestone: %+v", m)
		}
		w.is(w.r.Schedule(ctx, w.actor["east"], id, []Scheduled{{"别的", w.today().Add(5)}}), fault.KindInvalid, "a done milestone is rewritten")

		w.is(w.r.Claim(ctx, w.actor["east"], id, "完成"), fault.KindInvalid, "a claim without evidence")
		w.evidence("east", id)
		w.is(w.r.Claim(ctx, w.actor["east"], id, "完成"), fault.KindInvalid, "a claim with an open milestone")
		w.ok(w.r.Reach(ctx, w.actor["east"], id, w.problem(id).Milestones[1].ID, "全部复核"))
		w.ok(w.r.Claim(ctx, w.actor["east"], id, "17起全部有结论"))

		in := Accepting{Sampled: 5, Matched: 5, Opinion: "抽查5起，均有结论"}
		w.is(w.r.Accept(ctx, w.actor["eastoffice"], id, in), fault.KindDenied, "the own side accepts")
		w.is(w.r.Accept(ctx, w.actor["verifier"], id, Accepting{Sampled: 5, Matched: 4, Opinion: "x"}), fault.KindInvalid, "accepted although one does not fit")
		w.ok(w.r.Return(ctx, w.actor["verifier"], id, Redated{Reason: "3起没有告知", Due: w.today().Add(2)}))
		if p := w.problem(id).Problem; p.State != Returned || p.DueFirst != w.today().Add(20) || p.Due != w.today().Add(2) {
			t.Errorf("returned: %+v", p)
		}
		w.ok(w.r.Claim(ctx, w.actor["east"], id, "已补告知"))
		w.ok(w.r.Accept(ctx, w.actor["office"], id, in))
		w.is(w.r.Close(ctx, w.actor["office2"], id, "同意"), fault.KindConflict, "closed before a rule was built")
		w.is(w.r.Build(ctx, w.actor["east"], id, Rule{Title: "x"}), fault.KindInvalid, "a rule without a number")
		w.ok(w.r.Build(ctx, w.actor["east"], id, Rule{Number: "城东公通〔2026〕9号", Title: "受案审查限时办理规定", On: w.today()}))
		w.is(w.r.Close(ctx, w.actor["office"], id, "同意"), fault.KindDenied, "who accepted closes")
		w.is(w.r.Close(ctx, w.actor["eastoffice"], id, "同意"), fault.KindDenied, "the own side closes")
		w.ok(w.r.Close(ctx, w.actor["office2"], id, "同意销号"))
		p = w.problem(id).Problem
		if p.State != Closed || p.ClosedOn != w.today() || p.Number != "WC-26-001" {
			t.Errorf("closed: %+v", p)
		}
		w.ok(w.r.Reopen(ctx, w.actor["office"], id, Redated{Reason: "抽查又发现2起", Due: w.today().Add(10)}))
		if p = w.problem(id).Problem; p.State != Working || p.ClosedOn != "" || p.DueFirst != w.today().Add(20) {
			t.Errorf("reopened: %+v", p)
		}
	})
}

func (w *world) promised(kind, ref string) bool {
	var err error
	_ = w.d.Read(ctx, w.actor["office"], func(tx *db.Tx) error { _, err = calendar.Find(tx, kind, ref); return nil })
	return err == nil
}

// TestOneLedgerOneDate: on track ledger the item has the date and the state, and this room lets go.
func TestOneLedgerOneDate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.register("江北分局")
		w.ok(w.r.Classify(ctx, w.actor["office"], id, Classifying{Track: TrackLedger, Verdict: "按整改问题办理"}))
		w.ok(w.r.Plan(ctx, w.actor["north"], id, Planned{Due: w.today().Add(30), Measure: "补办手续", Standard: "2起补齐"}))
		dd := w.problem(id)
		if dd.Problem.State != Handed || dd.ItemNumber != "WT-26-0001" || dd.ItemState != "listed" {
			t.Fatalf("handed: %+v %s %s", dd.Problem, dd.ItemNumber, dd.ItemState)
		}
		if w.promised(dueProblem, string(id)) || !w.promised("item.due", dd.Problem.Item) {
			t.Error("there are two dates, or none")
		}
		w.is(w.r.Report(ctx, w.actor["north"], id, "x"), fault.KindConflict, "reported here as well")
		var state, due, standard string
		w.ok(d.Read(ctx, w.actor["office"], func(tx *db.Tx) error {
			if err := tx.Row(`select target from rectify_item where id = $1`, dd.Problem.Item).Scan(&standard); err != nil {
				return err
			}
			return tx.Row(`select state, due from v_chronic where id = $1`, id).Scan(&state, &due)
		}))
		if state != "working" || due != string(w.today().Add(30)) || standard != "2起补齐" {
			t.Errorf("the view says %s %s, the item's standard %q", state, due, standard)
		}
		w.write(func(tx *db.Tx) error {
			_, err := tx.Exec(`update rectify_item set state = 'closed', closed_on = '2026-06-18' where id = $1`, dd.Problem.Item)
			return err
		})
		l, err := w.r.Ledger(ctx, w.actor["office"], Filter{Campaign: w.campaign, State: Closed})
		w.ok(err)
		if len(l.Lines) != 1 || l.Lines[0].Closed != "2026-06-18" {
			t.Errorf("the item's close is not seen: %+v", l)
		}
	})
}

// TestClueLeavesNothing: after the second person's hand the row has its number and nothing else, is in no
// view and no search; the proposer alone cannot do it.
func TestClueLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id := w.register("城东分局")
		w.ok(w.r.Propose(ctx, w.actor["office"], id, Proposing{Recipient: "市纪委监委驻市局纪检监察组"}))
		w.is(w.r.HandOver(ctx, w.actor["office"], id), fault.KindDenied, "one person hands over alone")
		w.ok(w.r.HandOver(ctx, w.actor["office2"], id))
		words := func() string {
			var out strings.Builder
			w.ok(d.Read(ctx, w.actor["office"], func(tx *db.Tx) error {
				for _, q := range []string{`select title || facts || category || way || source || period_from from chronic_problem`, `select words from chronic_step`, `select coalesce(max(title), '') from search_doc where kind = 'chronic'`} {
					list, err := db.All(tx, func(s db.Scanner) (x string, err error) { return x, s.Scan(&x) }, q)
					if err != nil {
						return err
					}
					out.WriteString(strings.Join(list, ""))
				}
				return nil
			}))
			return out.String()
		}
		if got := words(); got != "" {
			t.Errorf("a clue leaves %q", got)
		}
		w.register("江北分局") // the control: what is no clue keeps its words
		if words() == "" {
			t.Error("the test cannot see words")
		}
		if _, err := w.r.Dossier(ctx, w.actor["easthead"], id); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the unit finds the clue: %v", err)
		}
		l, err := w.r.Ledger(ctx, w.actor["office"], Filter{})
		w.ok(err)
		if len(l.Lines) != 1 {
			t.Errorf("%d rows in the ledger", len(l.Lines))
		}
		slips, err := w.r.Slips(ctx, w.actor["office"], w.campaign)
		w.ok(err)
		if len(slips) != 1 || slips[0].Problem != "WC-26-001" || slips[0].One.Name != "office" || slips[0].Two.Name != "office2" {
			t.Errorf("%+v", slips)
		}
		if _, err := w.r.Slips(ctx, w.actor["east"], w.campaign); err == nil {
			t.Error("a unit sees the slips")
		}
		both := w.register("城东分局")
		w.ok(w.r.Propose(ctx, w.actor["office2"], both, Proposing{Recipient: "纪检监察组", Stays: true}))
		w.ok(w.r.HandOver(ctx, w.actor["office"], both))
		if p := w.problem(both).Problem; p.State != Planning || p.Title == "" {
			t.Errorf("both: %+v", p)
		}
	})
}

func TestRegistrationSaysWhatIsWrong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		_, err := w.r.Register(ctx, w.actor["office"], Registration{Campaign: w.campaign, Unit: w.unit["城东分局"].ID, Category: "G99", Way: "guess", From: "2026-05-01", To: "2026-04-01"})
		f, _ := fault.As(err)
		if f == nil || len(f.Fields) != 5 {
			t.Errorf("%v", err)
		}
		in := w.registration("城东分局")
		if _, err := w.r.Register(ctx, w.actor["north"], in); err == nil {
			t.Error("a unit registers at another unit")
		}
		if _, err := w.r.Register(ctx, w.actor["east"], in); err != nil { // the control
			t.Errorf("a unit does not register its own: %v", err)
		}
		in.Campaign = "none"
		_, err = w.r.Register(ctx, w.actor["office"], in)
		w.is(err, fault.KindNotFound, "a campaign that does not exist")
		if _, err := w.r.Ledger(ctx, w.actor["east"], Filter{Unit: w.unit["江北分局"].ID}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a foreign unit's ledger: %v", err)
		}
	})
}

// TestPages: keyset pages forward and back show every row once.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for range 7 {
			w.register("城东分局")
		}
		seen, f := map[string]bool{}, Filter{Limit: 3}
		var last List
		for n := 0; n < 3; n++ {
			l, err := w.r.Ledger(ctx, w.actor["east"], f)
			w.ok(err)
			for _, x := range l.Lines {
				seen[x.Number] = true
			}
			f.After, last = l.Next, l
		}
		if len(seen) != 7 || last.Next != "" || last.Prev == "" || last.Counts[Found] != 7 {
			t.Errorf("%d seen, %+v", len(seen), last)
		}
		l, err := w.r.Ledger(ctx, w.actor["east"], Filter{Limit: 3, Before: last.Prev})
		w.ok(err)
		if len(l.Lines) != 3 || l.Lines[0].Number != "WC-26-004" || l.Prev == "" {
			t.Errorf("back: %+v", l)
		}
	})
}

func TestBackward(t *testing.T) {
	weekdays := func(d clock.Day) (bool, error) { return d.Weekday() != 0 && d.Weekday() != 6, nil }
	got, err := Backward("2026-06-05", "2026-06-19", Shares, weekdays) // ten working days: 8–12, 15–19 June
	if err != nil {
		t.Fatal(err)
	}
	want := []clock.Day{"2026-06-09", "2026-06-16", "2026-06-18", "2026-06-19"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("stage %d: %s, want %s", i, got[i], want[i])
		}
	}
	if tight, _ := Backward("2026-06-17", "2026-06-18", Shares, weekdays); tight[0] != "2026-06-18" {
		t.Errorf("one day for all: %v", tight)
	}
	// The control: reckoned in calendar days, the second stage would end on a Sunday.
	all, _ := Backward("2026-06-05", "2026-06-19", Shares, func(clock.Day) (bool, error) { return true, nil })
	if all[1] == want[1] {
		t.Error("the test does not tell working days from calendar days")
	}
}
