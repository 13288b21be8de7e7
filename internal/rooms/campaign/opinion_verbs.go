package campaign

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// Assigning says which unit answers, in which words the office puts the matter, and by when; the rule
// gives the day when none is named.
type Assigning struct {
	Unit string
	Gist string
	Due  string
}

// Assign gives an opinion to the unit that answers.
func (r *Room) Assign(ctx context.Context, actor who.Actor, id OpinionID, in Assigning) error {
	return r.opine(ctx, actor, id, OpAssign, func(tx *db.Tx, o *Opinion) error {
		u, err := unitByID(tx, in.Unit)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		due, bad := clock.ParseDay(in.Due)
		var wrong fault.Check
		wrong.That(err == nil, "unit", "campaign.opinion.unit_empty")
		wrong.That(in.Gist != "" && len([]rune(in.Gist)) <= 60, "gist", "campaign.opinion.gist_empty")
		wrong.That(in.Due == "" || bad == nil && due >= tx.Today(), "due", "campaign.opinion.due_wrong")
		if err := wrong.Err(); err != nil {
			return err
		}
		p := calendar.Promise{Kind: promiseOpinion, Ref: string(id), Unit: u.ID, Ord: u.Ord, Title: o.Number + " " + in.Gist, Due: due, Link: "/campaign/" + string(o.Campaign) + "/opinions/" + string(id)}
		if due == "" {
			p.Rule = ruleOpinion
			reckoned, err := calendar.DueOf(tx, ruleOpinion, tx.Today())
			if err != nil {
				return err
			}
			due = reckoned.Due
		}
		o.Unit, o.UnitOrd, o.Gist, o.Due, o.DueFirst = u.ID, u.Ord, in.Gist, due, due
		return calendar.Keep(tx, p)
	})
}

// Answering is the unit's answer: a reply with what changed, or a reason why nothing does.
type Answering struct {
	Kind    string
	Reply   string
	Changed string
}

// Answer writes the reply or the reason.
func (r *Room) Answer(ctx context.Context, actor who.Actor, id OpinionID, in Answering) error {
	return r.opine(ctx, actor, id, OpAnswer, func(tx *db.Tx, o *Opinion) error {
		var wrong fault.Check
		wrong.That(in.Kind == "reply" || in.Kind == "reason", "kind", "campaign.opinion.kind_empty")
		wrong.That(in.Reply != "", "reply", "campaign.opinion.reply_empty")
		wrong.That(len([]rune(in.Reply)) <= mostOpinion, "reply", "campaign.too_long", "max", mostOpinion)
		wrong.That(in.Kind != "reply" || in.Changed != "", "changed", "campaign.opinion.changed_empty")
		wrong.That(len([]rune(in.Changed)) <= 500, "changed", "campaign.too_long", "max", 500)
		if err := wrong.Err(); err != nil {
			return err
		}
		o.Kind, o.Reply, o.Changed, o.RepliedBy, o.Replier, o.RepliedAt = in.Kind, in.Reply, in.Changed, tx.Who.Label(), tx.Who.Person, tx.Now
		return nil
	})
}

// ApproveAnswer lets the reply go out. Denied to whoever wrote it.
func (r *Room) ApproveAnswer(ctx context.Context, actor who.Actor, id OpinionID) error {
	return r.opine(ctx, actor, id, OpApprove, func(tx *db.Tx, o *Opinion) error {
		o.CheckedBy, o.CheckedAt = tx.Who.Label(), tx.Now
		return calendar.Done(tx, promiseOpinion, string(id))
	})
}

// ReturnAnswer sends the reply back; the due date stays.
func (r *Room) ReturnAnswer(ctx context.Context, actor who.Actor, id OpinionID, why string) error {
	return r.opine(ctx, actor, id, OpReturn, func(tx *db.Tx, o *Opinion) error {
		if why == "" || len([]rune(why)) > 400 {
			return fault.Invalid(fault.On("why", "campaign.why_empty"))
		}
		return nil
	})
}

// opine runs one move of an opinion: load, may, rule, save, record.
func (r *Room) opine(ctx context.Context, actor who.Actor, id OpinionID, act OpinionAct, do func(*db.Tx, *Opinion) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		o, err := loadOpinion(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadOpinion, o.Place()); err != nil {
			return err
		}
		m, ok := o.Find(act)
		if !ok {
			return fault.Conflict("campaign.not_now")
		}
		if err := mayMove(tx, m, o); err != nil {
			return err
		}
		c, err := loadCampaign(tx, o.Campaign)
		if err != nil {
			return err
		}
		if err := c.Open(); err != nil {
			return err
		}
		if err := do(tx, &o); err != nil {
			return err
		}
		o.State = m.To
		if err := saveOpinion(tx, &o); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "campaign." + string(act), Kind: "opinion", ID: string(id), Version: o.Version, Unit: o.Unit, Details: map[string]string{"number": o.Number, "gist": o.Gist}})
	})
}
