package campaign

import (
	"context"
	"maps"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Door is the open door as the campaign's page shows it: by group, with the newest of each.
type Door struct {
	Groups  []DoorGroup
	All     int
	Replied int
	Waiting *Opinion // an answer to be approved
}

// DoorGroup is one group of people whose opinions are heard.
type DoorGroup struct {
	Code    string
	All     int
	Replied int
	Latest  *Opinion
}

// doorOf counts opinions by group, as far as the reader may see them.
func doorOf(tx *db.Tx, c Campaign) (d Door, err error) {
	totals, err := groupTotals(tx, c.ID)
	if err != nil {
		return d, err
	}
	latest, err := latestOf(tx, c.ID)
	if err != nil {
		return d, err
	}
	for _, code := range slices.Sorted(maps.Keys(totals)) {
		n := totals[code]
		g := DoorGroup{Code: code, All: n[0], Replied: n[1]}
		if o, ok := latest[code]; ok {
			g.Latest = &o
		}
		d.Groups = append(d.Groups, g)
		d.All += n[0]
		d.Replied += n[1]
	}
	d.Waiting, err = waitingAnswer(tx, c.ID)
	return d, err
}

// Group is the group of the code, zero when nobody of it said anything yet.
func (d Door) Group(code string) DoorGroup {
	for _, g := range d.Groups {
		if g.Code == code {
			return g
		}
	}
	return DoorGroup{Code: code}
}

// Published is one opinion as the public reads it.
type Published struct {
	Group   string
	Asked   string
	Changed string
	Unit    string
	On      clock.Day
}

// Public is what the public pages show of a campaign.
type Public struct {
	Code  string
	Title string
	Pack  *pack.Pack
	Open  bool // opinions are taken
	List  []Published
}

// Public reads a campaign by the code of its public page. NotFound for a code that opens nothing, and for a
// campaign that was not approved or was taken back.
func (r *Room) Public(ctx context.Context, openCode string) (p Public, err error) {
	err = r.db.Read(ctx, who.Job("open door"), func(tx *db.Tx) error {
		c, err := loadByCode(tx, openCode)
		if err != nil {
			return err
		}
		if !c.Approved() || c.State == Withdrawn {
			return fault.NotFound()
		}
		p.Code, p.Title, p.Open = c.Code, c.Title, c.running() == nil
		if p.Pack, err = r.pack(tx, c.Pack, c.PackVersion); err != nil {
			return err
		}
		p.List, err = listPublished(tx, c.ID)
		return err
	})
	return p, err
}

// Reply is what the person who holds a number reads: how far it is, and the reply once it was approved.
type Reply struct {
	Number  string
	On      clock.Day
	State   OpinionState
	Due     clock.Day
	Unit    string
	Kind    string
	Reply   string
	Changed string
	Content string
}

// LookUp finds the reply to an opinion by the number that was given to the person. NotFound for every
// number that was not given out for this campaign.
func (r *Room) LookUp(ctx context.Context, openCode, number string) (a Reply, err error) {
	n := Tidy(opinionPrefix, number)
	if n == "" {
		return a, fault.NotFound()
	}
	err = r.db.Read(ctx, who.Job("open door"), func(tx *db.Tx) error {
		c, err := loadByCode(tx, openCode)
		if err != nil {
			return err
		}
		o, err := loadByReceipt(tx, c.ID, n)
		if err != nil {
			return err
		}
		a = Reply{Number: o.Receipt, On: o.CameOn, State: o.State, Content: o.Content}
		if o.State != Received {
			a.Due, a.Unit = o.Due, o.UnitName
		}
		if o.State == Replied {
			a.Kind, a.Reply, a.Changed = o.Kind, o.Reply, o.Changed
		}
		return nil
	})
	return a, err
}

// SayContent is how content the person is with the reply, said by whoever holds the number, once.
func (r *Room) SayContent(ctx context.Context, openCode, number, content string) error {
	n := Tidy(opinionPrefix, number)
	if n == "" {
		return fault.NotFound()
	}
	return r.db.Write(ctx, who.Job("open door"), func(tx *db.Tx) error {
		c, err := loadByCode(tx, openCode)
		if err != nil {
			return err
		}
		o, err := loadByReceipt(tx, c.ID, n)
		if err != nil {
			return err
		}
		switch {
		case o.State != Replied:
			return fault.NotFound()
		case o.Content != "":
			return fault.Conflict("campaign.open.said_already")
		case content != "yes" && content != "partly" && content != "no":
			return fault.Invalid(fault.On("content", "campaign.open.content_empty"))
		}
		o.Content, o.ContentAt = content, tx.Now
		if err := saveOpinion(tx, &o); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "campaign.say_content", Kind: "opinion", ID: string(o.ID), Version: o.Version, Unit: o.Unit, Details: map[string]string{"content": content}})
	})
}

