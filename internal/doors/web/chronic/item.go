package chronicweb

import (
	"context"
	"errors"
	"net/http"
	"strings"

	chronicpage "plumbline/internal/doors/pages/chronic"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/chronic"
)

// chronicAct is one act of the room's table and how its form becomes a call.
type chronicAct struct {
	act    chronic.Act
	fields []string
	do     func(door, *front.Ctx, chronic.ID) error
}

var chronicActs = []chronicAct{
	{chronic.ActClassify, []string{"track", "verdict"}, func(s door, c *front.Ctx, id chronic.ID) error {
		return s.Chronic.Classify(c.Context(), c.Who, id, chronic.Classifying{Track: c.Value("track"), Verdict: c.Value("verdict")})
	}},
	{chronic.ActPropose, []string{"recipient", "stays"}, func(s door, c *front.Ctx, id chronic.ID) error {
		return s.Chronic.Propose(c.Context(), c.Who, id, chronic.Proposing{Recipient: c.Value("recipient"), Stays: c.Value("stays") == "1"})
	}},
	{chronic.ActHand, nil, func(s door, c *front.Ctx, id chronic.ID) error { return s.Chronic.HandOver(c.Context(), c.Who, id) }},
	{chronic.ActKeepHere, []string{"reason"}, func(s door, c *front.Ctx, id chronic.ID) error {
		return s.Chronic.KeepHere(c.Context(), c.Who, id, c.Value("reason"))
	}},
	{chronic.ActDismiss, []string{"reason"}, func(s door, c *front.Ctx, id chronic.ID) error {
		return s.Chronic.Dismiss(c.Context(), c.Who, id, c.Value("reason"))
	}},
	{chronic.ActPlan, []string{"due", "measure", "standard"}, func(s door, c *front.Ctx, id chronic.ID) error {
		due, err := c.DayOf("due")
		if err != nil {
			return err
		}
		return s.Chronic.Plan(c.Context(), c.Who, id, chronic.Planned{Due: due, Measure: c.Value("measure"), Standard: c.Value("standard")})
	}},
	{chronic.ActSchedule, nil, func(s door, c *front.Ctx, id chronic.ID) error {
		list, err := scheduled(c)
		if err != nil {
			return err
		}
		return s.Chronic.Schedule(c.Context(), c.Who, id, list)
	}},
	{chronic.ActReport, []string{"words"}, func(s door, c *front.Ctx, id chronic.ID) error {
		return s.Chronic.Report(c.Context(), c.Who, id, c.Value("words"))
	}},
	{chronic.ActMilestone, []string{"words"}, func(s door, c *front.Ctx, id chronic.ID) error {
		return s.Chronic.Reach(c.Context(), c.Who, id, c.Value("milestone"), c.Value("words"))
	}},
	{chronic.ActClaim, []string{"summary"}, func(s door, c *front.Ctx, id chronic.ID) error {
		return s.Chronic.Claim(c.Context(), c.Who, id, c.Value("summary"))
	}},
	{chronic.ActAccept, []string{"sampled", "matched", "opinion"}, func(s door, c *front.Ctx, id chronic.ID) error {
		return s.Chronic.Accept(c.Context(), c.Who, id, chronic.Accepting{Sampled: c.Number("sampled"), Matched: c.Number("matched"), Opinion: c.Value("opinion")})
	}},
	{chronic.ActReturn, []string{"reason", "due"}, redated((*chronic.Room).Return)},
	{chronic.ActExtend, []string{"reason", "due"}, redated((*chronic.Room).Extend)},
	{chronic.ActReopen, []string{"reason", "due"}, redated((*chronic.Room).Reopen)},
	{chronic.ActRule, []string{"rule_number", "rule_title", "rule_on", "none"}, func(s door, c *front.Ctx, id chronic.ID) error {
		on, err := c.DayOf("rule_on")
		if err != nil {
			return err
		}
		return s.Chronic.Build(c.Context(), c.Who, id, chronic.Rule{Number: c.Value("rule_number"), Title: c.Value("rule_title"), On: on, None: c.Value("none")})
	}},
	{chronic.ActClose, []string{"opinion"}, func(s door, c *front.Ctx, id chronic.ID) error {
		return s.Chronic.Close(c.Context(), c.Who, id, c.Value("opinion"))
	}},
}

func redated(verb func(*chronic.Room, context.Context, who.Actor, chronic.ID, chronic.Redated) error) func(door, *front.Ctx, chronic.ID) error {
	return func(s door, c *front.Ctx, id chronic.ID) error {
		due, err := c.DayOf("due")
		if err != nil {
			return err
		}
		return verb(s.Chronic, c.Context(), c.Who, id, chronic.Redated{Reason: c.Value("reason"), Due: due})
	}
}

// scheduled reads the rows of a schedule; empty ones fall away.
func scheduled(c *front.Ctx) (out []chronic.Scheduled, err error) {
	bodies, days := c.Values("body"), c.Values("when")
	for i, b := range bodies {
		if i >= len(days) || b == "" {
			continue
		}
		d, err := clock.ParseDay(days[i])
		if err != nil {
			return nil, fault.Invalid(fault.On("milestones", "rectify.day_form"))
		}
		out = append(out, chronic.Scheduled{Body: b, Due: d})
	}
	return out, nil
}

func (s door) act(a chronicAct) func(*front.Ctx) error {
	return func(c *front.Ctx) error {
		id := chronic.ID(c.Path("id"))
		err := a.do(s, c, id)
		if front.Invalid(err) {
			return s.showChronic(c, http.StatusUnprocessableEntity, chronicForm(c, err, a.fields...), string(a.act))
		}
		if err != nil {
			return err
		}
		return c.See("/chronic/items/" + string(id))
	}
}

func (s door) item(c *front.Ctx) error {
	return s.showChronic(c, http.StatusOK, chronicpage.Form{}, "")
}

func (s door) showChronic(c *front.Ctx, status int, f chronicpage.Form, act string) error {
	d, err := s.Chronic.Dossier(c.Context(), c.Who, chronic.ID(c.Path("id")))
	if err != nil {
		return err
	}
	m := chronicpage.ItemModel{D: d, Today: c.Today(), Form: f, Act: act, FileHint: fileHint(s, c)}
	if m.Categories, err = ChronicCategories(s.Server, c); err != nil {
		return err
	}
	if p := d.Problem; d.May(chronic.ActSchedule) && len(d.Milestones) == 0 && p.Due != "" {
		m.Proposed, err = s.Chronic.BackwardOf(c.Context(), c.Who, p.ID, p.Due)
		var wrong *fault.Fault
		if err != nil && !errors.As(err, &wrong) { // a year without a calendar proposes nothing
			return err
		}
	}
	return c.RenderStatus(status, chronicpage.Item(m))
}

// fileHint says what may be uploaded.
func fileHint(s door, c *front.Ctx) string {
	return i18n.T(c.Context(), "file.hint", "list", strings.Join(file.Extensions(), " "), "most", s.Files.Limits().File>>20)
}
