package notifypage

import (
	"context"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/notify"
)

// Model is one page of the inbox.
type Model struct {
	notify.Page
	UnreadOnly bool
	Today      clock.Day
}

// last is the notice shown that was delivered last: reading all reads up to it and not what came later.
func (m Model) last() (id string) {
	for _, n := range m.Notices {
		id = max(id, n.ID)
	}
	return id
}

// Sentence is what a notice says. One of a restricted matter has no title and says only that.
func Sentence(ctx context.Context, n notify.Notice) string {
	if n.Title == "" && len(n.Args) == 0 {
		if key := "notify.restricted." + n.Subject; i18n.Has(ctx, key) {
			return i18n.T(ctx, key)
		}
		return i18n.T(ctx, "notify.restricted.any")
	}
	args := []any{"title", n.Title}
	for name, value := range n.Args {
		if d, err := clock.ParseDay(value); err == nil {
			value = i18n.Day(ctx, d)
		}
		args = append(args, name, value)
	}
	subject := n.Subject
	if subject == "due_red" && n.Args["days"] == "0" {
		subject = "due_today"
	}
	if days, ok := n.Args["days"]; ok { // the English singular goes by n
		args = append(args, "n", days)
	}
	return i18n.T(ctx, "notify.subject."+subject, args...)
}

// badge draws a reminder's light in the shapes of deadlines: green disc, yellow triangle, red square.
func badge(ctx context.Context, n notify.Notice) (part.Due, bool) {
	kind, ok := map[string]part.DueKind{"green": part.OK, "yellow": part.Soon, "red": part.Late}[n.Light]
	if !ok {
		return part.Due{}, false
	}
	return part.Due{Kind: kind, Text: i18n.T(ctx, "notify.light."+n.Light)}, true
}

func unread(n notify.Notice) bool { return n.Read.Equal(time.Time{}) }

func pages(ctx context.Context, m Model) part.Pages {
	p := part.Pages{Shown: i18n.T(ctx, "notify.shown", "n", len(m.Notices))}
	if m.Before != "" {
		p.Next = "/notices?before=" + m.Before
		if m.UnreadOnly {
			p.Next += "&unread=1"
		}
	}
	return p
}

// unreadText counts like the bell: beyond ninety-nine it says more and no number.
func unreadText(ctx context.Context, n int) string {
	if n > 99 {
		return i18n.T(ctx, "notify.unread_many", "most", 99)
	}
	return i18n.T(ctx, "notify.unread", "n", n)
}
