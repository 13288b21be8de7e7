package campaignpage

import (
	"context"
	"strconv"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/campaign"
)

// The track's measures: days are laid between left and right.
const (
	trackLeft  = 10
	trackRight = 982
	trackGap   = 3
)

// bar is a rectangle of the track.
type bar struct {
	X, W  string
	Class string
}

// label is a text on the track.
type label struct {
	X      string
	Text   string
	Class  string
	Anchor string
}

// track is the picture of stages with today and the window for self-reports.
type track struct {
	Heads, Days []label
	Bars        []bar
	Window      []bar
	WindowText  label
	Today       string // x, "" when today lies outside
	TodayText   label
	Words       string // the same in words, for whoever does not see it
}

func x(n float64) string { return strconv.FormatFloat(n, 'f', 0, 64) }

func (p Page) track(ctx context.Context) (t track) {
	v := p.View
	whole := campaign.Whole(v.Stages)
	if whole.First == "" {
		return t
	}
	at := func(d clock.Day) float64 {
		return trackLeft + float64(d.Sub(whole.First))*(trackRight-trackLeft)/float64(whole.Days())
	}
	for _, s := range v.Stages {
		from, to := at(s.Now.First), at(s.Now.Last.Add(1))-trackGap
		class, head := "next", "st"
		switch {
		case s.Now.Last < p.Today:
			class = "done"
		case s.Now.Has(p.Today):
			head = "st is-now"
			t.Bars = append(t.Bars, bar{x(from), x(at(p.Today) - from), "now"})
			from = at(p.Today)
		}
		t.Bars = append(t.Bars, bar{x(from), x(max(to-from, 1)), class})
		t.Heads = append(t.Heads, label{X: x(at(s.Now.First)), Text: i18n.T(ctx, "campaign.track.head", "n", ordinal(ctx, s.Seq), "title", s.Title), Class: head})
		t.Days = append(t.Days, label{X: x(at(s.Now.First)), Text: i18n.ShortDay(ctx, s.Now.First)})
		t.Words += i18n.T(ctx, "campaign.track.words", "title", s.Title, "from", i18n.ShortDay(ctx, s.Now.First), "to", i18n.ShortDay(ctx, s.Now.Last))
	}
	t.Days = append(t.Days, label{X: x(trackRight), Text: i18n.ShortDay(ctx, whole.Last), Anchor: "end"})
	if whole.Has(p.Today) {
		t.Today = x(at(p.Today))
		anchor := "middle"
		if at(p.Today) > trackRight-80 {
			anchor = "end"
		}
		t.TodayText = label{X: t.Today, Text: i18n.T(ctx, "campaign.track.today", "day", i18n.ShortDay(ctx, p.Today)), Class: "tdt", Anchor: anchor}
		t.Days = apart(t.Days, at(p.Today))
	}
	p.windowOn(ctx, &t, at)
	return t
}

// apart leaves out a day that would lie under today's.
func apart(days []label, today float64) (out []label) {
	for _, d := range days {
		if n, _ := strconv.ParseFloat(d.X, 64); n < today-70 || n > today+70 {
			out = append(out, d)
		}
	}
	return out
}

// windowOn draws the window below the stages: what has passed of it filled, the rest open.
func (p Page) windowOn(ctx context.Context, t *track, at func(clock.Day) float64) {
	v := p.View
	if _, set := v.Window(p.Now); !set {
		return
	}
	first, last := clock.DayOf(v.Opens), v.CloseDay()
	from, to, now := at(first), at(last.Add(1)), at(p.Today)
	if now > from {
		t.Window = append(t.Window, bar{x(from), x(min(now, to) - from), "win"})
	}
	if now < to {
		t.Window = append(t.Window, bar{x(max(now, from)), x(to - max(now, from)), "winr"})
	}
	text := i18n.T(ctx, "campaign.track.window", "from", i18n.ShortDay(ctx, first), "to", closing(ctx, v.Campaign))
	t.WindowText = label{X: x(to + 6), Text: text, Class: "sm"}
	if to > trackRight-230 {
		t.WindowText = label{X: x(from - 6), Text: text, Class: "sm", Anchor: "end"}
	}
	t.Words += text
}

// closing is the end of the window: 06-22 24:00, and not the next day's 00:00.
func closing(ctx context.Context, c campaign.Campaign) string {
	if clock.DayOf(c.Closes) != c.CloseDay() {
		return i18n.ShortDay(ctx, c.CloseDay()) + " 24:00"
	}
	return i18n.ShortMinute(ctx, c.Closes)
}
