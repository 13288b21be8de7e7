package campaign

import (
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// NewCampaign is what the office fills in. Stages are taken from the pack, one after the other from First,
// when no days are given; Lead are names of units divided by ；.
type NewCampaign struct {
	Title     string
	Paper     string
	Directive string // id
	Lead      string
	Aim       string
	Need      string
	First     string
	Lang      string
}

// Add begins a campaign as a draft. Invalid names every wrong field.
func (r *Room) Add(ctx context.Context, actor who.Actor, in NewCampaign) (ID, error) {
	id := ID(db.NewID())
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		unit, ord, err := home(tx)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditCampaign, access.Place{Ord: ord, Kind: access.KindCampaign}); err != nil {
			return err
		}
		c, first, err := r.drafted(tx, in)
		if err != nil {
			return err
		}
		c.ID, c.Unit, c.UnitOrd, c.Code = id, unit, ord, code(10)
		if err := number(tx, &c); err != nil {
			return err
		}
		if err := insertCampaign(tx, c); err != nil {
			return err
		}
		p, err := r.pack(tx, c.Pack, c.PackVersion)
		if err != nil {
			return err
		}
		for _, s := range stagesFrom(p, first, in.Lang) {
			if err := insertStage(tx, id, s); err != nil {
				return err
			}
		}
		if err := index(tx, c); err != nil {
			return err
		}
		return record(tx, c, "add", map[string]any{"number": c.Number, "title": c.Title, "directive": c.Directive})
	})
	return id, err
}

// drafted checks the form and makes the campaign without its place and number.
func (r *Room) drafted(tx *db.Tx, in NewCampaign) (c Campaign, first clock.Day, err error) {
	p, err := r.pack(tx, packCode, "")
	if err != nil {
		return c, "", err
	}
	first, day := clock.ParseDay(in.First)
	var wrong fault.Check
	c = Campaign{Title: in.Title, Paper: in.Paper, Aim: in.Aim, Need: in.Need, State: Draft, Pack: p.Code, PackVersion: p.Version, Version: 1,
		DraftedBy: tx.Who.Label(), Drafter: tx.Who.Person, DraftedAt: tx.Now}
	if in.Directive != "" {
		d, err := sourceDirective(tx, in.Directive)
		if err == nil {
			err = access.May(tx.Who, access.ReadDirective, access.Place{Ord: d.UnitOrd, Kind: access.KindDirective, ID: d.ID})
		}
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return c, "", err
		}
		wrong.That(err == nil, "directive", "campaign.directive_unknown")
		c.Directive = in.Directive
		if c.Paper == "" {
			c.Paper = d.Paper
		}
		if c.Title == "" {
			c.Title = d.Title
		}
	}
	lead, unknown, err := unitsNamed(tx, in.Lead)
	if err != nil {
		return c, "", err
	}
	c.Lead = lead
	wrong.That(day == nil && first != "", "first", "campaign.first_unreadable")
	wrong.That(in.Lead != "", "lead", "campaign.lead_empty")
	wrong.That(unknown == "", "lead", "campaign.unit_unknown", "name", unknown)
	c.check(&wrong)
	if day == nil && first != "" {
		c.Year = first.Year()
	}
	return c, first, wrong.Err()
}

func (c *Campaign) check(wrong *fault.Check) {
	wrong.That(c.Title != "", "title", "campaign.title_empty")
	wrong.That(len([]rune(c.Title)) <= 120, "title", "campaign.too_long", "max", 120)
	wrong.That(len([]rune(c.Paper)) <= 60, "paper", "campaign.too_long", "max", 60)
	wrong.That(c.Aim != "", "aim", "campaign.aim_empty")
	wrong.That(len([]rune(c.Aim)) <= 4000, "aim", "campaign.too_long", "max", 4000)
	wrong.That(len([]rune(c.Need)) <= 4000, "need", "campaign.too_long", "max", 4000)
}

// stagesFrom lays the pack's stages one after the other from a day.
func stagesFrom(p *pack.Pack, first clock.Day, lang string) []Stage {
	var out []Stage
	for i, s := range p.Part(pack.CampaignStages) {
		last := first.Add(s.Days - 1)
		out = append(out, Stage{Seq: i + 1, Code: s.Code, Title: s.Title.In(lang), First: first, Last: last})
		first = last.Add(1)
	}
	return out
}

// unitsNamed finds the units of a list divided by ； or 、; the first unknown name is returned.
func unitsNamed(tx *db.Tx, list string) (ids []string, unknown string, err error) {
	all, err := openUnits(tx)
	if err != nil {
		return nil, "", err
	}
next:
	for _, n := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune("；;、，,\n", r) }) {
		if n = strings.TrimSpace(n); n == "" {
			continue
		}
		for _, u := range all {
			if u.Name == n || u.Short == n {
				ids = append(ids, u.ID)
				continue next
			}
		}
		return nil, n, nil
	}
	return ids, "", nil
}

// Plan is what may be changed of a draft: days of the stages, the window, the words.
type Plan struct {
	Title  string
	Paper  string
	Aim    string
	Need   string
	Stages []Stage // titles and days; Code is kept by position
	Opens  string  // 2026-05-13 08:00, empty for no window
	Closes string
}

