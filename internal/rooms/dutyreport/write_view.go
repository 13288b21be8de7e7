package dutyreport

import (
	"context"
	"slices"
	"time"

	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/passage"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// SharedPassage is a passage of a section that last year's report has too.
type SharedPassage struct {
	cut.Span        // in this year's section
	Text     string // as it stands this year
	From     string // code of last year's section
}

// SectionView is one section as the writer sees it, and as its readers see what stands beside it.
type SectionView struct {
	Section
	Text       TextVersion // N 0 when nothing was written
	Percent    int         // of the whole report
	Similar    int         // percent of it that last year's report has too
	Shared     []SharedPassage
	LastYear   []string // paragraphs of the same section last year
	Mismatches []Mismatch
	Questions  []Question
}

// Fits tells how the length stands to the outline: "", "empty", "short", "long" or "share".
func (s SectionView) Fits() string {
	switch {
	case s.Text.Words == 0:
		return "empty"
	case s.Text.Words < s.Least:
		return "short"
	case s.Most > 0 && s.Text.Words > s.Most:
		return "long"
	case s.Share > 0 && s.Percent < s.Share:
		return "share"
	}
	return ""
}

// FactGroup is a group of figures beside a section. Without figures nothing was recorded in the year,
// or Hidden says why there are none.
type FactGroup struct {
	Group  string
	Facts  []Fact
	Hidden string   // HiddenRight, HiddenJoint, "" for shown
	Orgs   []string // Party organisations whose records are counted, where the reader may not open their lists
}

// WritingView is the page on which a report is written, and what its readers see beside it.
type WritingView struct {
	Report
	Sections []SectionView
	At       int // index of the section at hand
	Groups   []FactGroup
	Words    int
	Similar  int // percent of the whole
	Last     *Report
	MayWrite bool
	Pane     string // a new window
	Saved    time.Time
	Versions []TextVersion // of the section at hand, newest first
}

// Hand is the section at hand.
func (v WritingView) Hand() SectionView { return v.Sections[v.At] }

// Open counts what stands against figures without a word of the writer.
func (v WritingView) Open() (n int) {
	for _, s := range v.Sections {
		for _, m := range s.Mismatches {
			if m.Explained == "" {
				n++
			}
		}
	}
	return n
}

// Against counts what stands against figures.
func (v WritingView) Against() (n int) {
	for _, s := range v.Sections {
		n += len(s.Mismatches)
	}
	return n
}

// shownVersions bounds the list of versions beside a section.
const shownVersions = 40

// WritingPage reads what the reporter writes, with the section at hand ("" for the first): its figures,
// its passages of last year and what stands against it. Only the reporter sees it, and only while the
// report is being written; fault.NotFound for everybody else.
func (r *Room) WritingPage(ctx context.Context, actor who.Actor, id ReportID, section string) (v WritingView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Report, err = writable(tx, id, section); err != nil {
			return err
		}
		v.MayWrite, v.Pane = true, db.NewID()
		list, err := listWorking(tx, id)
		if err != nil {
			return err
		}
		against, err := mismatchesOf(tx, v.Report, list)
		if err != nil {
			return err
		}
		if err := v.fill(tx, list, against); err != nil {
			return err
		}
		return v.hand(tx, section)
	})
	return v, err
}

// BesideText reads what stands beside a report for its readers: the shared passages and what stood
// against figures when it was handed in, with the writer's words. While the report is being written
// only the reporter gets anything. fault.NotFound for whoever may not read the report.
func (r *Room) BesideText(ctx context.Context, actor who.Actor, id ReportID) (v WritingView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Report, err = loadReport(tx, id); err != nil {
			return err
		}
		place, _, err := readPlace(tx, v.Report)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadDuty, place); err != nil {
			return err
		}
		v.MayWrite = v.Editable() && access.May(tx.Who, access.WriteDuty, v.Own()) == nil
		list, err := writeVersions(tx, v.Report, v.MayWrite)
		if err != nil {
			return err
		}
		var against []Mismatch
		if v.MayWrite {
			against, err = mismatchesOf(tx, v.Report, list)
		} else {
			against, err = fixedMismatches(tx, v.Report)
		}
		if err != nil {
			return err
		}
		return v.fill(tx, list, against)
	})
	return v, err
}

func (v *WritingView) fill(tx *db.Tx, list []TextVersion, against []Mismatch) error {
	outline, err := listSections(tx, v.Year)
	if err != nil {
		return err
	}
	questions, err := listQuestionsOf(tx, v.ID)
	if err != nil {
		return err
	}
	for _, x := range list {
		v.Words += x.Words
		if x.SavedAt.After(v.Saved) {
			v.Saved = x.SavedAt
		}
	}
	for _, s := range outline {
		sv := SectionView{Section: s}
		for _, x := range list {
			if x.Section == s.Code {
				sv.Text, sv.Percent = x, share(x.Words, v.Words)
			}
		}
		for _, m := range against {
			if m.Section == s.Code {
				sv.Mismatches = append(sv.Mismatches, m)
			}
		}
		for _, q := range questions {
			if q.Section == s.Code {
				sv.Questions = append(sv.Questions, q)
			}
		}
		v.Sections = append(v.Sections, sv)
	}
	return v.compare(tx, issuedWords(outline))
}

