package campaign

import (
	"context"
	"fmt"
	"slices"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// OpinionState says how far an opinion is.
type OpinionState string

const (
	Received OpinionState = "received" // 已登记
	Assigned OpinionState = "assigned" // 待答复
	Answered OpinionState = "answered" // 待审定
	Returned OpinionState = "returned" // 退回
	Replied  OpinionState = "replied"  // 已答复
)

// OpinionAct moves an opinion.
type OpinionAct string

const (
	OpAssign  OpinionAct = "assign_opinion"
	OpAnswer  OpinionAct = "answer_opinion"
	OpApprove OpinionAct = "approve_answer"
	OpReturn  OpinionAct = "return_answer"
)

// OpinionMove is one allowed step.
type OpinionMove struct {
	From  OpinionState
	Act   OpinionAct
	To    OpinionState
	Right access.Right
}

// OpinionMoves is the table of an opinion. Who answered does not approve (rule Q-714).
var OpinionMoves = []OpinionMove{
	{Received, OpAssign, Assigned, access.EditCampaign},
	{Assigned, OpAnswer, Answered, access.AnswerOpinion},
	{Returned, OpAnswer, Answered, access.AnswerOpinion},
	{Answered, OpApprove, Replied, access.ApproveAnswer},
	{Answered, OpReturn, Returned, access.ApproveAnswer},
}

// Ways in which an opinion comes.
var Ways = []string{"letter", "meeting", "page"}

// Contents are what the person who gave an opinion may say of the reply, alone and once.
var Contents = []string{"yes", "partly", "no"}

const (
	promiseOpinion = "campaign.opinion"
	ruleOpinion    = "R-ZZ-04"
	// opinionPrefix begins the number that a person outside keeps.
	opinionPrefix = "YJ"
	mostOpinion   = 2000
)

// Opinion is what somebody outside said, and what became of it.
type Opinion struct {
	ID          OpinionID
	Campaign    ID
	Number      string // YJ-26-0001, the house's own
	Receipt     string // the number given to the person, by which the reply is found
	Group       string // code of the pack: public, deputy …
	Way         string
	Body        string // P3: as it came
	Gist        string // P2: what it asks for, in the office's words and without names
	CameOn      clock.Day
	EnteredBy   string
	EnteredAt   time.Time
	Unit        string // to answer; the campaign's own until it was assigned
	UnitOrd     int64
	UnitName    string
	State       OpinionState
	Due         clock.Day
	DueFirst    clock.Day
	Kind        string // reply, or reason why nothing changes
	Reply       string
	Changed     string // what changed
	RepliedBy   string
	Replier     string // person
	RepliedAt   time.Time
	CheckedBy   string
	CheckedAt   time.Time
	Content     string
	ContentAt   time.Time
	AskedText   string // as published
	ChangedText string
	ProposedBy  string
	Proposer    string // person
	ProposedAt  time.Time
	PublishedBy string
	PublishedAt time.Time
	Version     int64
}

// Place is where acts on the opinion happen: the unit to answer. Who answered is kept away from approving.
func (o Opinion) Place() access.Place {
	p := access.Place{Ord: o.UnitOrd, Kind: access.KindOpinion, ID: string(o.ID), Class: access.P3}
	if o.Replier != "" {
		p.Hands = []string{o.Replier}
	}
	return p
}

// Late tells whether an answer is overdue; it is computed and never stored.
func (o Opinion) Late(today clock.Day) bool {
	return (o.State == Assigned || o.State == Returned) && o.Due != "" && o.Due < today
}

// Find returns the move that an act makes from the opinion's state.
func (o Opinion) Find(act OpinionAct) (OpinionMove, bool) {
	for _, m := range OpinionMoves {
		if m.From == o.State && m.Act == act {
			return m, true
		}
	}
	return OpinionMove{}, false
}

// Asked narrows the list of opinions: state is a state, open, late or published.
type Asked struct{ Group, State string }

// NewOpinion is an opinion that came by letter or was heard at a meeting.
type NewOpinion struct {
	Group  string
	Way    string
	Body   string
	CameOn string
}

// Enter registers an opinion that came by letter or at a meeting; the answer is the number to be given to
// the person. Invalid names every wrong field.
func (r *Room) Enter(ctx context.Context, actor who.Actor, id ID, in NewOpinion) (o Opinion, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCampaign(tx, id)
		if err != nil {
			return err
		}
		if err := readable(tx, c); err != nil {
			return err
		}
		unit, ord, err := enters(tx, c)
		if err != nil {
			return err
		}
		day, bad := clock.ParseDay(in.CameOn)
		var wrong fault.Check
		wrong.That(in.Way == "letter" || in.Way == "meeting", "way", "campaign.opinion.way_unknown")
		wrong.That(bad == nil && day != "" && day <= tx.Today(), "came", "campaign.opinion.came_wrong")
		o, err = r.receive(tx, c, in.Group, in.Way, in.Body, &wrong)
		if err != nil {
			return err
		}
		o.CameOn, o.EnteredBy, o.Unit, o.UnitOrd = day, tx.Who.Label(), unit, ord
		return keep(tx, o, "enter_opinion")
	})
	return o, err
}

