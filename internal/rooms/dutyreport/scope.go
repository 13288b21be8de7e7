package dutyreport

import (
	"context"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

// Path is the page of the report.
func (r Report) Path() string { return "/dutyreport/reports/" + string(r.ID) }

// candidate is somebody of the register who reports by rule.
type candidate struct {
	Person, Name, Post, Unit string
	Ord                      int64
	Since                    clock.Day
	Reason                   Reason
}

// fromRegister puts the heads of the inspected units and the leaders with portfolios on the list; who is
// both is on it once, as head.
func fromRegister(tx *db.Tx, y Year, steps []Step) (int, error) {
	heads, err := listHeads(tx, tx.Today())
	if err != nil {
		return 0, err
	}
	charges, err := leadersAt(tx, y)
	if err != nil {
		return 0, err
	}
	seen := map[string]bool{}
	var leaders []candidate // who is head of an inspected unit reports as that
	for _, c := range charges {
		if !slices.ContainsFunc(heads, func(h candidate) bool { return h.Person == c.Person }) {
			leaders = append(leaders, c)
		}
	}
	for _, c := range append(leaders, heads...) { // in the order of the register
		if seen[c.Person] {
			continue
		}
		seen[c.Person] = true
		if _, err := addReport(tx, y, steps, c, OnSite, ""); err != nil {
			return 0, err
		}
	}
	return len(seen), nil
}

// leadersAt are who has a portfolio, for a unit or for a field of work, and a post at the unit whose year
// it is: its own leading members.
func leadersAt(tx *db.Tx, y Year) (out []candidate, err error) {
	posts, err := org.PostsAt(tx, y.Unit)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		if !p.Runs(tx.Today()) {
			continue
		}
		charges, err := org.PortfoliosOf(tx, p.Person)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(charges, func(c org.Portfolio) bool { return c.Runs(tx.Today()) }) {
			out = append(out, candidate{Person: p.Person, Name: p.Name, Post: p.Title, Unit: y.Unit, Ord: y.UnitOrd, Since: p.Since, Reason: ByPortfolio})
		}
	}
	return out, nil
}

// addReport puts one reporter on the list, with the leader in charge by the register.
func addReport(tx *db.Tx, y Year, steps []Step, c candidate, way Way, why string) (Report, error) {
	r := Report{ID: ReportID(db.NewID()), Year: y.ID, YearNo: y.Year, Person: c.Person, Name: c.Name, Post: c.Post, Since: c.Since, Unit: c.Unit, UnitOrd: c.Ord,
		Reason: c.Reason, ReasonText: why, Way: way, State: Writing}
	var err error
	if r.Number, r.Seq, err = next(tx, "report", "SZ", y.Year); err != nil {
		return r, err
	}
	if r.Previous, err = findPrevious(tx, c.Person, y.Year); err != nil {
		return r, err
	}
	for _, s := range steps {
		if s.Code == stepSubmit {
			r.Due, r.DueFirst = s.Due, s.Due
		}
	}
	if r.Due == "" { // an outline without that step: the day on which the round is to end
		r.Due, r.DueFirst = steps[len(steps)-1].Due, steps[len(steps)-1].Due
	}
	if err = r.leaderOf(tx); err != nil {
		return r, err
	}
	parts, err := listSections(tx, y.ID)
	if err != nil {
		return r, err
	}
	r.Hand = len(parts)
	return r, insertReport(tx, r)
}

// leaderOf finds the leader in charge of the reporter's unit by the register: the nearest one who is not
// of the unit itself, whose deputies have portfolios too. Where there is none the office names one.
func (r *Report) leaderOf(tx *db.Tx) error {
	f, err := org.Tree(tx)
	if err != nil {
		return err
	}
	path := f.Path(r.Unit)
	for i := len(path) - 1; i >= 0; i-- {
		list, err := org.LeadersOf(tx, path[i].ID, tx.Today())
		if err != nil {
			return err
		}
		for _, l := range list {
			p, err := org.PersonByID(tx, l.Person)
			if err != nil {
				return err
			}
			if p.ID != r.Person && p.Unit != r.Unit {
				r.Leader, r.LeaderName = p.ID, p.Name
				return nil
			}
		}
	}
	return nil
}

