package homepage

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/inspect"
)

func stage(state string, i int) string {
	at := 0
	for k, s := range inspect.Stages {
		if s == state {
			at = k
		}
	}
	switch {
	case i < at || state == inspect.FedBack:
		return "is-done"
	case i == at:
		return "is-now"
	}
	return ""
}

// where says how far an inspection is, in the words of its stage.
func where(ctx context.Context, in inspect.Inspection, today clock.Day) string {
	if in.State == inspect.OnSite {
		n, of := in.DaysOnSite(today)
		return i18n.T(ctx, "home.progress.on_site", "n", n, "of", of)
	}
	return i18n.T(ctx, "inspect.state."+in.State)
}

func trendText(ctx context.Context, m BenchModel) string {
	if len(m.Trend) == 0 {
		return ""
	}
	first, last := m.Trend[0], m.Trend[len(m.Trend)-1]
	var most int64
	for _, w := range m.Trend {
		most = max(most, w.Closed)
	}
	return i18n.T(ctx, "home.trend.says", "n", len(m.Trend), "from", first.Open, "to", last.Open, "most", most)
}