// Publishing is what the public will read; Checked says that a person looked for names in both texts.
type Publishing struct {
	Asked   string
	Changed string
	Checked bool
}

// ProposeText writes what shall be published of an opinion. Conflict before the reply was approved.
func (r *Room) ProposeText(ctx context.Context, actor who.Actor, id OpinionID, in Publishing) error {
	return r.publishing(ctx, actor, id, "propose_text", func(tx *db.Tx, o *Opinion, c Campaign) error {
		if err := access.May(tx.Who, access.EditCampaign, c.Place()); err != nil {
			return err
		}
		var wrong fault.Check
		wrong.That(in.Asked != "" && len([]rune(in.Asked)) <= 300, "asked", "campaign.publish.asked_empty")
		wrong.That(in.Changed != "" && len([]rune(in.Changed)) <= 500, "changed", "campaign.publish.changed_empty")
		wrong.That(in.Checked, "checked", "campaign.publish.names_unchecked")
		if err := wrong.Err(); err != nil {
			return err
		}
		o.AskedText, o.ChangedText, o.ProposedBy, o.Proposer, o.ProposedAt = in.Asked, in.Changed, tx.Who.Label(), tx.Who.Person, tx.Now
		return nil
	})
}

// Publish puts the proposed text on the public page. Denied (own_text) to whoever proposed it; Invalid
// while nobody says that no name stands in it.
func (r *Room) Publish(ctx context.Context, actor who.Actor, id OpinionID, checked bool) error {
	return r.publishing(ctx, actor, id, "publish", func(tx *db.Tx, o *Opinion, c Campaign) error {
		if err := o.mayPublish(tx); err != nil {
			return err
		}
		if o.ProposedAt.IsZero() {
			return fault.Conflict("campaign.publish.no_text")
		}
		if !checked {
			return fault.Invalid(fault.On("checked", "campaign.publish.names_unchecked"))
		}
		o.PublishedBy, o.PublishedAt = tx.Who.Label(), tx.Now
		return nil
	})
}

// mayPublish asks for the right to approve answers, and for another hand than the proposer's.
func (o Opinion) mayPublish(tx *db.Tx) error {
	p := o.Place()
	p.Hands = nil
	if err := access.May(tx.Who, access.ApproveAnswer, p); err != nil {
		return err
	}
	if o.ProposedBy == tx.Who.Label() || o.Proposer != "" && o.Proposer == tx.Who.Person {
		return fault.Denied("own_text")
	}
	return nil
}

func (r *Room) publishing(ctx context.Context, actor who.Actor, id OpinionID, action string, do func(*db.Tx, *Opinion, Campaign) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		o, err := loadOpinion(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadOpinion, o.Place()); err != nil {
			return err
		}
		c, err := loadCampaign(tx, o.Campaign)
		if err != nil {
			return err
		}
		if o.State != Replied || !o.PublishedAt.IsZero() {
			return fault.Conflict("campaign.not_now")
		}
		if err := do(tx, &o, c); err != nil {
			return err
		}
		if err := saveOpinion(tx, &o); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "campaign." + action, Kind: "opinion", ID: string(id), Version: o.Version, Unit: o.Unit, Details: map[string]string{"asked": o.AskedText, "changed": o.ChangedText}})
	})
}
