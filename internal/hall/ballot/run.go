package ballot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// Make makes a poll in the caller's transaction. The actor needs the right to run ballots at the unit.
func Make(tx *db.Tx, in NewPoll) (*Poll, error) {
	u, err := loadUnit(tx, in.Unit)
	if err != nil {
		return nil, err
	}
	p := &Poll{ID: PollID(db.NewID()), Title: in.Title, Kind: in.Kind, Ref: in.Ref, Unit: in.Unit, UnitName: u.name, Ord: u.ord, Form: in.Form, Pack: in.Pack,
		PackVersion: in.PackVersion, Entitled: in.Entitled, Opens: in.Opens, Closes: in.Closes, State: Draft,
		MadeBy: tx.Who.Label(), MadeName: tx.Who.Name, MadeAt: tx.Now, Version: 1, Subjects: in.Subjects}
	if err := access.May(tx.Who, access.RunBallot, access.Place{Ord: u.ord}); err != nil {
		return nil, err
	}
	if err := in.check(tx.Now); err != nil {
		return nil, err
	}
	p.Title = in.Title
	for i := range p.Subjects {
		p.Subjects[i].Seq = i + 1
	}
	if p.Number, p.Mark, err = nameIt(tx, tx.Today()); err != nil {
		return nil, err
	}
	if err := insertPoll(tx, p); err != nil {
		return nil, err
	}
	return p, p.record(tx, "ballot.make", map[string]any{"number": p.Number, "title": p.Title, "form": p.Form.Code, "pack": p.Pack + " " + p.PackVersion,
		"entitled": p.Entitled, "subjects": len(p.Subjects), "opens": db.Stamp(p.Opens), "closes": db.Stamp(p.Closes)})
}

// Make is Make in a transaction of its own.
func (h *Hall) Make(ctx context.Context, actor who.Actor, in NewPoll) (id PollID, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		p, err := Make(tx, in)
		if err == nil {
			id = p.ID
		}
		return err
	})
	return id, err
}

// nameIt gives the next number of the year and a mark that no poll has.
func nameIt(tx *db.Tx, day clock.Day) (number, mark string, err error) {
	prefix := fmt.Sprintf("MP-%02d-", day.Year()%100)
	n, err := countNumbers(tx, prefix)
	if err != nil {
		return "", "", err
	}
	for range 50 {
		mark = random(markSize)
		taken, err := hasMark(tx, mark)
		if err != nil || !taken {
			return fmt.Sprintf("%s%03d", prefix, n+1), mark, err
		}
	}
	return "", "", fmt.Errorf("no free mark for a poll")
}

// load finds the poll, locks it against votes and other hands, and asks the right to run it.
func (h *Hall) load(tx *db.Tx, id PollID) (*Poll, error) {
	if err := lock(tx, id); err != nil {
		return nil, err
	}
	p, err := loadPoll(tx, id)
	if err != nil {
		return nil, err
	}
	return p, access.May(tx.Who, access.RunBallot, p.place())
}

func (p *Poll) record(tx *db.Tx, action string, details any) error {
	return audit.Record(tx, audit.Entry{Action: action, Kind: "ballot", ID: string(p.ID), Version: p.Version, Unit: p.Unit, Details: details})
}

// Issue is one giving out of tokens and papers.
type Issue struct {
	Slips    int
	Papers   int
	Entitled int // persons who may vote from now on; 0 leaves it
	Why      string
	By, Name string
	At       time.Time
}

// Issue makes tokens and answers their codes, in an order that tells nothing. This is the only time
// that anybody can see them.
func (h *Hall) Issue(ctx context.Context, actor who.Actor, id PollID, in Issue) (codes []string, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		codes, err = h.IssueIn(tx, id, in)
		return err
	})
	return codes, err
}

// IssueIn is Issue in the caller's transaction.
func (h *Hall) IssueIn(tx *db.Tx, id PollID, in Issue) ([]string, error) {
	p, err := h.load(tx, id)
	if err != nil {
		return nil, err
	}
	if in.Entitled == 0 {
		in.Entitled = p.Entitled
	}
	in.Why = strings.TrimSpace(in.Why)
	if err := p.mayIssue(in, tx.Now); err != nil {
		return nil, err
	}
	r, err := loadRoll(tx, id)
	if err != nil {
		return nil, err
	}
	codes := make([]string, 0, in.Slips)
	for len(codes) < in.Slips {
		secret := random(secretSize)
		mac, err := h.mac(id, secret)
		if err != nil {
			return nil, err
		}
		if r.give(mac) {
			codes = append(codes, p.Mark+secret)
		}
	}
	p.Issued, p.Papers, p.Entitled = p.Issued+in.Slips, p.Papers+in.Papers, in.Entitled
	if err := saveRoll(tx, id, r); err != nil {
		return nil, err
	}
	if err := savePoll(tx, p); err != nil {
		return nil, err
	}
	if err := insertIssue(tx, id, in); err != nil {
		return nil, err
	}
	return codes, p.record(tx, "ballot.issue", map[string]any{"slips": in.Slips, "papers": in.Papers, "entitled": in.Entitled, "why": in.Why})
}

