package dutyreport

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/passage"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Kinds of versions of a section's text.
const (
	SavedText    = "saved"    // the writer pressed save
	AutoText     = "auto"     // kept while typing
	AsideText    = "aside"    // typed in a window that did not know of a newer text: kept, does not count
	RestoredText = "restored" // an earlier version brought back
)

// mostText bounds one section, whatever the outline says.
const mostText = 20000

// TextVersion is one save of one section. It never changes; a version brought back is a new one.
type TextVersion struct {
	Section   string
	N         int
	Kind      string
	Body      string
	Words     int
	Hash      string // SHA-256 of the body
	From      int    // the version brought back, or the one that an aside was typed over
	Pane      string // the window in which it was typed
	SavedBy   string // login
	SavedName string
	SavedAt   time.Time
}

// Paragraphs of the version.
func (x TextVersion) Paragraphs() []string { return passage.Paragraphs(x.Body) }

// SectionText is the text of one section, paragraph by paragraph.
type SectionText struct {
	Code       string
	Paragraphs []string
}

// Saving is what a window sends: the section's text, the version that it was loaded with, and which
// window it is. The same window may save again and again; another one that did not see that is a conflict.
type Saving struct {
	Section string
	Body    string
	Base    int
	Pane    string
	Auto    bool
}

// Write saves a section as a new version. What was pasted is cleaned first; a text that is already
// there is no version. When another window saved in the meantime, the text is kept as a version that
// does not count and the fault is Conflict: the answer names both. fault.NotFound for a section that
// the outline does not have and for whoever is not the reporter; Conflict when the report is not being
// written; Invalid when the text is too long.
func (r *Room) Write(ctx context.Context, actor who.Actor, id ReportID, in Saving) (TextVersion, error) {
	var out TextVersion
	var met bool
	err := r.db.Write(ctx, actor, func(tx *db.Tx) (err error) {
		rep, err := writable(tx, id, in.Section)
		if err != nil {
			return err
		}
		out, met, err = WriteIn(tx, rep, in)
		return err
	})
	if err == nil && met {
		err = fault.Conflict("dutyreport.write.other_window")
	}
	return out, err
}

// writable loads a report that the actor may write now.
func writable(tx *db.Tx, id ReportID, section string) (Report, error) {
	rep, err := loadReport(tx, id)
	if err != nil {
		return rep, err
	}
	if err := access.May(tx.Who, access.WriteDuty, rep.Own()); err != nil {
		return rep, err
	}
	y, err := loadYear(tx, rep.Year)
	if err != nil {
		return rep, err
	}
	if !rep.Editable() || y.State != Noticed {
		return rep, fault.Conflict("dutyreport.write.not_now")
	}
	outline, err := listSections(tx, rep.Year)
	if err != nil {
		return rep, err
	}
	if section != "" && !slices.ContainsFunc(outline, func(s Section) bool { return s.Code == section }) {
		return rep, fault.NotFound()
	}
	return rep, nil
}

// WriteIn is Write inside a transaction, for a caller that asked for the right. met tells that the text
// was put aside because another window had saved.
func WriteIn(tx *db.Tx, rep Report, in Saving) (v TextVersion, met bool, err error) {
	body := passage.Clean(in.Body)
	if n := len([]rune(body)); n > mostText {
		return v, false, fault.Invalid(fault.On("body", "dutyreport.write.too_long", "most", mostText, "has", n))
	}
	w, err := loadPointer(tx, rep.ID, in.Section)
	if err != nil {
		return v, false, err
	}
	kind := SavedText
	if in.Auto {
		kind = AutoText
	}
	v = newText(tx, in.Section, kind, body, in.Pane)
	if w.n > 0 {
		now, err := loadText(tx, rep.ID, in.Section, w.n)
		if err != nil {
			return v, false, err
		}
		if now.Hash == v.Hash && (now.Kind != AutoText || in.Auto) {
			return now, false, nil
		}
		met = now.Hash != v.Hash && now.N > in.Base && now.Pane != in.Pane
	}
	if met {
		v.Kind, v.From = AsideText, w.n
		if same, err := asideAlready(tx, rep.ID, v); err != nil || same.N > 0 {
			return same, true, err
		}
	}
	return v, met, keepText(tx, rep, &w, &v)
}

