package dutyreport

import (
	"context"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Tones of a comment: 肯定, 追问, 不一致; Overall is what the chair says of the report as a whole.
const (
	Affirm  = "affirm"
	AskOn   = "ask"
	Differs = "differ"
	Overall = "overall"
)

// Tones in the order of pages.
var Tones = []string{Overall, Affirm, AskOn, Differs}

// Comment is what the chair said (点评), with the words of practice it is filed under.
type Comment struct {
	ID      string
	Year    YearID
	Report  ReportID // "" for what is said of the year
	Tone    string
	Words   string
	Tags    []string
	Section string // of the passage, "" when it is about none
	Quote   string
	ByLogin string
	ByName  string
	At      time.Time
}

func (c *Comment) check(reasons []pack.Word) error {
	c.Words, c.Quote = strings.TrimSpace(c.Words), strings.TrimSpace(c.Quote)
	var f fault.Check
	f.That(slices.Contains(Tones, c.Tone), "tone", "dutyreport.comment.no_tone")
	f.That(c.Words != "", "words", "dutyreport.comment.no_words")
	f.That(len([]rune(c.Words)) <= 1000, "words", "dutyreport.too_long", "max", 1000)
	f.That(len([]rune(c.Quote)) <= 200, "quote", "dutyreport.too_long", "max", 200)
	for _, t := range c.Tags {
		f.That(slices.ContainsFunc(reasons, func(w pack.Word) bool { return w.Code == t }), "tags", "dutyreport.comment.no_tag")
	}
	return f.Err()
}

// CommentOn records the chair's comment on a report, from its circulation until it is fed back.
func (r *Room) CommentOn(ctx context.Context, actor who.Actor, id ReportID, in Comment) error {
	return r.onReport(ctx, actor, id, access.CommentDuty, Report.Place, "comment", func(tx *db.Tx, y Year, x *Report) (any, error) {
		if !slices.Contains([]State{Passed, Circulated, Met}, x.State) || x.Removed() {
			return nil, fault.Conflict("dutyreport.not_now")
		}
		reasons, err := r.reasons(tx, y)
		if err != nil {
			return nil, err
		}
		if err := in.check(reasons); err != nil {
			return nil, err
		}
		if in.Quote != "" {
			if in.Section, err = quoted(tx, *x, in.Quote); err != nil {
				return nil, err
			}
		}
		in.ID, in.Year, in.Report, in.ByLogin, in.ByName, in.At = db.NewID(), x.Year, id, tx.Who.Label(), tx.Who.Name, tx.Now
		return map[string]any{"tone": in.Tone, "tags": in.Tags}, insertComment(tx, in)
	})
}

// quoted finds the section that holds the passage; fault.Invalid when none does.
func quoted(tx *db.Tx, x Report, quote string) (string, error) {
	text, err := writeText(tx, x, false)
	if err != nil {
		return "", err
	}
	for _, s := range text {
		if slices.ContainsFunc(s.Paragraphs, func(p string) bool { return strings.Contains(p, quote) }) {
			return s.Code, nil
		}
	}
	return "", fault.Invalid(fault.On("quote", "dutyreport.comment.no_passage"))
}

// CommentYear records what the chair said of the whole year (总体点评).
func (r *Room) CommentYear(ctx context.Context, actor who.Actor, id YearID, words string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		y, err := loadYear(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.CommentDuty, access.Place{Ord: y.UnitOrd, Kind: access.KindYear, ID: string(id)}); err != nil {
			return err
		}
		c := Comment{ID: db.NewID(), Year: id, Tone: Overall, Words: words, ByLogin: tx.Who.Label(), ByName: tx.Who.Name, At: tx.Now}
		if y.State != Noticed {
			return fault.Conflict("dutyreport.not_now")
		}
		if err := c.check(nil); err != nil {
			return err
		}
		if err := insertComment(tx, c); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport.comment_year", Kind: "dutyyear", ID: string(id), Version: y.Version, Unit: y.Unit})
	})
}
