package dutyreport

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Mismatch is a claim that a figure of the house stands against. It says "please look", not "wrong":
// the words may mean something else than what is counted, and then the writer says so.
type Mismatch struct {
	Claim
	Fact      Fact
	Mark      string // binds the explanation to the sentence and the fact
	Explained string // the writer's sentence, "" for none
	By        string
	At        time.Time // of the explanation, or of the submission
}

// Explanation is the writer's sentence about a mismatch.
type Explanation struct {
	ID       string
	Section  string
	Mark     string
	Sentence string
	Fact     string
	Figure   int
	Whole    int
	Words    string
	ByName   string
	At       time.Time
}

// markOf binds words to one sentence and one fact: another sentence needs words of its own.
func markOf(c Claim) string {
	sum := sha256.Sum256([]byte(c.Section + "\n" + c.Fact + "\n" + string(c.How) + "\n" + c.Text))
	return hex.EncodeToString(sum[:8])
}

// against holds claims against facts; a claim about which no fact is known stays as it is.
func against(claims []Claim, facts map[string][]Fact) []Mismatch {
	known := map[string]Fact{}
	for _, list := range facts {
		for _, f := range list {
			known[f.Key] = f
		}
	}
	var out []Mismatch
	for _, c := range claims {
		if f, ok := known[c.Fact]; ok && !f.Few && c.Denies(f) {
			out = append(out, Mismatch{Claim: c, Fact: f, Mark: markOf(c)})
		}
	}
	return out
}

// checkedGroups are all groups of facts: a claim counts wherever in the report it stands.
var checkedGroups = []string{"items", "tasks", "meetings", "study", "budget"}

// mismatchesOf finds what stands against the texts, with the writer's words.
func mismatchesOf(tx *db.Tx, r Report, list []TextVersion) ([]Mismatch, error) {
	var claims []Claim
	for _, v := range list {
		claims = append(claims, claimsIn(v.Section, v.Body, r.YearNo)...)
	}
	if len(claims) == 0 {
		return nil, nil
	}
	facts, _, err := factsOf(tx, r, checkedGroups)
	if err != nil {
		return nil, err
	}
	out := against(claims, facts)
	if len(out) == 0 {
		return nil, nil
	}
	said, err := listExplanations(tx, r.ID)
	if err != nil {
		return nil, err
	}
	for i := range out {
		for _, e := range said {
			if e.Mark == out[i].Mark {
				out[i].Explained, out[i].By, out[i].At = e.Words, e.ByName, e.At
			}
		}
	}
	outline, err := listSections(tx, r.Year)
	slices.SortStableFunc(out, func(a, b Mismatch) int { return seqOf(outline, a.Section) - seqOf(outline, b.Section) })
	return out, err
}

func seqOf(outline []Section, code string) int {
	return slices.IndexFunc(outline, func(s Section) bool { return s.Code == code })
}

// Explaining is the writer's sentence about one mismatch.
type Explaining struct {
	Section string
	Mark    string
	Words   string
}

// mostExplained bounds a sentence of explanation.
const mostExplained = 300

// Explain keeps the writer's sentence about a figure that stands against the text; it goes with the
// report. Said again it replaces what was said: all of it is kept. Invalid without words, NotFound
// when nothing stands against such a sentence now.
func (r *Room) Explain(ctx context.Context, actor who.Actor, id ReportID, in Explaining) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		rep, err := writable(tx, id, in.Section)
		if err != nil {
			return err
		}
		return ExplainIn(tx, rep, in)
	})
}

// ExplainIn is Explain inside a transaction, for a caller that asked for the right.
func ExplainIn(tx *db.Tx, rep Report, in Explaining) error {
	words := strings.TrimSpace(in.Words)
	if words == "" {
		return fault.Invalid(fault.On("words", "dutyreport.explain.empty"))
	}
	if n := len([]rune(words)); n > mostExplained {
		return fault.Invalid(fault.On("words", "dutyreport.explain.long", "most", mostExplained, "has", n))
	}
	list, err := listWorking(tx, rep.ID)
	if err != nil {
		return err
	}
	all, err := mismatchesOf(tx, rep, list)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m Mismatch) bool { return m.Mark == in.Mark && m.Section == in.Section })
	if i < 0 {
		return fault.NotFound()
	}
	m := all[i]
	e := Explanation{ID: db.NewID(), Section: m.Section, Mark: m.Mark, Sentence: m.Text, Fact: m.Fact.Key, Figure: m.Fact.N, Whole: m.Fact.Of, Words: words, ByName: tx.Who.Name, At: tx.Now}
	if err := insertExplanation(tx, rep.ID, e); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "dutyreport.explain", Kind: "dutyreport", ID: string(rep.ID), Version: rep.Version, Unit: rep.Unit,
		Details: map[string]any{"section": m.Section, "sentence": m.Text, "fact": m.Fact.Key, "figure": m.Fact.N, "whole": m.Fact.Of, "words": words}})
}