// asideAlready is the version in which the same text of the same window was put aside before.
func asideAlready(tx *db.Tx, id ReportID, v TextVersion) (TextVersion, error) {
	list, err := listTexts(tx, id, v.Section, 50)
	if err != nil {
		return TextVersion{}, err
	}
	for _, x := range list {
		if x.Kind == AsideText && x.Hash == v.Hash && x.From == v.From {
			x.Body = v.Body
			return x, nil
		}
	}
	return TextVersion{}, nil
}

func newText(tx *db.Tx, section, kind, body, pane string) TextVersion {
	sum := sha256.Sum256([]byte(body))
	return TextVersion{Section: section, Kind: kind, Body: body, Words: passage.Count(body), Hash: hex.EncodeToString(sum[:]), Pane: pane,
		SavedBy: tx.Who.Login, SavedName: tx.Who.Name, SavedAt: tx.Now}
}

// keepText stores the version with the next number, lets it count unless it is aside, and records it.
func keepText(tx *db.Tx, rep Report, w *working, v *TextVersion) error {
	w.top++
	v.N = w.top
	if v.Kind != AsideText {
		w.n = v.N
	}
	if err := insertText(tx, rep.ID, *v); err != nil {
		return err
	}
	if err := savePointer(tx, rep.ID, w); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "dutyreport.write", Kind: "dutyreport", ID: string(rep.ID), Version: rep.Version, Unit: rep.Unit,
		Details: map[string]any{"section": v.Section, "n": v.N, "kind": v.Kind, "words": v.Words, "sha256": v.Hash}})
}

// BringBack makes an earlier version of a section the one that counts, as a new version. NotFound when
// there is no such version; Conflict when the report is not being written.
func (r *Room) BringBack(ctx context.Context, actor who.Actor, id ReportID, section string, n int) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		rep, err := writable(tx, id, section)
		if err != nil {
			return err
		}
		old, err := loadText(tx, id, section, n)
		if err != nil {
			return err
		}
		w, err := loadPointer(tx, id, section)
		if err != nil || w.n == n {
			return err
		}
		v := newText(tx, section, RestoredText, old.Body, "")
		v.From = n
		return keepText(tx, rep, &w, &v)
	})
}

// writeText is the text of a report in the order of its outline: the draft last submitted, or with
// working the one that the reporter is writing. nil when there is none.
func writeText(tx *db.Tx, r Report, working bool) ([]SectionText, error) {
	list, err := writeVersions(tx, r, working)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	outline, err := listSections(tx, r.Year)
	if err != nil {
		return nil, err
	}
	out := make([]SectionText, 0, len(outline))
	for _, s := range outline {
		t := SectionText{Code: s.Code}
		for _, v := range list {
			if v.Section == s.Code {
				t.Paragraphs = v.Paragraphs()
			}
		}
		out = append(out, t)
	}
	return out, nil
}

func writeVersions(tx *db.Tx, r Report, working bool) ([]TextVersion, error) {
	if working {
		return listWorking(tx, r.ID)
	}
	return listSubmittedText(tx, r.ID, r.Draft)
}

// writeParagraphs counts the paragraphs of each section of the working text; nil when there is none.
func writeParagraphs(tx *db.Tx, r Report) (map[string]int, error) {
	list, err := listWorking(tx, r.ID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	out := make(map[string]int, len(list))
	for _, v := range list {
		out[v.Section] = len(v.Paragraphs())
	}
	return out, nil
}

// writeSubmitted fixes the working text as the draft that was submitted, and what stood against the
// house's figures then, with the writer's words: the reviewers see that and not a later figure.
func writeSubmitted(tx *db.Tx, r Report) error {
	list, err := listWorking(tx, r.ID)
	if err != nil {
		return err
	}
	for _, v := range list {
		if err := insertSubmitted(tx, r.ID, r.Draft, v.Section, v.N); err != nil {
			return err
		}
	}
	against, err := mismatchesOf(tx, r, list)
	if err != nil {
		return err
	}
	for i, m := range against {
		if err := insertMismatch(tx, r.ID, r.Draft, i+1, m); err != nil {
			return err
		}
	}
	return nil
}
