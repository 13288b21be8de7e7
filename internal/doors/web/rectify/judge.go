package rectifyweb

import (
	"strconv"
	"strings"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/rooms/rectify"
)

func (s door) sendExtend(c *front.Ctx, id rectify.ItemID) error {
	due, err := c.DayOf("due")
	if err != nil {
		return err
	}
	answer := c.Value("grant")
	if answer != "grant" && answer != "refuse" {
		return fault.Invalid(fault.On("grant", "rectify.extend.answer_missing"))
	}
	return s.Rectify.Extend(c.Context(), c.Who, id, rectify.Deciding{Grant: answer == "grant", Due: due, Opinion: c.Value("opinion")})
}

func (s door) sendBegin(c *front.Ctx, id rectify.ItemID) error {
	return s.Rectify.Begin(c.Context(), c.Who, id)
}

func (s door) sendVerify(c *front.Ctx, id rectify.ItemID) error {
	in := rectify.Checking{Party: c.Value("party"), Method: c.Value("method"), Opinion: c.Value("opinion"), Dissent: c.Value("dissent"), Verdict: c.Value("verdict"), Seen: c.Value("seen")}
	var err error
	if in.Asked, err = count(c, "asked", 0); err != nil {
		return err
	}
	if in.Content, err = count(c, "content", 0); err != nil {
		return err
	}
	if in.Members, err = s.members(c); err != nil {
		return err
	}
	if in.Rows, err = verifyRows(c); err != nil {
		return err
	}
	return s.Rectify.Verify(c.Context(), c.Who, id, in)
}

// members finds the persons whom the form names beside the verifier.
func (s door) members(c *front.Ctx) ([]rectify.VerifyMember, error) {
	parties := c.Values("member_party")
	var out []rectify.VerifyMember
	for i, name := range c.Values("member") {
		if strings.TrimSpace(name) == "" {
			continue
		}
		p, err := s.Rectify.PersonByName(c.Context(), c.Who, "members", name)
		if err != nil {
			return nil, err
		}
		m := rectify.VerifyMember{ID: p.ID, Name: p.Name}
		if i < len(parties) {
			m.Party = parties[i]
		}
		out = append(out, m)
	}
	return out, nil
}

// verifyRows reads the table of what was checked; a row without a sample is no row.
func verifyRows(c *front.Ctx) ([]rectify.VerifyRow, error) {
	at := func(name string, i int) string {
		if v := c.Values(name); i < len(v) {
			return strings.TrimSpace(v[i])
		}
		return ""
	}
	var out []rectify.VerifyRow
	for i := range c.Values("what") {
		if at("sampled", i) == "" {
			continue
		}
		sampled, e1 := strconv.Atoi(at("sampled", i))
		matched, e2 := strconv.Atoi(at("matched", i))
		if e1 != nil || e2 != nil {
			return nil, fault.Invalid(fault.On("rows", "rectify.number_form"))
		}
		out = append(out, rectify.VerifyRow{What: at("what", i), Method: at("how", i), Sampled: sampled, Matched: matched, Verdict: at("row_verdict", i)})
	}
	return out, nil
}

func (s door) sendPropose(c *front.Ctx, id rectify.ItemID) error {
	return s.Rectify.Propose(c.Context(), c.Who, id, rectify.Closing{Opinion: c.Value("opinion"), Seen: c.Value("seen")})
}

func (s door) sendClose(c *front.Ctx, id rectify.ItemID) error {
	return s.Rectify.Close(c.Context(), c.Who, id, rectify.Closing{Opinion: c.Value("opinion"), Seen: c.Value("seen")})
}

func (s door) sendReturn(c *front.Ctx, id rectify.ItemID) error {
	due, err := c.DayOf("due")
	if err != nil {
		return err
	}
	return s.Rectify.Return(c.Context(), c.Who, id, rectify.Returning{Reason: c.Value("reason"), Due: due})
}

func (s door) sendStand(c *front.Ctx, id rectify.ItemID) error {
	in := rectify.StandingOrder{Decision: c.Value("decision"), Document: c.Value("document")}
	days := c.Values("milestone_due")
	for i, body := range c.Values("milestone") {
		if strings.TrimSpace(body) == "" {
			continue
		}
		m := rectify.Milestone{Body: strings.TrimSpace(body)}
		if i < len(days) {
			d, err := clock.ParseDay(days[i])
			if err != nil {
				return fault.Invalid(fault.On("milestones", "rectify.stand.milestone_dates"))
			}
			m.Due = d
		}
		in.Milestones = append(in.Milestones, m)
	}
	return s.Rectify.Stand(c.Context(), c.Who, id, in)
}

func (s door) sendVoid(c *front.Ctx, id rectify.ItemID) error {
	return s.Rectify.Void(c.Context(), c.Who, id, rectify.Voiding{Decision: c.Value("decision"), Document: c.Value("document")})
}

func (s door) sendLook(c *front.Ctx, id rectify.ItemID) error {
	due, err := c.DayOf("due")
	if err != nil {
		return err
	}
	outcome := c.Value("outcome")
	if outcome != "kept" && outcome != "relapsed" {
		return fault.Invalid(fault.On("outcome", "rectify.look.outcome_missing"))
	}
	return s.Rectify.Look(c.Context(), c.Who, id, rectify.Looking{Relapsed: outcome == "relapsed", Method: c.Value("method"), Opinion: c.Value("opinion"), Due: due})
}

func (s door) sendAmend(c *front.Ctx, id rectify.ItemID) error {
	return s.Rectify.Amend(c.Context(), c.Who, id, rectify.Amendment{Target: c.Value("target"), Grade: c.Value("grade"), Reason: c.Value("reason"),
		Severity: c.Value("severity"), Category: c.Value("category"),
		HideInside: rectify.Hidden{On: c.Value("hide_inside") == "1", Why: c.Value("hide_inside_why")},
		HidePublic: rectify.Hidden{On: c.Value("hide_public") == "1", Why: c.Value("hide_public_why")}})
}
