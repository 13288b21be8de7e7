package auditpage

import (
	"context"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/audit"
)

// WitnessModel is what the page of witnesses shows.
type WitnessModel struct {
	audit.Watching
	Key      string
	Origin   string
	Now      time.Time
	MayTend  bool
	Problems part.Problems
	New      audit.NewWitness // as typed
}

// figures are the row of figures at the top.
func (m WitnessModel) figures(ctx context.Context) []part.Figure {
	late := m.Late(m.Now)
	return []part.Figure{
		{Title: i18n.T(ctx, "audit.witness.fig_need"), N: itoa(int64(m.Need)), Unit: " / " + itoa(int64(m.Active())), Note: i18n.T(ctx, "audit.witness.fig_need_note"), Red: m.Active() < m.Need},
		{Title: i18n.T(ctx, "audit.witness.fig_proven"), N: i18n.Int(ctx, m.Proven), Note: i18n.T(ctx, "audit.witness.fig_of", "n", i18n.Int(ctx, m.Newest.Size))},
		{Title: i18n.T(ctx, "audit.witness.fig_tail"), N: i18n.Int(ctx, m.Tail), Note: i18n.T(ctx, "audit.witness.fig_tail_note")},
		{Title: i18n.T(ctx, "audit.witness.fig_late"), N: itoa(int64(late)), Note: i18n.T(ctx, "audit.witness.fig_late_note"), Red: late > 0},
	}
}

// state is the colour and the words of a witness's standing.
func (m WitnessModel) state(ctx context.Context, w audit.Witness) (colour, text string) {
	switch {
	case !w.Active():
		return "grey", i18n.T(ctx, "audit.witness.state.ended")
	case w.Late(m.Now):
		return "red", i18n.T(ctx, "audit.witness.state.late")
	case w.Fault != "":
		return "amber", i18n.T(ctx, "audit.witness.state.trouble")
	case w.Size == 0:
		return "amber", i18n.T(ctx, "audit.witness.state.new")
	case w.Size == m.Newest.Size:
		return "green", i18n.T(ctx, "audit.witness.state.fine")
	}
	return "blue", i18n.T(ctx, "audit.witness.state.behind", "n", i18n.Int(ctx, m.Newest.Size-w.Size))
}

// heard is the last sign of a witness, and what was wrong the last time.
func heard(ctx context.Context, w audit.Witness) string {
	last := w.Heard
	if w.Kind != audit.ByHTTP {
		last = w.At
	}
	if last.IsZero() {
		return i18n.T(ctx, "audit.witness.never")
	}
	return i18n.Minute(ctx, last)
}

// upTo is how far a witness has cosigned.
func upTo(ctx context.Context, w audit.Witness) string {
	if w.Size == 0 {
		return i18n.T(ctx, "audit.witness.state.new")
	}
	return i18n.T(ctx, "audit.witness.up_to", "n", i18n.Int(ctx, w.Size))
}

func trouble(ctx context.Context, w audit.Witness) string {
	if w.Fault == "" || !w.Active() {
		return ""
	}
	return i18n.T(ctx, "audit.witness.fault."+w.Fault)
}

func kinds(ctx context.Context) []part.Option {
	var out []part.Option
	for _, k := range []string{audit.ByHTTP, audit.ByUSB, audit.ByPaper} {
		out = append(out, part.Option{Value: k, Text: i18n.T(ctx, "audit.witness.kind."+k)})
	}
	return out
}

func witnessPath(w audit.Witness, what string) string { return "/audit/witness/" + w.ID + "/" + what }

// alarmName says what an alarm is about.
func alarmName(ctx context.Context, a audit.Alarm) string {
	if key := "audit.alarm." + a.What; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return i18n.T(ctx, "audit.fault."+a.What)
}

// PaperModel is what the sheet for a paper witness shows.
type PaperModel struct {
	Checkpoint audit.Checkpoint
	Key        string
	Origin     string
	Day        clock.Day
	Entries    int64 // recorded on that day
	Today      clock.Day
}
