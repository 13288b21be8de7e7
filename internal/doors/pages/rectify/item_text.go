package rectifypage

import (
	"context"
	"slices"
	"strconv"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/rectify"
)

func barColour(x *rectify.Measure, today clock.Day) string {
	switch {
	case x.Percent == 100:
		return "green"
	case x.Due != "" && x.Due < today:
		return "red"
	}
	return "blue"
}

func quantity(x *rectify.Measure) string {
	return strconv.FormatInt(x.Reached, 10) + " / " + strconv.FormatInt(x.Quantity, 10) + " " + x.QuantityUnit
}

func slash(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " / " + b
}

// lastingText says how often lasting work was reported on.
func (m ItemModel) lastingText(ctx context.Context, x *rectify.Measure) string {
	at, n := m.D.Last(x.ID)
	if n == 0 {
		return i18n.T(ctx, "rectify.lists.no_report")
	}
	return i18n.T(ctx, "rectify.lists.reported_n", "n", n, "day", i18n.ShortDay(ctx, clock.DayOf(at)))
}

func (m ItemModel) evidenceCount(ctx context.Context) string {
	n, total := m.D.Standing()
	return i18n.T(ctx, "rectify.evidence.n", "n", n, "size", size(total))
}

func verdictColour(v string) string {
	switch v {
	case rectify.InPlace:
		return "green"
	case rectify.Nearly:
		return "amber"
	}
	return "red"
}

func memberText(ctx context.Context, v rectify.Verification) string {
	out := ""
	for i, x := range v.Members {
		if i > 0 {
			out += i18n.T(ctx, "rectify.and")
		}
		out += i18n.T(ctx, "rectify.party."+x.Party) + " " + x.Name
	}
	if v.Asked > 0 {
		out += i18n.T(ctx, "rectify.comma") + i18n.T(ctx, "rectify.verify.asked_n", "asked", v.Asked, "content", v.Content)
	}
	return out
}

func (m ItemModel) roundText(ctx context.Context, v rectify.Verification) string {
	if m.it().Claims < 2 {
		return ""
	}
	return "　" + i18n.T(ctx, "rectify.item.claim_n", "n", v.Round)
}

// lastReports are the most recent reports, newest first.
func (m ItemModel) lastReports() []rectify.Progress {
	list := slices.Clone(m.D.Progress)
	slices.Reverse(list)
	return list[:min(len(list), 12)]
}

func (m ItemModel) reportAbout(ctx context.Context, p rectify.Progress) string {
	if p.Measure == "" {
		return i18n.T(ctx, "rectify.report.whole")
	}
	return i18n.T(ctx, "rectify.report.of", "what", m.labelOf(string(p.Measure)))
}

// first is the live first signature, nil while there is none.
func (m ItemModel) first() *rectify.HandSign {
	first, _ := m.D.First()
	return first
}

func (m ItemModel) deadText(ctx context.Context) string {
	if _, dead := m.D.First(); dead {
		return i18n.T(ctx, "rectify.close.died")
	}
	return i18n.T(ctx, "rectify.close.waits")
}

func (m ItemModel) eyesState(ctx context.Context) string {
	if m.first() != nil {
		return i18n.T(ctx, "rectify.item.wait_second_short")
	}
	return i18n.T(ctx, "rectify.item.wait_first")
}

// signAct is which of the two signatures the reader could give now.
func (m ItemModel) signAct() string {
	for _, h := range m.D.Hurdles() {
		if !h.OK {
			return ""
		}
	}
	switch first := m.first(); {
	case first == nil && m.may(rectify.ActPropose):
		return "propose"
	case first != nil && m.may(rectify.ActClose) && m.D.MayClose(m.Actor) == "":
		return "close"
	}
	return ""
}

func (m ItemModel) chainText(ctx context.Context) string {
	n := len(m.Chain.Nodes)
	if m.verdict() == part.Broken {
		return i18n.T(ctx, "rectify.chain.broken", "n", m.Chain.First+1)
	}
	return i18n.T(ctx, "rectify.chain.sound", "n", n)
}

func (m ItemModel) sealText(ctx context.Context) string {
	sealed := len(m.Chain.Nodes) - m.Chain.Pending
	if sealed <= 0 {
		return i18n.T(ctx, "rectify.chain.unsealed")
	}
	if m.Chain.Pending == 0 {
		return i18n.T(ctx, "rectify.chain.sealed", "n", sealed)
	}
	return i18n.T(ctx, "rectify.chain.partly", "n", sealed, "wait", m.Chain.Pending)
}

func (m ItemModel) sameName() string {
	if m.it().SourceName != "" {
		return m.it().SourceName
	}
	return m.it().SourceRef
}
