package inspect

import (
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// States of an inspection.
const (
	Scheduled = "scheduled"
	OnSite    = "on_site"
	Left      = "left"
	Reported  = "reported"
	FedBack   = "fed_back"
)

// Stages is the order of the states, for the stage track.
var Stages = []string{Scheduled, OnSite, Left, Reported, FedBack}

// Inspection is the inspection of one organisation in one round (单位督察).
type Inspection struct {
	ID               InspectionID
	Round            RoundID
	RoundName        string
	Team             TeamID
	TeamName         string
	TeamPosition     int
	Authority        string
	AuthorityUntil   clock.Day
	Unit             string
	UnitOrd          int64
	UnitName         string
	UnitShort        string
	UnitCode         string
	Batch            string
	Checklist        string
	ChecklistVersion string
	State            string
	Enters           clock.Day
	Leaves           clock.Day
	EnteredOn        clock.Day
	LeftOn           clock.Day
	Papers           int
	Members          []TeamMember
	Version          int64
}

// Place is the unit and the team: the unit's own people never reach it, the team only by name.
func (in *Inspection) Place() access.Place {
	team := make([]string, len(in.Members))
	for i, m := range in.Members {
		team[i] = m.Person
	}
	return access.Place{Ord: in.UnitOrd, Team: team, Kind: access.KindInspection, ID: string(in.ID)}
}

// Duty is the person's duty in the team, "" for outsiders.
func (in *Inspection) Duty(person string) string {
	for _, m := range in.Members {
		if m.Person == person {
			return m.Duty
		}
	}
	return ""
}

// NewInspection is what is entered to schedule an inspection.
type NewInspection struct {
	Round            RoundID
	Team             TeamID
	Unit             string
	Batch            string
	Checklist        string
	ChecklistVersion string
	Enters, Leaves   clock.Day
}

func (in NewInspection) check(r Round, t Team) error {
	var c fault.Check
	c.That(r.State == RoundApproved, "round", "inspect.schedule.round_not_approved")
	c.That(in.Unit != "", "unit", "inspect.schedule.unit_missing")
	c.That(in.Checklist != "", "checklist", "inspect.schedule.checklist_missing")
	c.That(in.Enters != "", "enters", "inspect.schedule.enters_missing")
	c.That(in.Leaves > in.Enters, "leaves", "inspect.schedule.leaves_before_entry")
	c.That(t.Round == in.Round, "team", "inspect.schedule.team_other_round")
	c.That(in.Leaves == "" || in.Leaves <= t.Until, "leaves", "inspect.schedule.authority_ends", "until", t.Until)
	return c.Err()
}

// Enter begins the work on site (进驻).
func (in *Inspection) Enter(day clock.Day) error {
	if in.State != Scheduled {
		return fault.Conflict("inspect.enter.not_scheduled")
	}
	in.State, in.EnteredOn = OnSite, day
	return nil
}

// Leave ends the work on site (撤离). Borrowed material is returned outside this form; open papers
// may still be reviewed.
func (in *Inspection) Leave(day clock.Day) error {
	if in.State != OnSite {
		return fault.Conflict("inspect.leave.not_on_site")
	}
	in.State, in.LeftOn = Left, day
	return nil
}

// DaysOnSite is how many days the team has been there, and of how many planned.
func (in *Inspection) DaysOnSite(today clock.Day) (n, of int) {
	of = in.Leaves.Sub(in.Enters) + 1
	if in.EnteredOn == "" {
		return 0, of
	}
	end := today
	if in.LeftOn != "" && in.LeftOn < today {
		end = in.LeftOn
	}
	return max(1, end.Sub(in.EnteredOn)+1), of
}

// Verdicts of a judgement, in the order of the keys 1 to 5.
const (
	Meets   = "meets"   // 符合
	Mostly  = "mostly"  // 基本符合
	Fails   = "fails"   // 不符合
	Unclear = "unclear" // 待核实
	NotHere = "nothere" // 不适用
)

// Verdicts lists them.
var Verdicts = []string{Meets, Mostly, Fails, Unclear, NotHere}

// Judgement is what the team found at one check point.
type Judgement struct {
	Point   string
	Verdict string
	Note    string
	Person  string
}

// Judge checks a judgement. "Fails" stands only with a work paper: a negative judgement without a
// record of facts could not be answered by the unit.
func (in *Inspection) Judge(j Judgement, known map[string]string, papers int) error {
	if in.State != OnSite && in.State != Left {
		return fault.Conflict("inspect.judge.not_open")
	}
	var c fault.Check
	c.That(slices.Contains(Verdicts, j.Verdict), "verdict", "inspect.judge.verdict_unknown")
	_, ok := known[j.Point]
	c.That(ok, "point", "inspect.judge.point_unknown", "point", j.Point)
	c.That(j.Verdict != Fails || papers > 0, "verdict", "inspect.judge.needs_paper")
	c.That(j.Verdict != NotHere || strings.TrimSpace(j.Note) != "", "note", "inspect.judge.nothere_needs_note")
	return c.Err()
}
