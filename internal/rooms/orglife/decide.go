package orglife

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// NewDecision is an entry that begins.
type NewDecision struct {
	Register string
	Party    string
	Minutes
}

// Enter begins an entry of a register. fault.Invalid names each wrong field.
func (r *Room) Enter(ctx context.Context, actor who.Actor, in NewDecision) (DecisionID, error) {
	var id DecisionID
	err := r.db.Write(ctx, actor, func(tx *db.Tx) (err error) {
		id, err = r.EnterIn(tx, in)
		return err
	})
	return id, err
}

// EnterIn is Enter inside a running transaction.
func (r *Room) EnterIn(tx *db.Tx, in NewDecision) (DecisionID, error) {
	b, err := loadBranch(tx, in.Party)
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.KeepDecision, place(b.Ord, access.KindDecision, "")); err != nil {
		return "", err
	}
	p, err := r.rules(tx, tx.Today())
	if err != nil {
		return "", err
	}
	in.tidy()
	if err := in.check(in.Register, p.Rhythm, tx.Today()); err != nil {
		return "", err
	}
	d := Decision{ID: DecisionID(db.NewID()), Register: in.Register, Party: b.ID, PartyOrd: b.Ord, Year: in.Day.Year(), Minutes: in.Minutes,
		State: Debated, MadeAt: tx.Now, MadeBy: tx.Who.Name, Version: 1}
	days, err := worked(tx, d.Day, tx.Today())
	if err != nil {
		return "", err
	}
	if days > p.Rhythm.Write {
		d.LateDays = days
	}
	if err := numberDecision(tx, &d); err != nil {
		return "", err
	}
	if err := insertDecision(tx, d); err != nil {
		return "", err
	}
	return d.ID, audit.Record(tx, audit.Entry{Action: "orglife.enter", Kind: "decision", ID: string(d.ID), Version: 1, Unit: d.Party,
		Details: map[string]any{"number": d.Number, "title": d.Title, "day": d.Day, "late_days": d.LateDays}})
}

// Speak enters the next opinion. fault.Invalid refuses the head before others without a reason.
func (r *Room) Speak(ctx context.Context, actor who.Actor, id DecisionID, o Opinion) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.SpeakIn(tx, id, o) })
}

// SpeakIn is Speak inside a running transaction.
func (r *Room) SpeakIn(tx *db.Tx, id DecisionID, o Opinion) error {
	d, before, err := toDebate(tx, id)
	if err != nil {
		return err
	}
	if err := d.Speak(&o, before); err != nil {
		return err
	}
	o.WrittenAt, o.WrittenBy = tx.Now, tx.Who.Name
	if err := insertOpinion(tx, id, o); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "orglife.speak", Kind: "decision", ID: string(id), Version: d.Version, Unit: d.Party,
		Details: map[string]any{"seq": o.Seq, "head": o.Head, "why": o.Why}})
}

// DecideOn ends an entry with vote, decision and tasks. fault.Invalid names who has not spoken.
func (r *Room) DecideOn(ctx context.Context, actor who.Actor, id DecisionID, o Outcome) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.DecideIn(tx, id, o) })
}

// DecideIn is DecideOn inside a running transaction.
func (r *Room) DecideIn(tx *db.Tx, id DecisionID, o Outcome) error {
	d, spoken, err := toDebate(tx, id)
	if err != nil {
		return err
	}
	if err := d.Decide(o, spoken, tx.Now); err != nil {
		return err
	}
	if err := saveDecision(tx, &d); err != nil {
		return err
	}
	if err := addTasks(tx, "decision", string(id), d.Party, d.PartyOrd, o.Tasks); err != nil {
		return err
	}
	if d.Register == First {
		if err := r.firstEntered(tx, d); err != nil {
			return err
		}
	}
	return audit.Record(tx, audit.Entry{Action: "orglife.decide", Kind: "decision", ID: string(id), Version: d.Version, Unit: d.Party,
		Details: map[string]any{"for": d.For, "against": d.Against, "abstain": d.Abstain, "tasks": len(o.Tasks)}})
}

// firstEntered marks the first topic of the meeting of that day, when the committee's meeting was recorded before.
func (r *Room) firstEntered(tx *db.Tx, d Decision) error {
	duty, err := dutyOn(tx, d.Party, "first_topic", d.Day)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	was := duty.Mark
	if !duty.Fulfil(ActivityID(d.ID), d.Day, d.LateDays, d.LateDays > 0 || was == Missed, tx.Today()) || was == duty.Mark {
		return nil
	}
	return saveDuty(tx, &duty)
}

func toDebate(tx *db.Tx, id DecisionID) (Decision, []Opinion, error) {
	d, err := loadDecision(tx, id)
	if err != nil {
		return d, nil, err
	}
	if err := access.May(tx.Who, access.KeepDecision, d.Where()); err != nil {
		return d, nil, err
	}
	spoken, err := loadOpinions(tx, id)
	return d, spoken, err
}