// Addition puts somebody on the list who does not report by rule.
type Addition struct {
	Person string // id
	Way    Way
	Why    string
}

// AddReporter puts a person of the register on the list with a reason.
func (r *Room) AddReporter(ctx context.Context, actor who.Actor, id YearID, in Addition) error {
	in.Why = strings.TrimSpace(in.Why)
	return r.onYear(ctx, actor, id, "add_reporter", func(tx *db.Tx, y *Year) (any, error) {
		var c fault.Check
		c.That(in.Person != "", "person", "dutyreport.add.nobody")
		c.That(in.Why != "", "why", "dutyreport.why_empty")
		c.That(len([]rune(in.Why)) <= 200, "why", "dutyreport.too_long", "max", 200)
		c.That(in.Way == OnSite || in.Way == Written, "way", "dutyreport.way.unknown")
		if err := c.Err(); err != nil {
			return nil, err
		}
		who, err := candidateOf(tx, in.Person)
		if err != nil {
			return nil, err
		}
		steps, err := listSteps(tx, id)
		if err != nil {
			return nil, err
		}
		x, err := addReport(tx, *y, steps, who, in.Way, in.Why)
		if err != nil {
			return nil, err
		}
		if y.State == Noticed {
			if err := keepSubmission(tx, *y, x); err != nil {
				return nil, err
			}
		}
		return map[string]string{"report": x.Number, "why": in.Why}, nil
	})
}

// candidateOf is a person of the register with the present post.
func candidateOf(tx *db.Tx, person string) (candidate, error) {
	p, err := org.PersonByID(tx, person)
	if fault.Is(err, fault.KindNotFound) {
		return candidate{}, fault.Invalid(fault.On("person", "dutyreport.add.nobody"))
	}
	if err != nil {
		return candidate{}, err
	}
	c := candidate{Person: p.ID, Name: p.Name, Unit: p.Unit, Reason: ByAddition}
	posts, err := org.PostsOf(tx, person)
	if err != nil {
		return c, err
	}
	for _, x := range posts {
		u, err := org.UnitByID(tx, x.Unit)
		if err != nil {
			return c, err
		}
		if x.Runs(tx.Today()) && u.Tree == org.UnitTree { // a post in the Party alone is no post to report on here
			c.Post, c.Since, c.Unit = x.Title, x.Since, x.Unit
			break
		}
	}
	if c.Unit == "" || c.Post == "" {
		return c, fault.Invalid(fault.On("person", "dutyreport.add.no_post", "name", p.Name))
	}
	u, err := org.UnitByID(tx, c.Unit)
	c.Ord = u.Ord
	return c, err
}

// onReport runs one change of a report: load, may, rule, save, record.
func (r *Room) onReport(ctx context.Context, actor who.Actor, id ReportID, right access.Right, place func(Report) access.Place, action string, do func(*db.Tx, Year, *Report) (any, error)) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		x, err := loadReport(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, right, place(x)); err != nil {
			return err
		}
		y, err := loadYear(tx, x.Year)
		if err != nil {
			return err
		}
		if y.State == Ended {
			return fault.Conflict("dutyreport.year.ended")
		}
		details, err := do(tx, y, &x)
		if err != nil {
			return err
		}
		if err := saveReport(tx, &x); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport." + action, Kind: "dutyreport", ID: string(x.ID), Version: x.Version, Unit: x.Unit, Details: details})
	})
}

