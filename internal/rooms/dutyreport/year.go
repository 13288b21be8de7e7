package dutyreport

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// outlineCode names the pack that a year follows when nothing else is asked for.
const outlineCode = "duty_outline"

// Kinds under which the calendar keeps the dates of the room.
const (
	promisedStep    = "dutyreport.step"    // ref: the year's id and the step's code
	promisedSubmit  = "dutyreport.submit"  // ref: the report
	promisedRewrite = "dutyreport.rewrite" // ref: the report
	promisedReply   = "dutyreport.reply"   // ref: the inquiry
)

// Rules that the room itself counts by; those of the steps stand in the outline's pack.
const (
	ruleRewrite = "R-ZG-09"
	ruleReply   = "R-SZ-08"
)

// maxText bounds what is typed into one field.
const maxText = 4000

// onYear runs one change of a year: load, may, rule, save, record. do answers what the record keeps.
func (r *Room) onYear(ctx context.Context, actor who.Actor, id YearID, action string, do func(*db.Tx, *Year) (any, error)) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		y, err := loadYear(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditYear, y.Place()); err != nil {
			return err
		}
		if y.State == Ended {
			return fault.Conflict("dutyreport.year.ended")
		}
		details, err := do(tx, &y)
		if err != nil {
			return err
		}
		if err := saveYear(tx, &y); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport." + action, Kind: "dutyyear", ID: string(y.ID), Version: y.Version, Unit: y.Unit, Details: details})
	})
}

// NewYear is what begins a yearly round.
type NewYear struct {
	Year    int       // the year that is reported on
	Title   string    // empty: the year's usual title
	Outline string    // code of the outline's pack, empty for the usual one
	From    clock.Day // the steps are reckoned from it, empty for today
}

// PlanYear begins the round of a year: its outline as the pack has it now, its steps with the dates that
// their rules give, and as reporters the heads and leaders of the register, each with the reason. All of
// it can be changed until the notice goes out. fault.Invalid for a year that is there already.
func (r *Room) PlanYear(ctx context.Context, actor who.Actor, in NewYear) (id YearID, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		y, err := r.newYear(tx, in)
		if err != nil {
			return err
		}
		steps, err := listSteps(tx, y.ID)
		if err != nil {
			return err
		}
		n, err := fromRegister(tx, y, steps)
		if err != nil {
			return err
		}
		id = y.ID
		return audit.Record(tx, audit.Entry{Action: "dutyreport.plan_year", Kind: "dutyyear", ID: string(y.ID), Version: 1, Unit: y.Unit,
			Details: map[string]any{"year": y.Year, "outline": y.Outline + " " + y.Edition, "reporters": n}})
	})
	return id, err
}

// newYear puts the year with its outline and its steps.
func (r *Room) newYear(tx *db.Tx, in NewYear) (y Year, err error) {
	y = Year{ID: YearID(db.NewID()), Year: in.Year, Title: strings.TrimSpace(in.Title), Outline: in.Outline, State: Draft, MadeBy: tx.Who.Name, MadeAt: tx.Now}
	if y.Unit, y.UnitOrd, err = home(tx); err != nil {
		return y, err
	}
	if err = access.May(tx.Who, access.EditYear, y.Place()); err != nil {
		return y, err
	}
	now := tx.Today().Year()
	var c fault.Check
	c.That(y.Year >= now-5 && y.Year <= now, "year", "dutyreport.year.out_of_range", "least", now-5, "most", now)
	c.That(len([]rune(y.Title)) <= 80, "title", "dutyreport.too_long", "max", 80)
	if err = c.Err(); err != nil {
		return y, err
	}
	if y.Outline == "" {
		y.Outline = outlineCode
	}
	p, err := r.packs(tx, y.Outline, "")
	if err != nil {
		return y, err
	}
	y.Edition = p.Version
	if y.Title == "" {
		y.Title = usualTitle(y.Year)
	}
	if err = insertYear(tx, y); err != nil {
		return y, err
	}
	for i, s := range p.Parts {
		if err = insertSection(tx, y.ID, Section{Code: s.Code, Seq: i + 1, Title: s.Title, Least: s.Least, Most: s.Most, Share: s.Share, Facts: s.Facts, Asks: s.Asks, Prompts: s.Prompts}); err != nil {
			return y, err
		}
	}
	day := in.From
	if day == "" {
		day = tx.Today()
	}
	for i, s := range p.Strides {
		got, err := calendar.DueOf(tx, s.Rule, day)
		if err != nil {
			return y, err
		}
		day = got.Due
		if err = insertStep(tx, Step{Year: y.ID, Code: s.Code, Seq: i + 1, Title: s.Title, Rule: s.Rule, Due: day, First: day}); err != nil {
			return y, err
		}
	}
	return y, nil
}

