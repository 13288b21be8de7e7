package dutyreport

import (
	"strconv"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/office"
)

// FeedbackPaper is the feedback sheet as a document (述责述廉反馈表): result, comment, problems, receipt.
// It is written in Chinese like every paper of the bureau.
func (v Assessment) FeedbackPaper(agency string, say office.Say) *office.Paper {
	t := func(key string, args ...any) string { return say("zh", "dutyreport."+key, args...) }
	s, x := v.Sheet, v.Report
	p := office.NewPaper(t("feedback.paper", "year", x.YearNo))
	p.Agency(agency)
	p.Number(s.Number)
	p.To(x.UnitName + x.Post + x.Name)
	p.Fields([][2]string{{t("transfer.reporter"), x.UnitName + x.Post + "　" + x.Name}, {t("met_on_label"), string(x.MetOn)}, {t("feedback.result"), s.Outcome.Grade.Title.Zh + " " + s.Outcome.Score}, {t("basis_label"), t("basis." + s.Outcome.Basis)}})
	if s.Outcome.Below {
		p.Text(t("feedback.below"))
	}
	p.Heading(1, t("comments"))
	for _, c := range v.Comments {
		words := c.Words
		if c.Quote != "" {
			words = t("quoted", "text", c.Quote) + words
		}
		p.Text(t("tone."+c.Tone) + t("colon") + words)
	}
	if s.Words != "" {
		p.Text(s.Words)
	}
	p.Heading(1, t("problems"))
	var rows [][]string
	for _, q := range v.Problems {
		if q.Dropped == "" {
			rows = append(rows, []string{strconv.Itoa(len(rows) + 1), q.Words, t("origin." + q.Origin), q.Demand, string(q.Due), q.ItemNumber})
		}
	}
	if len(rows) == 0 {
		p.Text(t("problems.none"))
	} else {
		p.Table([]string{t("problem.seq"), t("problem"), t("problem.origin"), t("problem.demand"), t("problem.due"), t("problem.item")}, rows)
	}
	received := t("receipt.paper")
	if !s.Received.IsZero() {
		received = t("receipt.done", "by", s.ReceivedBy, "at", string(clock.DayOf(s.Received)))
	}
	p.Fields([][2]string{{t("receipt"), received}, {t("receipt.due_label"), string(s.ReceiptDue)}})
	p.Sign(agency, string(clock.DayOf(s.Sent)))
	return p
}

// Paper is what goes to the recipient of a transfer: the grade, the heads, who asked and who agreed, on
// which ground, and the hash of what the two agreed to. It holds nothing else of the report.
func (t Transfer) Paper(x Report, agency string, day clock.Day, say office.Say) *office.Paper {
	w := func(key string, args ...any) string { return say("zh", "dutyreport."+key, args...) }
	p := office.NewPaper(w("transfer.paper_title"))
	p.Agency(agency)
	p.Number(t.Number)
	p.To(t.Recipient)
	p.Text(w("transfer.letter", "ground", t.Ground, "use", w("use."+t.Use)))
	p.Fields([][2]string{{w("transfer.reporter"), x.UnitName + x.Post + "　" + x.Name}, {w("transfer.year"), strconv.Itoa(x.YearNo)}, {w("transfer.grade"), t.Grade}, {w("transfer.use"), w("use." + t.Use)}})
	p.Heading(1, w("transfer.heads"))
	if len(t.Heads) == 0 {
		p.Text(w("problems.none"))
	}
	p.Text(t.Heads...)
	p.Fields([][2]string{{w("transfer.two"), t.Asked + w("and") + t.Agreed}, {w("transfer.hash"), t.Hash}})
	p.Note(w("transfer.note"))
	p.Sign(agency, string(day))
	return p
}
