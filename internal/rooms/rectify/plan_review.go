package rectify

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
)

// PlanSign is a head's signature under a plan.
type PlanSign struct {
	Number  int
	Kind    string
	By      By
	Opinion string
	Hash    string
}

// Comment is a reviewer's remark on a row or on the whole plan.
type Comment struct {
	ID       string
	Number   int // of the version it is about
	Row      string
	RowLabel string
	By       By
	Body     string
	State    string // open, done
	Reply    string
}

// planDue promises the day on which the plan is handed in, by rule R-ZG-02 or a given day.
func planDue(tx *db.Tx, p *Plan, due clock.Day) error {
	pr := calendar.Promise{Kind: duePlan, Ref: string(p.ID), Unit: p.Unit, Ord: p.UnitOrd, Title: p.Title, Link: p.link(), Rule: ruleOf[duePlan], Due: due}
	if err := keep(tx, pr); err != nil {
		return err
	}
	kept, err := calendar.Find(tx, duePlan, string(p.ID))
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	p.Due = kept.Due
	return err
}

func (p *Plan) link() string { return "/rectify/plans/" + string(p.ID) }

func (p *Plan) tell(tx *db.Tx, subject string, roles ...access.Role) error {
	m := notify.Message{Key: subject + ":" + string(p.ID) + ":" + itoa(p.Number), Subject: subject, Kind: "plan", Ref: string(p.ID), Unit: p.Unit, Ord: p.UnitOrd,
		Title: p.Title, Link: p.link()}
	for _, r := range roles {
		m.To = append(m.To, notify.To{Role: r, Ord: p.UnitOrd})
	}
	_, err := notify.Queue(tx, m)
	return err
}

// SubmitPlan hands the draft to the unit's head and keeps it word for word. fault.Invalid lists each
// check that fails.
func (r *Room) SubmitPlan(ctx context.Context, actor who.Actor, id PlanID) error {
	return r.edit(ctx, actor, id, "rectify.plan_submit", nil, func(tx *db.Tx, p *Plan) error {
		t, err := loadTree(tx, p)
		if err != nil {
			return err
		}
		if err := t.Ready(tx.Today()); err != nil {
			return err
		}
		p.State = PlanSubmitted
		if err := insertSnapshot(tx, p.ID, t.Snapshot(), by(tx)); err != nil {
			return err
		}
		return p.tell(tx, "plan_to_sign", access.UnitHead)
	})
}

// SignPlan is the head's signature under what was submitted (签字背书). Seen is the hash of the version
// that the head read; another one is fault.Conflict.
func (r *Room) SignPlan(ctx context.Context, actor who.Actor, id PlanID, opinion, seen string) error {
	return r.plan(ctx, actor, id, access.SignPlan, "rectify.plan_sign", opinion, func(tx *db.Tx, p *Plan) error {
		if p.State != PlanSubmitted {
			return fault.Conflict("rectify.plan.not_submitted")
		}
		if !filled(opinion) {
			return fault.Invalid(fault.On("opinion", "rectify.opinion_missing"))
		}
		s, err := lastSnapshot(tx, p.ID)
		if err != nil {
			return err
		}
		if s.Hash != seen {
			return fault.Conflict("rectify.changed_meanwhile")
		}
		p.State, p.SignedBy, p.SignedName, p.SignedAt = PlanSigned, tx.Who.Person, tx.Who.Name, tx.Now
		if err := calendar.Done(tx, duePlan, string(p.ID)); err != nil {
			return err
		}
		if err := insertPlanSign(tx, p.ID, PlanSign{Number: p.Number, Kind: signPlan, By: by(tx), Opinion: opinion, Hash: s.Hash}); err != nil {
			return err
		}
		return p.tell(tx, "plan_to_review", access.Office)
	})
}

// SendPlanBack is the head's refusal to sign: the unit writes the next version.
func (r *Room) SendPlanBack(ctx context.Context, actor who.Actor, id PlanID, reason string) error {
	return r.plan(ctx, actor, id, access.SignPlan, "rectify.plan_send_back", reason, func(tx *db.Tx, p *Plan) error {
		if p.State != PlanSubmitted {
			return fault.Conflict("rectify.plan.not_submitted")
		}
		if !filled(reason) {
			return fault.Invalid(fault.On("reason", "rectify.reason_missing"))
		}
		if err := insertComment(tx, p, Comment{ID: db.NewID(), By: by(tx), Body: reason}); err != nil {
			return err
		}
		p.State, p.Number = PlanDraft, p.Number+1
		return nil
	})
}

