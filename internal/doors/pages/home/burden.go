package homepage

import (
	"context"
	"fmt"
	"strings"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/burden"
)

// waiting counts the askings that wait although the like was handed in.
func (m UnitModel) waiting() (n int) {
	for _, p := range m.Meter.Held {
		if p.State != burden.Answered {
			n++
		}
	}
	return n
}

func (m UnitModel) total() (t burden.Row) {
	for _, r := range m.Meter.Month {
		t.Asked, t.Spared, t.Auto, t.Hand = t.Asked+r.Asked, t.Spared+r.Spared, t.Auto+r.Auto, t.Hand+r.Hand
	}
	return t
}

// Spared is the figure of what needed nothing typed this month; its N is empty when nothing was asked.
func (m UnitModel) Spared() part.Figure {
	t := m.total()
	if t.Asked == 0 {
		return part.Figure{}
	}
	return part.Figure{N: fmt.Sprint(t.Spared), Unit: "/ " + fmt.Sprint(t.Asked)}
}

// monthBar is one month of the chart, as lengths for an SVG of 360 × 110 with its floor at 90.
type monthBar struct{ X, Mid, Y, H, SparedY, SparedH, TextY, N, Month string }

const barFloor, barTall = 90.0, 70.0

func (m UnitModel) bars(ctx context.Context) (out []monthBar) {
	most := int64(1)
	for _, b := range m.Meter.Before {
		most = max(most, b.Asked)
	}
	for i, b := range m.Meter.Before {
		x := float64(12 + i*60)
		h, spared := barTall*float64(b.Asked)/float64(most), barTall*float64(b.Spared)/float64(most)
		out = append(out, monthBar{X: num(x), Mid: num(x + 18), Y: num(barFloor - h), H: num(h), SparedY: num(barFloor - spared), SparedH: num(spared),
			TextY: num(barFloor - h - 4), N: fmt.Sprint(b.Asked), Month: i18n.T(ctx, "burden.chart_month", "m", strings.TrimPrefix(b.Month[5:], "0"))})
	}
	return out
}

// spoken is the chart for who hears the page.
func (m UnitModel) spoken(ctx context.Context) string {
	var list []string
	for _, b := range m.Meter.Before {
		list = append(list, i18n.T(ctx, "burden.chart_one", "month", b.Month, "asked", b.Asked, "spared", b.Spared))
	}
	return i18n.T(ctx, "burden.chart", "list", strings.Join(list, i18n.T(ctx, "burden.list_comma")))
}
