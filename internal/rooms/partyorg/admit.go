package partyorg

import (
	"context"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

// Application begins an admission.
type Application struct {
	Person, Party string // ids
	Day           clock.Day
	Paper, Words  string
}

// Apply begins an admission with the day of the application. A member, or somebody whose admission runs, is refused.
func (r *Room) Apply(ctx context.Context, actor who.Actor, in Application) (id string, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		id, err = r.ApplyIn(tx, in)
		return err
	})
	return id, err
}

// ApplyIn is Apply in a transaction that runs.
func (r *Room) ApplyIn(tx *db.Tx, in Application) (string, error) {
	o, err := org.UnitByID(tx, in.Party)
	if err != nil || o.Tree != org.PartyTree || !IsBranch(o.Kind) {
		return "", fault.Invalid(fault.On("party", "partyorg.member.party_missing"))
	}
	if err := access.May(tx.Who, access.AdmitMember, memberPlace(o.Ord, "")); err != nil {
		return "", err
	}
	p, err := org.PersonByID(tx, in.Person)
	if err != nil {
		return "", fault.Invalid(fault.On("person", "partyorg.member.person_missing"))
	}
	if _, err := openMember(tx, in.Person); !fault.Is(err, fault.KindNotFound) {
		if err == nil {
			err = fault.Invalid(fault.On("person", "partyorg.member.already"))
		}
		return "", err
	}
	a := Admission{ID: db.NewID(), Person: p.ID, Name: p.Name, Party: o.ID, PartyName: o.Short, Ord: o.Ord, Stage: Applied, MadeAt: tx.Now}
	s := Step{ID: db.NewID(), Seq: 1, Step: Applied, Day: in.Day, Paper: strings.TrimSpace(in.Paper), Words: strings.TrimSpace(in.Words), Person: tx.Who.Person, By: tx.Who.Name, At: tx.Now}
	var c fault.Check
	dayWithin(&c, "day", s.Day, tx.Today())
	c.That(s.Words != "" || s.Paper != "", "words", "partyorg.admission.words_empty")
	c.That(len([]rune(s.Paper)) <= 120, "paper", "partyorg.too_long", "max", 120)
	c.That(len([]rune(s.Words)) <= 2000, "words", "partyorg.too_long", "max", 2000)
	if err := c.Err(); err != nil {
		return "", err
	}
	if err := insertAdmission(tx, a); err != nil {
		return "", err
	}
	if err := insertStep(tx, a.ID, s); err != nil {
		return "", err
	}
	a.Steps = []Step{s}
	if err := promise(tx, a); err != nil {
		return "", err
	}
	return a.ID, audit.Record(tx, audit.Entry{Action: "partyorg.apply", Kind: "admission", ID: a.ID, Version: 1, Unit: o.ID, Details: in})
}

// Advance records the next step of an admission.
func (r *Room) Advance(ctx context.Context, actor who.Actor, id string, version int64, in Step) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.AdvanceIn(tx, id, version, in) })
}

// AdvanceIn is Advance in a transaction that runs; version 0 takes the file as it is.
func (r *Room) AdvanceIn(tx *db.Tx, id string, version int64, in Step) error {
	a, err := r.admissionFor(tx, id, version, Right(in.Step))
	if err != nil {
		return err
	}
	gates, err := r.gates(tx, a, in.Step, in.Day)
	if err != nil {
		return err
	}
	if err := a.Take(in, gates, tx.Today()); err != nil {
		return err
	}
	s := &a.Steps[len(a.Steps)-1]
	s.ID, s.Person, s.By, s.At = db.NewID(), tx.Who.Person, tx.Who.Name, tx.Now
	if err := insertStep(tx, a.ID, *s); err != nil {
		return err
	}
	for _, g := range gates {
		if g.Waiver != "" {
			if err := useWaiver(tx, g.Waiver); err != nil {
				return err
			}
		}
	}
	if err := saveAdmission(tx, &a); err != nil {
		return err
	}
	if err := r.membership(tx, a); err != nil {
		return err
	}
	if err := promise(tx, a); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "partyorg.advance", Kind: "admission", ID: a.ID, Version: a.Version, Unit: a.Party, Details: in})
}

