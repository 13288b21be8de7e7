package campaignpage

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/campaign"
)

// SheetsModel is the list of a campaign's sheets with today's figures and the forecast.
type SheetsModel struct {
	L        campaign.SheetList
	Forecast campaign.Forecast
	Today    clock.Day
	Form     Form
}

// SheetModel is one sheet.
type SheetModel struct {
	V        campaign.SheetView
	Problems part.Problems
	Opinion  string
}

func (m SheetsModel) url(tail string) templ.SafeURL { return path(m.L.Campaign.ID, tail) }

func (m SheetModel) url(tail string) templ.SafeURL {
	return path(m.V.Campaign.ID, "/sheets/"+string(m.V.Sheet.ID)+tail)
}

// behind is the address of the list behind a figure.
func behind(id campaign.ID, b campaign.SheetBody, col int, unit string) templ.SafeURL {
	q := url.Values{"column": {b.Columns[col].Code}, "first": {string(b.First)}, "day": {string(b.Day)}}
	if unit != "" {
		q.Set("unit", unit)
	}
	return path(id, "/sheets/list?"+q.Encode())
}

func sheetName(ctx context.Context, l campaign.SheetLine) string {
	if l.Unit == "" {
		return i18n.T(ctx, "campaign.sheet.rest")
	}
	return l.Name
}

// shownLine tells whether the row behind the units has anything: it is left out when it is empty.
func shownLine(l campaign.SheetLine) bool {
	if l.Unit != "" {
		return true
	}
	for _, c := range l.Cells {
		if c.N > 0 {
			return true
		}
	}
	return false
}

func cellClass(c campaign.SheetCell, other bool) string {
	switch {
	case other:
		return "pl-num is-other"
	case c.None, c.Hidden:
		return "is-none"
	case c.N == 0:
		return "pl-num is-zero"
	}
	return "pl-num"
}

// merged says for each column of people what was merged.
func merged(ctx context.Context, b campaign.SheetBody) (out []string) {
	for i, c := range b.Columns {
		if b.Merged[i] > 0 {
			out = append(out, c.Title(i18n.Lang(ctx))+i18n.T(ctx, "campaign.comma")+i18n.T(ctx, "campaign.sheet.merged", "n", b.Merged[i]))
		}
	}
	return out
}

func sheetState(s string) string {
	if s == campaign.SheetSigned {
		return "green"
	}
	return "amber"
}

func missingDays(ctx context.Context, list []clock.Day) string {
	var out []string
	for _, d := range list {
		out = append(out, i18n.ShortDay(ctx, d))
	}
	return strings.Join(out, i18n.T(ctx, "campaign.comma"))
}

// chance is the probability as it is said: never more exact than the model, never certain.
func chance(p float64) string {
	switch {
	case p < 0.01:
		return "< 1%"
	case p > 0.99:
		return "> 99%"
	}
	return strconv.Itoa(int(p*100+0.5)) + "%"
}

func chanceColour(p float64) string {
	switch {
	case p >= 0.8:
		return "green"
	case p >= 0.4:
		return "amber"
	}
	return "red"
}

func phi(f float64) string { return fmt.Sprintf("%.1f", f) }

func signedText(ctx context.Context, s *campaign.Sheet) string {
	return i18n.T(ctx, "campaign.sheet.frozen", "who", s.Signer, "at", i18n.Minute(ctx, s.SignedAt), "hash", part.ShortHash(s.Hash))
}

func (f Form) or(name, value string) Form {
	if f.Values[name] != "" {
		return f
	}
	v := map[string]string{}
	for k, x := range f.Values {
		v[k] = x
	}
	v[name] = value
	return Form{v, f.Problems}
}

// behindN is the length of the list, unless it is fewer than five people.
func behindN(b campaign.SheetBehind) string {
	if b.Hidden {
		return "·"
	}
	return strconv.Itoa(b.N)
}
