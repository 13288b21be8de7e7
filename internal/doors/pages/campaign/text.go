package campaignpage

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/campaign"
)

func placeholder(f part.Field, text string) part.Field {
	f.Placeholder = text
	return f
}

func needless(f part.Field, hint string) part.Field {
	f.Hint = hint
	return f
}

func numberField(f part.Field) part.Field {
	f.Type, f.Required = "number", true
	f.Attrs = templ.Attributes{"min": "1", "max": "500"}
	return f
}

func body(f part.Field) part.Field {
	f.Rows, f.Required, f.Max = 7, true, 2000
	return f
}

// numberText is the field for a number that a person keeps on paper.
func numberText(f part.Field, like string) part.Field {
	f.Required, f.Placeholder, f.Max, f.Autocomplete = true, like, 20, "off"
	f.Attrs = templ.Attributes{"autocapitalize": "characters", "spellcheck": "false"}
	return f
}

func summaryField(ctx context.Context, f Form) part.Field {
	x := f.field("summary", i18n.T(ctx, "campaign.summary.own"))
	x.Rows, x.Required, x.Hint = 12, true, i18n.T(ctx, "campaign.summary.hint")
	return x
}

// acts are the moves that the reader may make now, in the order of the table.
func (p Page) acts() []campaign.Move {
	var out []campaign.Move
	for _, m := range campaign.Moves {
		if m.From == p.View.State && p.View.Acts[m.Act] {
			out = append(out, m)
		}
	}
	return out
}

func (p Page) anyAct() bool { return len(p.acts()) > 0 }

func (m OpinionModel) url(tail string) templ.SafeURL {
	return path(m.View.Campaign, "/opinions/"+string(m.View.ID)+tail)
}

func (m OpinionsModel) mayEnter() bool {
	return m.View.May[access.EnterOpinion]
}

// gistOf is the office's words for an opinion; what came is not shown in a list.
func gistOf(ctx context.Context, o campaign.Opinion) string {
	if o.Gist == "" {
		return i18n.T(ctx, "campaign.opinion.no_gist")
	}
	return o.Gist
}

func ways(ctx context.Context) []part.Option {
	return []part.Option{{Value: "letter", Text: i18n.T(ctx, "campaign.way.letter")}, {Value: "meeting", Text: i18n.T(ctx, "campaign.way.meeting")}}
}

func answerKinds(ctx context.Context) []part.Option {
	return []part.Option{{Value: "reply", Text: i18n.T(ctx, "campaign.opinion_kind.reply")}, {Value: "reason", Text: i18n.T(ctx, "campaign.opinion_kind.reason")}}
}

func unitOptions(ctx context.Context, units []campaign.Unit) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "campaign.choose")}}
	for _, u := range units {
		out = append(out, part.Option{Value: u.ID, Text: u.Name})
	}
	return out
}

func inside(ctx context.Context, r campaign.Receipt) string {
	if r.Inside {
		return i18n.T(ctx, "campaign.receipt.inside")
	}
	return i18n.T(ctx, "campaign.receipt.outside")
}

func proposalKind(ctx context.Context, p *pack.Pack, code string) string {
	for _, k := range p.Part(pack.CampaignProposals) {
		if k.Code == code {
			return k.Title.In(i18n.Lang(ctx))
		}
	}
	return code
}

func proposalKinds(ctx context.Context, p *pack.Pack) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "campaign.choose")}}
	for _, k := range p.Part(pack.CampaignProposals) {
		out = append(out, part.Option{Value: k.Code, Text: k.Title.In(i18n.Lang(ctx)) + cited(ctx, k)})
	}
	return out
}

// ProposalFields is a proposal as a form of two columns, on the page and on paper.
func ProposalFields(ctx context.Context, v campaign.ProposalView) [][2]string {
	t := func(k string) string { return i18n.T(ctx, "campaign.proposal."+k) }
	out := [][2]string{
		{t("organ"), v.Organ}, {t("kind"), proposalKind(ctx, v.Pack, v.Kind)}, {t("basis"), v.Basis + i18n.T(ctx, "campaign.article", "n", v.Article)},
		{t("person"), v.Name + "　" + v.UnitName}, {t("facts"), v.Facts}, {t("noticed"), i18n.Day(ctx, v.NoticedOn)}, {t("notice"), v.Notice}, {t("heard"), v.Heard},
		{t("made"), i18n.Day(ctx, clock.DayOf(v.MadeAt)) + " " + v.MadeBy},
	}
	if !v.AgreedAt.IsZero() {
		out = append(out, [2]string{t("agreed"), i18n.Day(ctx, clock.DayOf(v.AgreedAt)) + " " + v.AgreedBy})
	}
	return out
}

// Facts are what the records say of a campaign, for the page and the paper of its summary.
func Facts(ctx context.Context, p Page) [][2]string {
	v := p.View
	t := func(k string, args ...any) string { return i18n.T(ctx, "campaign.fact."+k, args...) }
	var out [][2]string
	for _, s := range v.Stages {
		text := i18n.Day(ctx, s.Now.First) + " – " + i18n.Day(ctx, s.Now.Last)
		if s.Moved() {
			text += t("approved_as", "from", i18n.Day(ctx, s.First), "to", i18n.Day(ctx, s.Last))
		}
		out = append(out, [2]string{s.Title, text})
	}
	if n := v.CountRelays(); n.Units > 0 {
		out = append(out, [2]string{t("relay"), t("relay_text", "units", n.Units, "received", n.Received, "broken", n.Broken, "tasks", n.Tasks, "reported", n.Reported, "after", n.ReceivedAfter+n.BrokenAfter+n.ReportedAfter)})
	}
	if len(v.Tasks) > 0 {
		duties, accepted := 0, 0
		for _, x := range v.Tasks {
			duties, accepted = duties+x.Duties, accepted+x.Accepted
		}
		out = append(out, [2]string{t("tasks"), t("tasks_text", "tasks", len(v.Tasks), "duties", duties, "accepted", accepted)})
	}
	if v.Door.All > 0 {
		var by []string
		for _, g := range v.Pack.Part(pack.CampaignGroups) {
			if n := v.Door.Group(g.Code); n.All > 0 {
				by = append(by, g.Title.In(i18n.Lang(ctx))+" "+itoa(n.All))
			}
		}
		out = append(out, [2]string{t("door"), t("door_text", "all", v.Door.All, "replied", v.Door.Replied, "by", strings.Join(by, i18n.T(ctx, "campaign.comma")))})
	}
	for _, f := range p.Figures {
		if f.Order != 7 { // opinions stand above
			out = append(out, [2]string{f.Title, f.N + " " + f.Unit + "　" + f.Note})
		}
	}
	return out
}
