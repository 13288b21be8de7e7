package demo

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"plumbline/internal/ground/who"
	"plumbline/internal/rooms/dutyreport"
)

// dutyTexts are the sentences of reports by section.
type dutyTexts struct {
	Take       map[string]int
	Wrong, Why string
	Draft      string
	By         map[string][]string `yaml:",inline"`
}

var readDutyTexts = sync.OnceValue(func() dutyTexts {
	raw, err := files.ReadFile("data/dutytext.yaml")
	if err != nil {
		panic(err)
	}
	var out dutyTexts
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(&out); err != nil {
		panic(err)
	}
	return out
})

// dutyText is the text of a section in the report of a unit for a year: long enough for the outline, and
// one or two sentences of it as in the year before.
func dutyText(section, unit string, year int) string {
	t := readDutyTexts()
	pool, take := t.By[section], t.Take[section]
	if take == 0 {
		return t.Draft
	}
	from := drawFor("duty text "+unit+section).IntN(len(pool)) + year*(take-1)
	d := drawFor("duty numbers " + unit + section + strconv.Itoa(year))
	numbers := strings.NewReplacer("{unit}", unit, "{a}", strconv.Itoa(d.between(4, 16)), "{b}", strconv.Itoa(d.between(20, 60)), "{c}", strconv.Itoa(d.between(2, 6)))
	var out []string
	for i := range take {
		out = append(out, pool[(from+i)%len(pool)])
	}
	text := strings.Join(out, "")
	if section == "S7" { // each problem is a paragraph
		text = strings.Join(out, "\n")
	}
	return numbers.Replace(text)
}

// writeDuty writes a whole report, first as drafts and then as it goes, and says why to what is then set
// against a figure; wrong puts in the sentence that the ledger denies.
func (l *loader) writeDuty(ctx context.Context, by who.Actor, id dutyreport.ReportID, unit string, year int, wrong bool) error {
	room := l.h.DutyReport
	v, err := room.WritingPage(ctx, by, id, "")
	if err != nil {
		return err
	}
	said, err := l.wrongly(ctx, by, id, unit)
	if err != nil {
		return err
	}
	for i, s := range v.Sections {
		text := dutyText(s.Code, unit, year)
		if wrong && s.Code == "S6" {
			text = said + text
		}
		if cut := []rune(text); i%3 == 0 { // an earlier version, so that there is something to compare
			if _, err := room.Write(ctx, by, id, dutyreport.Saving{Section: s.Code, Body: string(cut[:len(cut)/2]), Pane: "demo", Auto: true}); err != nil {
				return err
			}
		}
		if _, err := room.Write(ctx, by, id, dutyreport.Saving{Section: s.Code, Body: text, Pane: "demo"}); err != nil {
			return err
		}
	}
	return l.explainDuty(ctx, by, id)
}

// explainDuty says why to every figure that stands against the text today. The ledger goes on between the
// writing and the handing in, so that what agreed then may not agree now.
func (l *loader) explainDuty(ctx context.Context, by who.Actor, id dutyreport.ReportID) error {
	v, err := l.h.DutyReport.WritingPage(ctx, by, id, "")
	if err != nil {
		return err
	}
	for _, s := range v.Sections {
		for _, m := range s.Mismatches {
			if m.Explained != "" {
				continue
			}
			if err := l.h.DutyReport.Explain(ctx, by, id, dutyreport.Explaining{Section: s.Code, Mark: m.Mark, Words: readDutyTexts().Why}); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrongly is a sentence that says two items more than the ledger holds, and that all were put right.
func (l *loader) wrongly(ctx context.Context, by who.Actor, id dutyreport.ReportID, unit string) (string, error) {
	v, err := l.h.DutyReport.WritingPage(ctx, by, id, "S6")
	if err != nil {
		return "", err
	}
	n := 2
	for _, g := range v.Groups {
		for _, f := range g.Facts {
			if f.Key == "items.total" {
				n += f.N
			}
		}
	}
	return strings.NewReplacer("{unit}", unit, "{n}", strconv.Itoa(n)).Replace(readDutyTexts().Wrong), nil
}

// draftDuty writes a report that is not finished: some sections in two versions, and in the section on
// problems a sentence that the ledger denies, so that its writer is told before anybody reads it.
func (l *loader) draftDuty(ctx context.Context, by who.Actor, id dutyreport.ReportID, unit string, year, sections int) error {
	v, err := l.h.DutyReport.WritingPage(ctx, by, id, "")
	if err != nil {
		return err
	}
	t := readDutyTexts()
	said, err := l.wrongly(ctx, by, id, unit)
	if err != nil {
		return err
	}
	for i, s := range v.Sections {
		drafts := []string{t.Draft, dutyText(s.Code, unit, year)}
		switch {
		case s.Code == "S6":
			drafts = append(drafts, said+drafts[1])
		case i >= sections:
			continue
		}
		for _, body := range drafts {
			if _, err := l.h.DutyReport.Write(ctx, by, id, dutyreport.Saving{Section: s.Code, Body: body, Pane: "demo"}); err != nil {
				return err
			}
		}
	}
	return nil
}