// admissionFor loads an open admission for an act with the right.
func (r *Room) admissionFor(tx *db.Tx, id string, version int64, right access.Right) (Admission, error) {
	a, err := loadAdmission(tx, id)
	if err != nil {
		return a, err
	}
	// who kept the file does not approve it (N-33)
	if err := access.May(tx.Who, right, a.Place()); err != nil {
		return a, err
	}
	if version != 0 && version != a.Version {
		return a, fault.Conflict("partyorg.changed_meanwhile")
	}
	return a, a.Open()
}

func (r *Room) gates(tx *db.Tx, a Admission, step string, on clock.Day) ([]Gate, error) {
	n, err := r.numbers(tx)
	if err != nil {
		return nil, err
	}
	return a.Gates(step, on, n.Number(pack.CandidateHours), n.Number(pack.ObservationMonths), func(rule string, start clock.Day) (calendar.Reckoned, error) {
		return calendar.DueOf(tx, rule, ruleStart(tx, rule, start))
	})
}

// membership follows an approval: probationary from the day of the branch meeting, full from the end of probation.
func (r *Room) membership(tx *db.Tx, a Admission) error {
	last := a.Steps[len(a.Steps)-1]
	o, err := org.UnitByID(tx, a.Party)
	if err != nil {
		return err
	}
	switch last.Step {
	case Probation:
		_, err = enrol(tx, o, Enrolment{Person: a.Person, Party: a.Party, Kind: Probationary, Since: a.since(Voted), Basis: last.Paper}, "partyorg.enrol")
		return err
	case Admitted:
		m, err := openMember(tx, a.Person)
		if err != nil {
			return err
		}
		got, err := calendar.DueOf(tx, ruleProbate, ruleStart(tx, ruleProbate, a.since(Voted)))
		if err != nil {
			return err
		}
		since := got.Earliest // a probation that ran its time ended then, whenever the approval came
		if since > last.Day || since <= m.Since {
			since = last.Day
		}
		m.Until = since.Add(-1)
		if err := saveMember(tx, &m); err != nil {
			return err
		}
		_, err = enrol(tx, o, Enrolment{Person: a.Person, Party: m.Party, Kind: Full, Since: since, Basis: last.Paper}, "partyorg.enrol")
		return err
	}
	return nil
}

// admissionPromise is the kind of the promise about the next dated duty of an admission; there is one at a time.
const admissionPromise = "party.admission"

// promise ends what was promised about the step before and promises the next one.
func promise(tx *db.Tx, a Admission) error {
	if err := calendar.Done(tx, admissionPromise, a.ID); err != nil {
		return err
	}
	last := a.Steps[len(a.Steps)-1]
	var rule string
	start := last.Day
	switch a.Stage {
	case Applied:
		rule = ruleTalk
	case Activist:
		rule = ruleObserve
	case Prereviewed:
		rule, start = ruleVote, a.since(Prereviewed)
	case Voted:
		rule = ruleApprove
	case Probation:
		rule, start = ruleProbate, a.since(Voted)
	case Converted:
		rule = ruleConfirm
	}
	if rule == "" || a.Ended != "" {
		return nil
	}
	due, err := calendar.DueOf(tx, rule, ruleStart(tx, rule, start))
	if err != nil {
		return err
	}
	return calendar.Keep(tx, calendar.Promise{Kind: admissionPromise, Ref: a.ID, Unit: a.Party, Ord: a.Ord, Title: a.PartyName, Restricted: true,
		Link: "/partyorg/admissions/" + a.ID, Rule: rule, Start: ruleStart(tx, rule, start), Due: due.Due})
}

// EndAdmission stops an admission; the file stays with its reason.
func (r *Room) EndAdmission(ctx context.Context, actor who.Actor, id string, version int64, day clock.Day, why string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		a, err := r.admissionFor(tx, id, version, access.AdmitMember)
		if err != nil {
			return err
		}
		if err := a.End(day, why, tx.Today()); err != nil {
			return err
		}
		if err := saveAdmission(tx, &a); err != nil {
			return err
		}
		if err := calendar.Drop(tx, admissionPromise, a.ID); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "partyorg.end_admission", Kind: "admission", ID: a.ID, Version: a.Version, Unit: a.Party, Details: map[string]any{"day": day, "why": why}})
	})
}