func (p *Poll) mayIssue(in Issue, now time.Time) error {
	if p.State != Draft && p.State != Open || !now.Before(p.Closes) {
		return fault.Conflict("ballot.over")
	}
	var c fault.Check
	c.That(in.Slips >= 0 && in.Papers >= 0 && in.Slips+in.Papers > 0, "slips", "ballot.issue.none")
	c.That(in.Entitled >= p.Entitled && in.Entitled <= MostEntitled, "entitled", "ballot.entitled_wrong", "most", MostEntitled)
	c.That(p.Distributed()+in.Slips+in.Papers <= in.Entitled, "slips", "ballot.issue.too_many", "entitled", in.Entitled, "given", p.Distributed())
	// What is given out late, or to more persons than were planned, is said why: more ballots than voters is how a poll is forged.
	c.That(in.Why != "" || p.State == Draft && in.Entitled == p.Entitled, "why", "ballot.issue.why")
	return c.Err()
}

// promised is the kind under which the calendar keeps the day on which a poll closes.
const promised = "ballot.close"

// Open opens the poll; votes are taken from its opening hour on.
func (h *Hall) Open(ctx context.Context, actor who.Actor, id PollID) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return h.OpenIn(tx, id) })
}

// OpenIn is Open in the caller's transaction.
func (h *Hall) OpenIn(tx *db.Tx, id PollID) error {
	p, err := h.load(tx, id)
	if err != nil {
		return err
	}
	switch {
	case p.State != Draft:
		return fault.Conflict("ballot.open.not_draft")
	case p.Distributed() == 0:
		return fault.Invalid(fault.On("slips", "ballot.open.nothing_issued"))
	case !tx.Now.Before(p.Closes):
		return fault.Conflict("ballot.over")
	}
	p.State, p.OpenedAt = Open, tx.Now
	if err := savePoll(tx, p); err != nil {
		return err
	}
	if err := calendar.Keep(tx, calendar.Promise{Kind: promised, Ref: string(p.ID), Unit: p.Unit, Ord: p.Ord, Title: p.Title, Link: "/ballots/" + string(p.ID), Due: clock.DayOf(p.Closes), Quiet: true}); err != nil {
		return err
	}
	return p.record(tx, "ballot.open", map[string]any{"issued": p.Issued, "papers": p.Papers})
}

// Close ends the voting, opens the urn and empties the roll. Closing before the hour wants a reason as
// long as tokens are out.
func (h *Hall) Close(ctx context.Context, actor who.Actor, id PollID, why string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error { return h.CloseIn(tx, id, why) })
}

// CloseIn is Close in the caller's transaction.
func (h *Hall) CloseIn(tx *db.Tx, id PollID, why string) error {
	p, err := h.load(tx, id)
	if err != nil {
		return err
	}
	if p.State != Open {
		return fault.Conflict("ballot.close.not_open")
	}
	r, err := loadRoll(tx, id)
	if err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	if why == "" && tx.Now.Before(p.Closes) && len(r.fresh) > 0 {
		return fault.Invalid(fault.On("why", "ballot.close.early"))
	}
	urn, err := loadUrn(tx, p)
	if err != nil {
		return err
	}
	p.Irregular = irregular(p, r, urn)
	p.State, p.ClosedAt, p.ClosedWhy, p.Returned = Counted, tx.Now, why, len(r.spent)
	if p.Papers > 0 {
		p.State = Counting
	}
	if err := emptyUrn(tx, p, urn); err != nil {
		return err
	}
	if err := savePoll(tx, p); err != nil {
		return err
	}
	if err := calendar.Done(tx, promised, string(p.ID)); err != nil {
		return err
	}
	return p.record(tx, "ballot.close", map[string]any{"issued": p.Issued, "returned": p.Returned, "why": why, "irregular": p.Irregular, "counts": urn.sum()})
}

// irregular compares what is on the roll and in the urn with what the record says was given out: votes
// or tokens that were put in past the program do not fit.
func irregular(p *Poll, r roll, urn urn) string {
	if len(r.fresh)+len(r.spent) != p.Issued {
		return "roll"
	}
	for _, c := range urn {
		if c.Filled+c.Blank != len(r.spent) || !c.sound(p.Form) {
			return "urn"
		}
	}
	return ""
}