// SetDate sets the date of a step. Before the notice it is simply another date; after it the step is
// moved with a reason, and the day that the notice gave stays beside it. Moving the submission moves the
// date of every report that has not been submitted, never its first date.
func (r *Room) SetDate(ctx context.Context, actor who.Actor, id YearID, code string, day clock.Day, why string) error {
	why = strings.TrimSpace(why)
	return r.onYear(ctx, actor, id, "set_date", func(tx *db.Tx, y *Year) (any, error) {
		steps, err := listSteps(tx, id)
		if err != nil {
			return nil, err
		}
		s, err := setDate(steps, code, day, why, y.State)
		if err != nil {
			return nil, err
		}
		if err := saveStep(tx, s); err != nil {
			return nil, err
		}
		if s.Code == stepSubmit {
			if err := moveSubmission(tx, *y, s.Due); err != nil {
				return nil, err
			}
		}
		if y.State == Noticed {
			if err := keepStep(tx, *y, s); err != nil {
				return nil, err
			}
		}
		return map[string]string{"step": code, "due": string(day), "why": why}, nil
	})
}

// setDate is the rule of SetDate: the step with its new date, which stays between its neighbours.
func setDate(steps []Step, code string, day clock.Day, why string, state YearState) (Step, error) {
	for i, s := range steps {
		if s.Code != code {
			continue
		}
		var c fault.Check
		c.That(day != "", "due", "dutyreport.date.empty")
		c.That(day == "" || i == 0 || steps[i-1].Due <= day, "due", "dutyreport.date.before_last", "last", dueOf(steps, i-1))
		c.That(day == "" || i == len(steps)-1 || day <= steps[i+1].Due, "due", "dutyreport.date.after_next", "next", dueOf(steps, i+1))
		c.That(state == Draft || why != "", "why", "dutyreport.why_empty")
		c.That(len([]rune(why)) <= 200, "why", "dutyreport.too_long", "max", 200)
		if err := c.Err(); err != nil {
			return s, err
		}
		s.Due, s.Why = day, why
		if state == Draft {
			s.First, s.Why = day, ""
		}
		return s, nil
	}
	return Step{}, fault.NotFound()
}

func dueOf(steps []Step, i int) string {
	if i < 0 || i >= len(steps) {
		return ""
	}
	return string(steps[i].Due)
}

// Codes of the steps that the room itself marks as done; a pack may have others, which the office marks.
const (
	stepSubmit    = "submit"
	stepReview    = "review"
	stepCirculate = "circulate"
	stepMeet      = "meet"
	stepFeedback  = "feedback"
	stepClose     = "close"
)

// ByHand tells whether the office says that the step is done; the room marks the others by what was done.
func (s Step) ByHand() bool {
	return !slices.Contains([]string{stepSubmit, stepReview, stepCirculate, stepMeet, stepFeedback, stepClose}, s.Code)
}

// MarkStep says that a step is done which the room cannot see by itself, such as the collecting of
// questions. It is said once, with today's date.
func (r *Room) MarkStep(ctx context.Context, actor who.Actor, id YearID, code string) error {
	return r.onYear(ctx, actor, id, "mark_step", func(tx *db.Tx, y *Year) (any, error) {
		steps, err := listSteps(tx, id)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(steps, func(s Step) bool { return s.Code == code })
		switch {
		case i < 0:
			return nil, fault.NotFound()
		case y.State != Noticed || steps[i].DoneOn != "" || !steps[i].ByHand():
			return nil, fault.Conflict("dutyreport.not_now")
		}
		return map[string]string{"step": code}, doneStep(tx, id, code, tx.Today())
	})
}

// Notice is what goes to every reporter.
type Notice struct {
	Number string // of the document
	Text   string
}

// SendNotice fixes the year: from now on dates are moved only with a reason and reporters are added or
// taken off only with one, and every date is promised to the calendar.
func (r *Room) SendNotice(ctx context.Context, actor who.Actor, id YearID, in Notice) error {
	in.Number, in.Text = strings.TrimSpace(in.Number), strings.TrimSpace(in.Text)
	return r.onYear(ctx, actor, id, "notice", func(tx *db.Tx, y *Year) (any, error) {
		if y.State != Draft {
			return nil, fault.Conflict("dutyreport.year.noticed_already")
		}
		list, err := listReports(tx, id)
		if err != nil {
			return nil, err
		}
		live := onList(list)
		var c fault.Check
		c.That(in.Number != "", "number", "dutyreport.notice.no_number")
		c.That(len([]rune(in.Number)) <= 60, "number", "dutyreport.too_long", "max", 60)
		c.That(in.Text != "", "text", "dutyreport.notice.no_text")
		c.That(len([]rune(in.Text)) <= maxText, "text", "dutyreport.too_long", "max", maxText)
		c.That(len(live) > 0, "", "dutyreport.notice.nobody")
		if err := c.Err(); err != nil {
			return nil, err
		}
		y.State, y.NoticeNo, y.Notice, y.Noticed = Noticed, in.Number, in.Text, tx.Now
		return map[string]any{"number": in.Number, "reporters": len(live)}, keepDates(tx, *y, live)
	})
}

