package orglife

import (
	"context"
	"strconv"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/ballot"
)

// Forms finds the edition of a pack that is named, or the one in force when version is empty.
type Forms func(tx *db.Tx, code, version string) (*pack.Pack, error)

// The pack of forms, the form of a democratic review in it, and the kind under which the hall of ballots
// keeps its polls.
const (
	formsCode  = "assessment"
	formReview = "member_review"
	PollKind   = "orglife_review"
)

// CallBallot makes the anonymous ballot of a review (民主测评), open from now to the end of the day. Its
// subjects are the members who can get a grade, its voters all members; it is run from the pages of
// ballots. fault.Conflict when another step is due, fault.Invalid for a day that is past.
func (r *Room) CallBallot(ctx context.Context, actor who.Actor, id ReviewID, last clock.Day) (poll ballot.PollID, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		return r.review(tx, id, access.KeepReview, "orglife.call_ballot", func(v *Review) (any, error) {
			if v.Next() != "ballot" || v.Ballot != "" {
				return nil, fault.Conflict("orglife.review.not_now", "step", v.Next())
			}
			if !dayOK(last) || last < tx.Today() {
				return nil, fault.Invalid(fault.On("last", "orglife.review.ballot_day", "today", string(tx.Today())))
			}
			in, err := r.ballotOf(tx, *v)
			if err != nil {
				return nil, err
			}
			in.Opens, in.Closes = tx.Now, last.Add(1).Time()
			p, err := ballot.Make(tx, in)
			if err != nil {
				return nil, err
			}
			v.Ballot, poll = string(p.ID), p.ID
			return map[string]string{"ballot": p.Number, "last": string(last)}, nil
		})
	})
	return poll, err
}

func (r *Room) ballotOf(tx *db.Tx, v Review) (in ballot.NewPoll, err error) {
	p, err := r.Forms(tx, formsCode, "")
	if err != nil {
		return in, err
	}
	f, ok := p.Form(formReview)
	if !ok {
		return in, fault.NotFound()
	}
	b, err := loadBranch(tx, v.Party)
	if err != nil {
		return in, err
	}
	roster, err := loadRoster(tx, v.Party, false, tx.Today())
	if err != nil {
		return in, err
	}
	in = ballot.NewPoll{Title: b.Name + strconv.Itoa(v.Year) + "年民主评议党员测评", Kind: PollKind, Ref: string(v.ID), Unit: v.Party, Form: f, Pack: p.Code, PackVersion: p.Version, Entitled: len(roster)}
	for _, m := range roster {
		if m.Votes() {
			in.Subjects = append(in.Subjects, ballot.Subject{Ref: m.ID, Label: m.Name})
		}
	}
	return in, nil
}

// counted answers the words of the ballot step: with a ballot called they are its figures, and the step
// waits until it is counted.
func counted(tx *db.Tx, v Review, words string) (string, error) {
	if v.Ballot == "" {
		return words, nil
	}
	p, err := ballot.Load(tx, ballot.PollID(v.Ballot))
	if err != nil {
		return "", err
	}
	if p.State != ballot.Counted {
		return "", fault.Conflict("orglife.review.ballot_open", "number", p.Number)
	}
	return strings.TrimSpace(p.Number + " " + words), nil
}