// CommentPlan is a reviewer's remark on one row ("" for the whole plan) while the plan is reviewed.
func (r *Room) CommentPlan(ctx context.Context, actor who.Actor, id PlanID, row, body string) error {
	return r.review(ctx, actor, id, "rectify.plan_comment", body, func(tx *db.Tx, p *Plan) error {
		if !filled(body) {
			return fault.Invalid(fault.On("body", "rectify.words_missing"))
		}
		c := Comment{ID: db.NewID(), Row: row, By: by(tx), Body: body}
		s, err := lastSnapshot(tx, p.ID)
		if err != nil {
			return err
		}
		for _, x := range s.Rows {
			if x.ID == row {
				c.RowLabel = x.Label
			}
		}
		if row != "" && c.RowLabel == "" {
			return fault.NotFound()
		}
		return insertComment(tx, p, c)
	})
}

func (r *Room) review(ctx context.Context, actor who.Actor, id PlanID, action string, details any, do func(*db.Tx, *Plan) error) error {
	return r.plan(ctx, actor, id, access.ReviewPlan, action, details, func(tx *db.Tx, p *Plan) error {
		if p.State != PlanSigned {
			return fault.Conflict("rectify.plan.not_signed")
		}
		if tx.Who.UnitOrd != 0 && p.UnitDepth > 0 && p.UnitOrd <= tx.Who.UnitOrd && tx.Who.UnitOrd <= p.UnitLast {
			return fault.Denied(string(NotUnit))
		}
		return do(tx, p)
	})
}

// AcceptPlan puts the plan on file: from now on its measures are reported on.
func (r *Room) AcceptPlan(ctx context.Context, actor who.Actor, id PlanID, opinion string) error {
	return r.review(ctx, actor, id, "rectify.plan_accept", opinion, func(tx *db.Tx, p *Plan) error {
		p.State, p.Accepted = PlanAccepted, p.Number
		return p.tell(tx, "plan_accepted", access.Liaison, access.UnitHead)
	})
}

// ReturnPlan sends the plan back with a new day; it needs at least one remark that is still open.
func (r *Room) ReturnPlan(ctx context.Context, actor who.Actor, id PlanID, due clock.Day) error {
	return r.review(ctx, actor, id, "rectify.plan_return", due, func(tx *db.Tx, p *Plan) error {
		n, err := openComments(tx, p.ID, p.Number)
		if err != nil {
			return err
		}
		var c fault.Check
		c.That(n > 0, "", "rectify.plan.return_without_comment")
		c.That(due != "" && due >= tx.Today(), "due", "rectify.due_past", "day", due)
		if err := c.Err(); err != nil {
			return err
		}
		p.State, p.Number = PlanDraft, p.Number+1
		if err := planDue(tx, p, due); err != nil {
			return err
		}
		return p.tell(tx, "plan_returned", access.Liaison, access.UnitHead)
	})
}

// AmendPlan opens the next version of a plan on file; the version on file stays in force until then.
func (r *Room) AmendPlan(ctx context.Context, actor who.Actor, id PlanID, reason string) error {
	return r.plan(ctx, actor, id, access.WritePlan, "rectify.plan_amend", reason, func(_ *db.Tx, p *Plan) error {
		if p.State != PlanAccepted {
			return fault.Conflict("rectify.plan.not_accepted")
		}
		if !filled(reason) {
			return fault.Invalid(fault.On("reason", "rectify.reason_missing"))
		}
		p.State, p.Number = PlanDraft, p.Number+1
		return nil
	})
}

// AnswerComment is the unit's reply to a remark.
func (r *Room) AnswerComment(ctx context.Context, actor who.Actor, id PlanID, comment, reply string) error {
	return r.edit(ctx, actor, id, "rectify.comment_answer", reply, func(tx *db.Tx, p *Plan) error {
		if !filled(reply) {
			return fault.Invalid(fault.On("reply", "rectify.words_missing"))
		}
		return answerComment(tx, p.ID, comment, reply)
	})
}

// Inherited is a plan whose present head has not signed it (新官不理旧账).
type Inherited struct {
	Plan Plan
	Head Person
	From clock.Day

	asked string // the head who was asked already
}

// SignAgain is a new head's signature under a list that a predecessor signed.
func (r *Room) SignAgain(ctx context.Context, actor who.Actor, id PlanID, opinion string) error {
	return r.plan(ctx, actor, id, access.SignPlan, "rectify.sign_again", opinion, func(tx *db.Tx, p *Plan) error {
		if !filled(opinion) {
			return fault.Invalid(fault.On("opinion", "rectify.opinion_missing"))
		}
		if p.SignedBy == "" || p.SignedBy == tx.Who.Person {
			return fault.Conflict("rectify.plan.not_inherited")
		}
		p.SignedBy, p.SignedName, p.SignedAt = tx.Who.Person, tx.Who.Name, tx.Now
		if err := calendar.Done(tx, dueHead, string(p.ID)); err != nil {
			return err
		}
		return insertPlanSign(tx, p.ID, PlanSign{Number: p.Number, Kind: signAgain, By: by(tx), Opinion: opinion})
	})
}