// keepDates promises the steps of the year and the submission of every report.
func keepDates(tx *db.Tx, y Year, live []Report) error {
	steps, err := listSteps(tx, y.ID)
	if err != nil {
		return err
	}
	for _, s := range steps {
		if err := keepStep(tx, y, s); err != nil {
			return err
		}
	}
	for _, r := range live {
		if err := keepSubmission(tx, y, r); err != nil {
			return err
		}
	}
	return nil
}

// keepStep promises the date of a step, in place of an earlier one that was moved.
func keepStep(tx *db.Tx, y Year, s Step) error {
	ref := string(y.ID) + "/" + s.Code
	if s.DoneOn != "" {
		return nil
	}
	if err := calendar.Drop(tx, promisedStep, ref); err != nil {
		return err
	}
	return calendar.Keep(tx, calendar.Promise{Kind: promisedStep, Ref: ref, Unit: y.Unit, Ord: y.UnitOrd, Title: y.Title + "：" + s.Title.Zh,
		Link: "/dutyreport/years/" + string(y.ID), Rule: s.Rule, Start: clock.DayOf(y.Noticed), Due: s.Due, Matter: string(y.ID)})
}

func keepSubmission(tx *db.Tx, y Year, r Report) error {
	if !r.FirstAt.IsZero() {
		return nil
	}
	if err := calendar.Drop(tx, promisedSubmit, string(r.ID)); err != nil {
		return err
	}
	return calendar.Keep(tx, calendar.Promise{Kind: promisedSubmit, Ref: string(r.ID), Unit: r.Unit, Ord: r.UnitOrd, Title: y.Title + "：" + r.Name,
		Link: r.Path(), Start: clock.DayOf(y.Noticed), Due: r.Due, People: map[string][]string{"owner": {r.Person}}})
}

// moveSubmission gives the reports that were never submitted their new day.
func moveSubmission(tx *db.Tx, y Year, due clock.Day) error {
	list, err := listReports(tx, y.ID)
	if err != nil {
		return err
	}
	for _, r := range onList(list) {
		if !r.FirstAt.IsZero() {
			continue
		}
		r.Due = due
		if y.State == Draft {
			err = setFirst(tx, r)
		} else if err = saveReport(tx, &r); err == nil {
			err = keepSubmission(tx, y, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// doneStep marks a step as done on the day, once.
func doneStep(tx *db.Tx, id YearID, code string, day clock.Day) error {
	steps, err := listSteps(tx, id)
	if err != nil {
		return err
	}
	for _, s := range steps {
		if s.Code != code || s.DoneOn != "" {
			continue
		}
		s.DoneOn = day
		if err := saveStep(tx, s); err != nil {
			return err
		}
		return calendar.Done(tx, promisedStep, string(id)+"/"+code)
	}
	return nil
}

// doneWhen marks a step as done when every report of the year on the list has come so far, those that
// were never submitted left aside: they stay missing.
func doneWhen(tx *db.Tx, id YearID, code string, far func(Report) bool) error {
	list, err := listReports(tx, id)
	if err != nil {
		return err
	}
	some := false
	for _, r := range onList(list) {
		if r.FirstAt.IsZero() && code != stepSubmit && r.Missing(tx.Today()) {
			continue
		}
		if !far(r) {
			return nil
		}
		some = true
	}
	if !some {
		return nil
	}
	return doneStep(tx, id, code, tx.Today())
}

// EndYear closes the round: every report is closed, or was never submitted and stays missing for ever.
func (r *Room) EndYear(ctx context.Context, actor who.Actor, id YearID) error {
	return r.onYear(ctx, actor, id, "end_year", func(tx *db.Tx, y *Year) (any, error) {
		list, err := listReports(tx, id)
		if err != nil {
			return nil, err
		}
		missing := 0
		for _, x := range onList(list) {
			switch {
			case x.Missing(tx.Today()):
				missing++
			case x.State != Closed:
				return nil, fault.Conflict("dutyreport.year.still_open", "name", x.Name)
			}
		}
		if y.State != Noticed {
			return nil, fault.Conflict("dutyreport.not_now")
		}
		if err := doneStep(tx, id, stepClose, tx.Today()); err != nil {
			return nil, err
		}
		y.State, y.ClosedOn = Ended, tx.Today()
		return map[string]int{"missing": missing}, nil
	})
}

// onList leaves out who was taken off the list.
func onList(list []Report) (out []Report) {
	for _, r := range list {
		if !r.Removed() {
			out = append(out, r)
		}
	}
	return out
}