// compare marks what last year's report of the same reporter has too, if the reader may read that one.
func (v *WritingView) compare(tx *db.Tx, issued []string) error {
	last, err := v.lastYear(tx)
	if err != nil || last == nil {
		return err
	}
	v.Last = last
	text, err := listSubmittedText(tx, last.ID, last.Draft)
	if err != nil {
		return err
	}
	old, err := listSections(tx, last.Year)
	if err != nil {
		return err
	}
	all, where := joined(old, text)
	own, letters := 0, 0
	for i := range v.Sections {
		s := &v.Sections[i]
		for _, x := range text {
			if x.Section == s.Code {
				s.LastYear = x.Paragraphs()
			}
		}
		runs, similar := sharedWith(s.Text.Body, all, issued)
		s.Similar = similar
		body := []rune(s.Text.Body)
		for _, r := range runs {
			s.Shared = append(s.Shared, SharedPassage{Span: cut.Span(r.A), Text: string(body[r.A.Start:r.A.End]), From: where(r.B.Start)})
		}
		own += similar * s.Text.Words
		letters += s.Text.Words
	}
	if letters > 0 {
		v.Similar = (own + letters/2) / letters
	}
	return nil
}

func (v *WritingView) lastYear(tx *db.Tx) (*Report, error) {
	if v.Previous == "" {
		return nil, nil
	}
	last, err := loadReport(tx, v.Previous)
	if fault.Is(err, fault.KindNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	place := last.Place()
	place.Hands = nil
	if access.May(tx.Who, access.ReadDuty, place) != nil {
		return nil, nil
	}
	return &last, nil
}

// joined is a report as one text, and the section in which a place of it lies.
func joined(outline []Section, text []TextVersion) (string, func(int) string) {
	type begins struct {
		at   int
		code string
	}
	var starts []begins
	all, n := "", 0
	for _, s := range outline {
		for _, x := range text {
			if x.Section == s.Code {
				starts = append(starts, begins{n, s.Code})
				all += x.Body + "\n\n"
				n += len([]rune(x.Body)) + 2
			}
		}
	}
	return all, func(place int) string {
		code := ""
		for _, b := range starts {
			if b.at <= place {
				code = b.code
			}
		}
		return code
	}
}

// hand fills what stands beside the section at hand.
func (v *WritingView) hand(tx *db.Tx, section string) error {
	if section != "" {
		v.At = slices.IndexFunc(v.Sections, func(s SectionView) bool { return s.Code == section })
	}
	s := v.Sections[v.At]
	w, err := worldOf(tx, v.Report)
	if err != nil {
		return err
	}
	facts, hidden, err := w.facts(tx, s.Facts)
	if err != nil {
		return err
	}
	for _, src := range factSources {
		list, read := facts[src.group]
		if why := hidden[src.group]; read || why != "" {
			g := FactGroup{Group: src.group, Facts: list, Hidden: why}
			if read && src.party && !w.opens(tx.Who, src) {
				g.Orgs = w.names()
			}
			v.Groups = append(v.Groups, g)
		}
	}
	v.Versions, err = listTexts(tx, v.ID, s.Code, shownVersions)
	return err
}

// TextComparison is two versions of a section beside each other.
type TextComparison struct {
	Report
	Section  Section
	From, To TextVersion
	Pieces   []passage.Piece
	Current  int // the version that counts
}

// CompareText puts two versions of a section beside each other; to 0 is the one that counts. Only the
// reporter, and only while the report is being written.
func (r *Room) CompareText(ctx context.Context, actor who.Actor, id ReportID, section string, from, to int) (c TextComparison, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if c.Report, err = writable(tx, id, section); err != nil {
			return err
		}
		outline, err := listSections(tx, c.Year)
		if err != nil {
			return err
		}
		if section == "" {
			return fault.NotFound()
		}
		c.Section = outline[seqOf(outline, section)]
		w, err := loadPointer(tx, id, section)
		if err != nil {
			return err
		}
		if c.Current = w.n; to == 0 {
			to = w.n
		}
		if c.From, err = loadText(tx, id, section, from); err != nil {
			return err
		}
		if c.To, err = loadText(tx, id, section, to); err != nil {
			return err
		}
		c.Pieces = passage.Diff(c.From.Body, c.To.Body)
		return nil
	})
	return c, err
}