// RemoveReporter takes a person off the list with a reason; the line stays with it.
func (r *Room) RemoveReporter(ctx context.Context, actor who.Actor, id ReportID, why string) error {
	why = strings.TrimSpace(why)
	return r.onReport(ctx, actor, id, access.EditYear, Report.yearPlace, "remove_reporter", func(tx *db.Tx, _ Year, x *Report) (any, error) {
		if x.Removed() {
			return nil, fault.Conflict("dutyreport.not_now")
		}
		if !x.FirstAt.IsZero() { // what was submitted is judged
			return nil, fault.Conflict("dutyreport.remove.submitted")
		}
		var c fault.Check
		c.That(why != "", "why", "dutyreport.why_empty")
		c.That(len([]rune(why)) <= 200, "why", "dutyreport.too_long", "max", 200)
		if err := c.Err(); err != nil {
			return nil, err
		}
		x.RemovedAt, x.RemovedWhy = tx.Now, why
		if err := calendar.Drop(tx, promisedSubmit, string(id)); err != nil {
			return nil, err
		}
		return map[string]string{"report": x.Number, "why": why}, release(tx, id)
	})
}

// release gives back the questions that a person taken off the list was to answer.
func release(tx *db.Tx, id ReportID) error {
	list, err := listQuestionsOf(tx, id)
	if err != nil {
		return err
	}
	for _, q := range list {
		q.Report, q.AssignedBy, q.AssignedAt = "", "", time.Time{}
		q.Section, q.Para, q.Answered = "", 0, time.Time{}
		if err := saveQuestion(tx, &q); err != nil {
			return err
		}
	}
	return nil
}

// yearPlace is where the list is kept: at the report's unit, as a matter of the year.
func (r Report) yearPlace() access.Place {
	return access.Place{Ord: r.UnitOrd, Kind: access.KindYear, ID: string(r.Year), Class: access.P2}
}

// Arrangement is how one report is given and who reviews it.
type Arrangement struct {
	Way     Way
	Checker string // person id, "" for none: the office reviews instead
	Leader  string // person id
}

// Arrange sets the way of a report and its reviewers, who are two persons and not the reporter. The way
// is fixed when the report is submitted; a reviewer may be replaced until the review is over.
func (r *Room) Arrange(ctx context.Context, actor who.Actor, id ReportID, in Arrangement) error {
	return r.onReport(ctx, actor, id, access.EditYear, Report.yearPlace, "arrange", func(tx *db.Tx, _ Year, x *Report) (any, error) {
		if !x.arrangeable() || in.Way != x.Way && !x.Editable() {
			return nil, fault.Conflict("dutyreport.not_now")
		}
		var c fault.Check
		c.That(in.Way == OnSite || in.Way == Written, "way", "dutyreport.way.unknown")
		c.That(in.Checker == "" || in.Checker != x.Person, "checker", "dutyreport.arrange.oneself")
		c.That(in.Leader == "" || in.Leader != x.Person, "leader", "dutyreport.arrange.oneself")
		c.That(in.Leader == "" || in.Leader != in.Checker, "leader", "dutyreport.arrange.same")
		if err := c.Err(); err != nil {
			return nil, err
		}
		var err error
		if x.CheckerName, err = nameOf(tx, "checker", in.Checker); err != nil {
			return nil, err
		}
		if x.LeaderName, err = nameOf(tx, "leader", in.Leader); err != nil {
			return nil, err
		}
		x.Way, x.Checker, x.Leader = in.Way, in.Checker, in.Leader
		return map[string]string{"way": string(in.Way), "checker": x.CheckerName, "leader": x.LeaderName}, nil
	})
}

// arrangeable tells whether reviewers may still be named.
func (r Report) arrangeable() bool {
	return !r.Removed() && slices.Index(States, r.State) < slices.Index(States, Passed)
}

func nameOf(tx *db.Tx, field, person string) (string, error) {
	if person == "" {
		return "", nil
	}
	p, err := org.PersonByID(tx, person)
	if fault.Is(err, fault.KindNotFound) {
		return "", fault.Invalid(fault.On(field, "dutyreport.add.nobody"))
	}
	return p.Name, err
}