// Change changes a draft. Conflict once it was submitted; Invalid names every wrong field.
func (r *Room) Change(ctx context.Context, actor who.Actor, id ID, in Plan) error {
	return r.edit(ctx, actor, id, "change", func(tx *db.Tx, c *Campaign) (any, error) {
		if c.State != Draft {
			return nil, fault.Conflict("campaign.not_draft")
		}
		was, err := listStages(tx, id)
		if err != nil {
			return nil, err
		}
		var wrong fault.Check
		c.Title, c.Paper, c.Aim, c.Need = in.Title, in.Paper, in.Aim, in.Need
		c.check(&wrong)
		c.Opens, c.Closes = minute(&wrong, "opens", in.Opens), minute(&wrong, "closes", in.Closes)
		wrong.That(c.Opens.IsZero() == c.Closes.IsZero() && (c.Opens.IsZero() || c.Opens.Before(c.Closes)), "closes", "campaign.window_order")
		checkStages(&wrong, in.Stages)
		if err := wrong.Err(); err != nil {
			return nil, err
		}
		if err := clearStages(tx, id); err != nil {
			return nil, err
		}
		for i, s := range in.Stages {
			s.Seq = i + 1
			if i < len(was) {
				s.Code = was[i].Code
			}
			if err := insertStage(tx, id, s); err != nil {
				return nil, err
			}
		}
		c.DraftedBy, c.Drafter = tx.Who.Label(), tx.Who.Person
		return map[string]any{"stages": len(in.Stages)}, index(tx, *c)
	})
}

func checkStages(wrong *fault.Check, stages []Stage) {
	wrong.That(len(stages) > 0, "stage1", "campaign.needs_stages")
	var end clock.Day
	for _, s := range stages {
		good := s.Title != "" && len([]rune(s.Title)) <= 20 && s.First != "" && s.First <= s.Last && s.First > end
		wrong.That(good, "stage1", "campaign.stage_wrong", "title", s.Title)
		end = s.Last
	}
}

// minute reads 2026-05-13 08:00 or a browser's 2026-05-13T08:00; 24:00 is the end of the day.
func minute(wrong *fault.Check, field, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	text = strings.Replace(text, "T", " ", 1)
	if day, ok := strings.CutSuffix(text, " 24:00"); ok {
		if d, err := clock.ParseDay(day); err == nil {
			return d.Add(1).Time()
		}
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", text, clock.Zone)
	wrong.That(err == nil, field, "campaign.minute_unreadable")
	return t
}

// Shift moves a stage of an approved campaign. The days it was approved with stay; the new ones are kept
// beside them with the reason.
func (r *Room) Shift(ctx context.Context, actor who.Actor, id ID, in Shift) error {
	return r.edit(ctx, actor, id, "shift", func(tx *db.Tx, c *Campaign) (any, error) {
		if !c.Approved() {
			return nil, fault.Conflict("campaign.shift_draft")
		}
		stages, err := listStages(tx, id)
		if err != nil {
			return nil, err
		}
		var wrong fault.Check
		wrong.That(in.Why != "", "why", "campaign.why_empty")
		wrong.That(len([]rune(in.Why)) <= 400, "why", "campaign.too_long", "max", 400)
		wrong.That(in.Seq >= 1 && in.Seq <= len(stages), "stage", "campaign.task.no_stage")
		wrong.That(in.First != "" && in.First <= in.Last, "last", "campaign.shift_order")
		if err := wrong.Err(); err != nil {
			return nil, err
		}
		if err := insertShift(tx, id, in); err != nil {
			return nil, err
		}
		moved := stages[in.Seq-1]
		moved.Now = Span{in.First, in.Last}
		return map[string]any{"stage": in.Seq, "first": in.First, "last": in.Last, "why": in.Why}, keepStage(tx, *c, moved)
	})
}

// Name puts a person of the register into the leading group, or among those who may receive self-reports.
// Invalid when the register has no such person, or more than one of the name.
func (r *Room) Name(ctx context.Context, actor who.Actor, id ID, person, duty string, receives bool) error {
	return r.edit(ctx, actor, id, "name", func(tx *db.Tx, c *Campaign) (any, error) {
		who, err := personNamed(tx, person)
		if err != nil {
			return nil, err
		}
		present, err := listMembers(tx, id)
		if err != nil {
			return nil, err
		}
		var wrong fault.Check
		wrong.That(who != "", "person", "campaign.person_unknown")
		wrong.That(duty != "" && len([]rune(duty)) <= 40, "duty", "campaign.duty_empty")
		for _, m := range present {
			wrong.That(m.Person != who || who == "", "person", "campaign.person_twice")
		}
		if err := wrong.Err(); err != nil {
			return nil, err
		}
		m := Member{ID: db.NewID(), Person: who, Duty: duty, Receives: receives, Since: tx.Today()}
		return map[string]any{"person": who, "duty": duty, "receives": receives}, insertMember(tx, id, m)
	})
}

// Unname ends a person's part in the leading group.
func (r *Room) Unname(ctx context.Context, actor who.Actor, id ID, member string) error {
	return r.edit(ctx, actor, id, "unname", func(tx *db.Tx, c *Campaign) (any, error) {
		return map[string]any{"member": member}, endMember(tx, id, member, tx.Today())
	})
}
