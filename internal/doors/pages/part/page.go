package part

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
)

func alertIcon(kind string) string {
	switch kind {
	case "danger":
		return "alert-triangle"
	case "warning":
		return "alert-circle"
	case "success":
		return "circle-check"
	}
	return "info-circle"
}

// alertRole announces what went wrong at once and everything else politely.
func alertRole(kind string) templ.Attributes {
	if kind == "danger" {
		return templ.Attributes{"role": "alert"}
	}
	return templ.Attributes{"role": "status"}
}

func percent(value, max int) string {
	if max <= 0 {
		return "0%"
	}
	return itoa(value*100/max) + "%"
}

func isoDay(d clock.Day) string { return string(d) }

func isoTime(t time.Time) string { return t.In(clock.Zone).Format(time.RFC3339) }

func minute(ctx context.Context, t time.Time, short bool) string {
	if short {
		return i18n.ShortMinute(ctx, t)
	}
	return i18n.Minute(ctx, t)
}