// enters is the unit at which the actor may enter opinions: the campaign's own, or a unit of its own that
// was addressed.
func enters(tx *db.Tx, c Campaign) (string, int64, error) {
	place := access.Place{Ord: c.UnitOrd, Kind: access.KindOpinion}
	if err := access.May(tx.Who, access.EnterOpinion, place); err == nil {
		return c.Unit, c.UnitOrd, c.running()
	}
	relays, err := allRelays(tx, c.ID)
	if err != nil {
		return "", 0, err
	}
	for _, x := range relays {
		place.Ord = x.UnitOrd
		if access.May(tx.Who, access.EnterOpinion, place) == nil {
			return x.Unit, x.UnitOrd, c.running()
		}
	}
	return "", 0, access.Refusal(access.RuleOf(access.EnterOpinion).Number())
}

// running refuses opinions on a campaign that has not begun or has ended.
func (c Campaign) running() error {
	if !c.Approved() {
		return fault.Conflict("campaign.opinion.not_begun")
	}
	return c.Open()
}

// Submit takes an opinion from the public page: no account, no address, nothing but group and text. The
// answer is the number with which the reply is found. NotFound for a code that opens nothing.
func (r *Room) Submit(ctx context.Context, openCode, group, body string) (o Opinion, err error) {
	err = r.db.Write(ctx, who.Job("open door"), func(tx *db.Tx) error {
		c, err := loadByCode(tx, openCode)
		if err != nil {
			return err
		}
		if c.running() != nil {
			return fault.NotFound()
		}
		var wrong fault.Check
		o, err = r.receive(tx, c, group, "page", body, &wrong)
		if err != nil {
			return err
		}
		o.CameOn, o.Unit, o.UnitOrd = tx.Today(), c.Unit, c.UnitOrd
		return keep(tx, o, "submit_opinion")
	})
	return o, err
}

// receive checks group and text and gives both numbers out.
func (r *Room) receive(tx *db.Tx, c Campaign, group, way, body string, wrong *fault.Check) (o Opinion, err error) {
	p, err := r.pack(tx, c.Pack, c.PackVersion)
	if err != nil {
		return o, err
	}
	known := slices.ContainsFunc(p.Part(pack.CampaignGroups), func(g pack.Category) bool { return g.Code == group })
	wrong.That(known, "group", "campaign.opinion.group_unknown")
	wrong.That(body != "", "body", "campaign.opinion.body_empty")
	wrong.That(len([]rune(body)) <= mostOpinion, "body", "campaign.too_long", "max", mostOpinion)
	if err := wrong.Err(); err != nil {
		return o, err
	}
	n, err := nextOf(tx, "YJ-"+c.Number)
	return Opinion{ID: OpinionID(db.NewID()), Campaign: c.ID, Number: fmt.Sprintf("YJ-%s-%04d", c.Number[3:], n), Receipt: newNumber(opinionPrefix), Group: group, Way: way, Body: body,
		EnteredAt: tx.Now, State: Received, Version: 1}, err
}

func keep(tx *db.Tx, o Opinion, action string) error {
	if err := insertOpinion(tx, o); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "campaign." + action, Kind: "opinion", ID: string(o.ID), Version: 1, Unit: o.Unit, Details: map[string]string{"number": o.Number, "group": o.Group, "way": o.Way}})
}

// Opinions lists the opinions that the actor may see.
func (r *Room) Opinions(ctx context.Context, actor who.Actor, id ID, f Asked) (c Campaign, list []Opinion, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if c, err = loadCampaign(tx, id); err != nil {
			return err
		}
		if err = readable(tx, c); err != nil {
			return err
		}
		list, err = listOpinions(tx, id, f)
		return err
	})
	return c, list, err
}

// OpinionView is one opinion as its page shows it.
type OpinionView struct {
	Opinion
	Of      Campaign
	Pack    *pack.Pack
	Units   []Unit // that may be asked
	May     map[OpinionAct]bool
	Propose bool
	Publish bool
}

// Opinion reads one opinion. NotFound to whoever may not read it.
func (r *Room) Opinion(ctx context.Context, actor who.Actor, id OpinionID) (v OpinionView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Opinion, err = loadOpinion(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadOpinion, v.Place()); err != nil {
			return err
		}
		if v.Of, err = loadCampaign(tx, v.Campaign); err != nil {
			return err
		}
		if v.Pack, err = r.pack(tx, v.Of.Pack, v.Of.PackVersion); err != nil {
			return err
		}
		v.May = map[OpinionAct]bool{}
		for _, m := range OpinionMoves {
			if m.From == v.State && v.Of.Open() == nil {
				v.May[m.Act] = mayMove(tx, m, v.Opinion) == nil
			}
		}
		edits := access.May(tx.Who, access.EditCampaign, v.Of.Place()) == nil
		v.Propose = edits && v.State == Replied && v.PublishedAt.IsZero()
		v.Publish = v.State == Replied && !v.ProposedAt.IsZero() && v.PublishedAt.IsZero() && v.mayPublish(tx) == nil
		if v.May[OpAssign] {
			all, err := openUnits(tx)
			for _, u := range all {
				if u.Inspected {
					v.Units = append(v.Units, Unit{u.ID, u.Short})
				}
			}
			return err
		}
		return nil
	})
	return v, err
}

func mayMove(tx *db.Tx, m OpinionMove, o Opinion) error {
	p := o.Place()
	if m.Right == access.EditCampaign {
		p = access.Place{Ord: o.UnitOrd, Kind: access.KindCampaign, ID: string(o.Campaign)}
	}
	return access.May(tx.Who, m.Right, p)
}
