package dutyreport

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/ballot"
)

// The pack of forms, and the two that this room uses.
const (
	formsCode = "assessment"
	formVote  = "duty"
	formPanel = "duty_panel"
)

// PollKind is what ballots of this room belong to; their ref is the year.
const PollKind = "dutyyear"

// Seat is one of the three who grade a report (评定).
type Seat string

// The seats: the leader in charge, the department's reviewer for discipline, the office.
const (
	SeatLeader     Seat = "leader"
	SeatDiscipline Seat = "discipline"
	SeatOffice     Seat = "office"
)

// Seats in the order of pages.
var Seats = []Seat{SeatLeader, SeatDiscipline, SeatOffice}

// Grading is what one seat thinks of a report: the code of a grade by aspect. It counts when it is
// handed in, and does not change after that.
type Grading struct {
	Seat    Seat
	Marks   map[string]string
	Words   string
	Person  string
	Login   string
	Name    string
	Saved   time.Time
	Handed  time.Time // zero while it is a draft
	Version int64
}

// In tells whether the grading was handed in.
func (g Grading) In() bool { return !g.Handed.IsZero() }

// seats are those that the report has: without a leader in charge or a department's reviewer there is
// no such seat, and nobody waits for it.
func (r Report) seats() (out []Seat) {
	if r.Leader != "" {
		out = append(out, SeatLeader)
	}
	if r.Checker != "" {
		out = append(out, SeatDiscipline)
	}
	return append(out, SeatOffice)
}

// seatOf is the seat that the actor fills, "" for none. The named persons fill theirs and no other.
func (r Report) seatOf(a who.Actor) Seat {
	switch {
	case a.Person == "" || a.Person == r.Person:
		return ""
	case a.Person == r.Leader:
		return SeatLeader
	case a.Person == r.Checker:
		return SeatDiscipline
	case a.Has(access.Office):
		return SeatOffice
	}
	return ""
}

// gradable tells whether the report may be graded: it has passed its review and was not fed back yet.
func (r Report) gradable() bool {
	return !r.Removed() && slices.Contains([]State{Passed, Circulated, Met}, r.State)
}

// GradeReport saves the grading of the actor's seat; hand hands it in, for good. A draft may leave
// aspects open, what is handed in may not.
func (r *Room) GradeReport(ctx context.Context, actor who.Actor, id ReportID, marks map[string]string, words string, hand bool) error {
	action := "save_grading"
	if hand {
		action = "hand_grading"
	}
	return r.onReport(ctx, actor, id, access.ReviewDuty, Report.Place, action, func(tx *db.Tx, _ Year, x *Report) (any, error) {
		seat := x.seatOf(tx.Who)
		if seat == "" {
			return nil, fault.Denied("dutyreport_seat")
		}
		if !x.gradable() {
			return nil, fault.Conflict("dutyreport.not_now")
		}
		f, err := r.form(tx, formPanel)
		if err != nil {
			return nil, err
		}
		past, err := listGradings(tx, id)
		if err != nil {
			return nil, err
		}
		if err := checkGrading(f, marks, words, hand); err != nil {
			return nil, err
		}
		g := Grading{Seat: seat, Marks: marks, Words: strings.TrimSpace(words), Person: tx.Who.Person, Login: tx.Who.Label(), Name: tx.Who.Name, Saved: tx.Now}
		if hand {
			g.Handed = tx.Now
		}
		i := slices.IndexFunc(past, func(p Grading) bool { return p.Seat == seat })
		if i < 0 {
			// What was graded stays out of the record's details: a reader of the record sees no seat's opinion.
			return map[string]any{"seat": seat}, insertGrading(tx, id, g)
		}
		if past[i].In() {
			return nil, fault.Conflict("dutyreport.grade.handed")
		}
		g.Version = past[i].Version
		return map[string]any{"seat": seat}, saveGrading(tx, id, g)
	})
}

func checkGrading(f pack.Form, marks map[string]string, words string, hand bool) error {
	var c fault.Check
	c.That(len([]rune(words)) <= 1000, "words", "dutyreport.too_long", "max", 1000)
	for _, code := range slices.Sorted(maps.Keys(marks)) { // faults in one order
		mark := marks[code]
		_, known := f.AspectOf(code)
		_, grade := f.GradeOf(mark)
		c.That(known && (mark == "" || grade), "g."+code, "dutyreport.grade.unknown")
	}
	if hand {
		for _, a := range f.Aspects {
			c.That(marks[a.Code] != "", "g."+a.Code, "dutyreport.grade.open", "aspect", a.Title.Zh)
		}
	}
	return c.Err()
}

