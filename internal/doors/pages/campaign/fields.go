package campaignpage

import (
	"context"
	"strconv"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/campaign"
	"plumbline/internal/rooms/directive"
)

func wide(f part.Field, most int, hint string) part.Field {
	f.Max, f.Hint = most, hint
	return f
}

func needed(f part.Field, hint string) part.Field {
	f.Required, f.Hint = true, hint
	return f
}

func long(f part.Field, rows int, required bool) part.Field {
	f.Rows, f.Required, f.Max = rows, required, 4000
	return f
}

func sources(ctx context.Context, list []campaign.Source) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "campaign.add.own")}}
	for _, s := range list {
		out = append(out, part.Option{Value: s.ID, Text: s.Number + " " + s.Title})
	}
	return out
}

func anchor(l label) string {
	if l.Anchor == "" {
		return "start"
	}
	return l.Anchor
}

// clause says where a task stands in the outline of its directive.
func clause(ctx context.Context, c string) string {
	path, n := directive.ClauseOf(c)
	if n == 0 {
		return path
	}
	return path + " " + i18n.T(ctx, "directive.outline.sentence", "n", n)
}

func stageOptions(ctx context.Context, stages []campaign.Stage) []part.Option {
	out := []part.Option{{Value: "0", Text: i18n.T(ctx, "campaign.task.no_stage_yet")}}
	for _, s := range stages {
		out = append(out, part.Option{Value: strconv.Itoa(s.Seq), Text: s.Title})
	}
	return out
}

// StageName is the title of a stage; a task that was put into none says so.
func StageName(ctx context.Context, stages []campaign.Stage, n int) string {
	for _, s := range stages {
		if s.Seq == n {
			return s.Title
		}
	}
	return i18n.T(ctx, "campaign.task.no_stage_yet")
}

// cited names the regulations of a line with their articles; what was not confirmed says so.
func cited(ctx context.Context, c pack.Category) string {
	out := ""
	for _, x := range c.Cites {
		out += " " + x.Title.In(i18n.Lang(ctx))
		if x.Article != "" {
			out += i18n.T(ctx, "campaign.article", "n", x.Article)
		}
		if x.Pending {
			out += i18n.T(ctx, "campaign.pending")
		}
	}
	return out
}
