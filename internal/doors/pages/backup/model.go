package backuppage

import (
	"context"
	"strconv"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/backup"
)

// Model is the page of one moment.
type Model struct {
	backup.State
	Now      time.Time
	Data     string // the house's folder, for the commands that are shown
	MayRun   bool
	Return   backup.Return // the last restore of this house
	Asked    bool          // somebody has asked that it goes on
	Reason   string
	Problems part.Problems
}

// Waits tells that the house is read-only after a restore.
func (m Model) Waits() bool { return m.Return.Waits() }

func (m Model) figures(ctx context.Context) []part.Figure {
	age, at := i18n.T(ctx, "backup.page.never"), i18n.T(ctx, "backup.page.never_note")
	size, drill, took := "—", "—", ""
	if m.Newest != nil {
		age, at = hours(ctx, m.Age), i18n.Minute(ctx, m.Newest.At)
		size = bytes(m.Newest.Size)
	}
	if r := m.lastDrill(); r != nil {
		drill = i18n.T(ctx, "backup.drill."+passed(r.OK))
		took = i18n.T(ctx, "backup.page.drill_took", "t", i18n.Minute(ctx, r.At), "s", seconds(r.Took))
	}
	n := 0
	for _, r := range m.Runs {
		if r.Fault == "" && r.Pruned.IsZero() {
			n++
		}
	}
	return []part.Figure{
		{Title: i18n.T(ctx, "backup.page.age"), N: age, Note: at, Red: m.Newest == nil || m.Age > time.Duration(m.Plan.Limit)*time.Hour},
		{Title: i18n.T(ctx, "backup.page.drill"), N: drill, Note: took, Red: m.lastDrill() != nil && !m.lastDrill().OK},
		{Title: i18n.T(ctx, "backup.page.size"), N: size, Note: i18n.T(ctx, "backup.page.size_note")},
		{Title: i18n.T(ctx, "backup.page.kept"), N: strconv.Itoa(n), Unit: " / " + strconv.Itoa(m.Plan.KeepCount), Note: i18n.T(ctx, "backup.page.kept_note", "n", m.Plan.KeepDays)},
	}
}

func (m Model) lastDrill() *backup.Drill {
	for _, r := range m.Runs {
		if r.Drill != nil {
			return r.Drill
		}
	}
	return nil
}

func passed(ok bool) string {
	if ok {
		return "ok"
	}
	return "bad"
}

func hours(ctx context.Context, d time.Duration) string {
	switch {
	case d < time.Hour:
		return i18n.T(ctx, "backup.page.minutes", "n", int(d.Minutes()))
	case d < 48*time.Hour:
		return i18n.T(ctx, "backup.page.hours", "n", int(d.Hours()))
	}
	return i18n.T(ctx, "backup.page.days", "n", int(d.Hours()/24))
}

func seconds(d time.Duration) string {
	return strconv.FormatFloat(max(d.Seconds(), 0.1), 'f', 1, 64)
}

func bytes(n int64) string {
	switch {
	case n >= 10<<30:
		return strconv.FormatInt(n>>30, 10) + " GiB"
	case n >= 10<<20:
		return strconv.FormatInt(n>>20, 10) + " MiB"
	}
	return strconv.FormatInt(n>>10, 10) + " KiB"
}

// alarm is the sentence of an alarm; a moment among its arguments is shown as one.
func alarm(ctx context.Context, a backup.Alarm) string {
	args := make([]any, len(a.Args))
	for i, x := range a.Args {
		if t, ok := x.(time.Time); ok {
			x = i18n.Minute(ctx, t)
		}
		args[i] = x
	}
	return i18n.T(ctx, a.Key, args...)
}

// grave alarms mean that the house could lose work today.
func grave(a backup.Alarm) string {
	if a.Key == "backup.alarm.no_drill" || a.Key == "backup.alarm.damaged" {
		return "warning"
	}
	return "danger"
}

// step is one thing that the administrator does on the machine, with its command.
type step struct{ Text, Command string }

func (m Model) steps(ctx context.Context) []step {
	one := func(key, command string) step { return step{i18n.T(ctx, "backup.do."+key), command} }
	if !m.Plan.Ready() {
		return []step{
			one("keygen", "plumbline backup keygen"),
			one("plan", "plumbline backup plan --data "+m.Data+" --folder /backup --officer age1… --escrow age1…"),
			one("first", "plumbline backup --data "+m.Data),
		}
	}
	return []step{
		one("carry", ""),
		one("check", "plumbline backup check FILE --identity KEYFILE"),
		one("restore", "plumbline restore FILE --identity KEYFILE --data NEW"),
	}
}

func (m Model) folder(ctx context.Context) string {
	if m.Plan.Folder == "" {
		return i18n.T(ctx, "backup.cli.nowhere")
	}
	return m.Plan.Folder
}

func (m Model) reason(ctx context.Context) part.Field {
	return part.Field{Name: "reason", Label: i18n.T(ctx, "backup.open.reason"), Hint: i18n.T(ctx, "backup.open.reason_hint"), Value: m.Reason,
		Error: m.Problems.Of("reason"), Rows: 3, Required: true, Max: 500}
}

// short shows both ends of a public key; hybrid ones have two thousand characters.
func short(public string) string {
	if len(public) <= 70 {
		return public
	}
	return public[:32] + "…" + public[len(public)-16:]
}