// panelCounts adds the gradings that were handed in, as counts of the form.
func panelCounts(f pack.Form, list []Grading) ballot.Counts {
	c := ballot.Counts{N: make([][]int, len(f.Aspects))}
	for i := range c.N {
		c.N[i] = make([]int, len(f.Grades))
	}
	for _, g := range list {
		if !g.In() {
			continue
		}
		c.Filled++
		for i, a := range f.Aspects {
			if k := slices.IndexFunc(f.Grades, func(x pack.Grade) bool { return x.Code == g.Marks[a.Code] }); k >= 0 {
				c.N[i][k]++
			}
		}
	}
	return c
}

// form is a form of the pack in force.
func (r *Room) form(tx *db.Tx, code string) (pack.Form, error) {
	p, err := r.packs(tx, formsCode, "")
	if err != nil {
		return pack.Form{}, err
	}
	f, ok := p.Form(code)
	if !ok {
		return f, fault.NotFound()
	}
	return f, nil
}

// NewVote is what the anonymous ballot of a year needs besides its reporters.
type NewVote struct {
	Entitled int
	Opens    time.Time
	Closes   time.Time
	Reports  []ReportID // empty: every report of the list that was circulated or heard
}

// PlanVote makes the anonymous ballot of a year on its reporters (民主测评). It is run from the pages of
// ballots.
func (r *Room) PlanVote(ctx context.Context, actor who.Actor, id YearID, in NewVote) (poll ballot.PollID, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		poll, err = r.PlanVoteIn(tx, id, in)
		return err
	})
	return poll, err
}

// PlanVoteIn is PlanVote in the caller's transaction.
func (r *Room) PlanVoteIn(tx *db.Tx, id YearID, in NewVote) (ballot.PollID, error) {
	y, err := loadYear(tx, id)
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.RunBallot, access.Place{Ord: y.UnitOrd, Kind: access.KindYear, ID: string(id)}); err != nil {
		return "", err
	}
	p, err := r.packs(tx, formsCode, "")
	if err != nil {
		return "", err
	}
	f, ok := p.Form(formVote)
	if !ok {
		return "", fault.NotFound()
	}
	list, err := listReports(tx, id)
	if err != nil {
		return "", err
	}
	poll := ballot.NewPoll{Title: y.Title + "民主测评", Kind: PollKind, Ref: string(id), Unit: y.Unit, Form: f, Pack: p.Code, PackVersion: p.Version, Entitled: in.Entitled, Opens: in.Opens, Closes: in.Closes}
	for _, x := range onList(list) {
		wanted := len(in.Reports) == 0 && slices.Contains([]State{Circulated, Met}, x.State)
		if wanted || slices.Contains(in.Reports, x.ID) {
			poll.Subjects = append(poll.Subjects, ballot.Subject{Ref: string(x.ID), Label: x.Name, Note: x.UnitName + x.Post})
		}
	}
	if len(poll.Subjects) == 0 {
		return "", fault.Invalid(fault.On("", "dutyreport.vote.nobody"))
	}
	made, err := ballot.Make(tx, poll)
	if err != nil {
		return "", err
	}
	return made.ID, nil
}

// vote is the newest ballot in which the report stands, with its result once it is counted.
func vote(tx *db.Tx, x Report) (p *ballot.Poll, s *ballot.SubjectResult, err error) {
	polls, err := ballot.Of(tx, PollKind, string(x.Year))
	if err != nil {
		return nil, nil, err
	}
	for _, p := range polls {
		if !slices.ContainsFunc(p.Subjects, func(s ballot.Subject) bool { return s.Ref == string(x.ID) }) {
			continue
		}
		res, err := ballot.ResultOf(tx, p)
		if err != nil || res == nil {
			return p, nil, err
		}
		if got, ok := res.Of(string(x.ID)); ok {
			return p, &got, nil
		}
		return p, nil, nil
	}
	return nil, nil, nil
}
