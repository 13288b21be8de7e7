package directive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// NewDirective is a text that came in. Title is taken from the text when empty. File is empty for a
// pasted text.
type NewDirective struct {
	Title string
	File  string
	Text  string
}

// Add takes in a text, cuts it and keeps it as draft 1. It returns Invalid when there is no text or no
// title can be found.
func (r *Room) Add(ctx context.Context, actor who.Actor, in NewDirective) (ID, error) {
	id := ID(db.NewID())
	doc, err := readText(in.Text)
	if err != nil {
		return "", err
	}
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		unit, ord, err := home(tx)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditDirective, access.Place{Ord: ord}); err != nil {
			return err
		}
		d, err := newDirective(id, in, doc, tx.Today())
		if err != nil {
			return err
		}
		d.Unit, d.UnitOrd, d.MadeBy, d.MadeAt = unit, ord, tx.Who.Name, tx.Now
		if err := number(tx, &d); err != nil {
			return err
		}
		if err := insertDirective(tx, d); err != nil {
			return err
		}
		if err := keepDraft(tx, d, in, doc); err != nil {
			return err
		}
		if err := indexDirective(tx, d, in.Text); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "directive.add", Kind: "directive", ID: string(id), Version: 1, Unit: unit,
			Details: map[string]string{"number": d.Number, "title": d.Title, "sha256": hashOf(in.Text)}})
	})
	return id, err
}

// readText cuts a text that came in, or says why it cannot be taken.
func readText(text string) (*cut.Doc, error) {
	if strings.TrimSpace(text) == "" {
		return nil, fault.Invalid(fault.On("text", "directive.add.text_empty"))
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, fault.Invalid(fault.On("text", "directive.add.file_not_text"))
	}
	if len(text) > cut.MaxText {
		return nil, fault.Invalid(fault.On("text", "directive.add.text_too_big"))
	}
	return cut.Outline(text), nil
}

func newDirective(id ID, in NewDirective, doc *cut.Doc, today clock.Day) (Directive, error) {
	title := strings.TrimSpace(in.Title)
	if title == "" {
		title = strings.Join(strings.Fields(doc.Title.Text), "")
	}
	switch {
	case title == "":
		return Directive{}, fault.Invalid(fault.On("title", "directive.add.title_empty"))
	case len([]rune(title)) > 200:
		return Directive{}, fault.Invalid(fault.On("title", "directive.too_long", "max", 200))
	}
	return Directive{ID: id, Title: title, Paper: doc.Number.Text, Dated: dayOn(doc.Date.Text), Year: today.Year(), Draft: 1, Version: 1}, nil
}

// dayOn reads the date printed on a document; empty when it names no full day.
func dayOn(text string) clock.Day {
	for _, d := range cut.Dates(text) {
		if d.Kind == cut.KindDay && d.Year > 1900 {
			day, err := clock.ParseDay(strconv.Itoa(d.Year) + "-" + pad(strconv.Itoa(d.Month)) + "-" + pad(strconv.Itoa(d.Day)))
			if err == nil {
				return day
			}
		}
	}
	return ""
}

// keepDraft stores the text of the directive's newest draft and its nodes.
func keepDraft(tx *db.Tx, d Directive, in NewDirective, doc *cut.Doc) error {
	source := "paste"
	if in.File != "" {
		source = "upload"
	}
	if err := insertDraft(tx, d.ID, Draft{N: d.Draft, Source: source, File: in.File, Body: in.Text, Hash: hashOf(in.Text), SavedBy: tx.Who.Name, SavedAt: tx.Now}); err != nil {
		return err
	}
	for _, n := range nodesOf(doc, d.ID, d.Draft) {
		if err := insertNode(tx, n); err != nil {
			return err
		}
	}
	return nil
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
