package i18n

import (
	"context"
	"strconv"
	"time"

	"plumbline/internal/ground/clock"
)

// Day writes a day as 2026-07-10 in Chinese and 10 Jul 2026 in English; empty for none.
func Day(ctx context.Context, d clock.Day) string {
	if d == "" || Lang(ctx) != "en" {
		return string(d)
	}
	return d.Time().Format("2 Jan 2006")
}

// ShortDay writes 07-10, or 10 Jul, for lists within one year.
func ShortDay(ctx context.Context, d clock.Day) string {
	if len(d) < 10 {
		return ""
	}
	if Lang(ctx) == "en" {
		return d.Time().Format("2 Jan")
	}
	return string(d[5:])
}

// Minute writes an instant to the minute in the house's zone.
func Minute(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(clock.Zone)
	if Lang(ctx) == "en" {
		return t.Format("2 Jan 2006 15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// ShortMinute writes 06-18 09:12, or 18 Jun 09:12.
func ShortMinute(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(clock.Zone)
	if Lang(ctx) == "en" {
		return t.Format("2 Jan 15:04")
	}
	return t.Format("01-02 15:04")
}

var zhWeek = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

// LongDay writes 2026 年 6 月 18 日　星期四, or Thursday 18 June 2026.
func LongDay(ctx context.Context, d clock.Day) string {
	t := d.Time()
	if Lang(ctx) == "en" {
		return t.Format("Monday 2 January 2006")
	}
	return strconv.Itoa(t.Year()) + " 年 " + strconv.Itoa(int(t.Month())) + " 月 " + strconv.Itoa(t.Day()) + " 日　" + zhWeek[t.Weekday()]
}

// Int writes a whole number with a thin grouping: 1,264 in English, 1 264 stays 1264 below five digits in Chinese.
func Int(ctx context.Context, n int64) string {
	s := strconv.FormatInt(n, 10)
	neg := ""
	if n < 0 {
		neg, s = "-", s[1:]
	}
	if len(s) < 5 && Lang(ctx) != "en" || len(s) < 4 {
		return neg + s
	}
	out := ""
	for len(s) > 3 {
		out = "," + s[len(s)-3:] + out
		s = s[:len(s)-3]
	}
	return neg + s + out
}
