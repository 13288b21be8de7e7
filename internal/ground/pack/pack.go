package pack

import (
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
)

// Kind says what a pack holds.
type Kind string

// The kinds of packs.
const (
	Taxonomy  Kind = "taxonomy"
	Checklist Kind = "checklist"
	Deadlines Kind = "deadlines"
	Duties    Kind = "duties"
	Calendar  Kind = "calendar"
	Campaign  Kind = "campaign"
	Rhythms   Kind = "rhythm"
)

// Kinds in the order in which pages list them.
var Kinds = []Kind{Deadlines, Checklist, Taxonomy, Duties, Calendar, Campaign, Assessment, Rhythms, Outline, MoneyPlan, WorkScheme, Party}

// Text is one wording in the languages of its pack.
type Text struct {
	Zh string `json:"zh,omitempty"`
	En string `json:"en,omitempty"`
}

// In is the text in lang; a pack written in one language only answers in that one.
func (t Text) In(lang string) string {
	if lang == "en" && t.En != "" || t.Zh == "" {
		return t.En
	}
	return t.Zh
}

// Empty tells whether neither language has a word.
func (t Text) Empty() bool { return t.Zh == "" && t.En == "" }

// Cite is where a point or rule comes from. Pending means that the regulation's value has not been
// read in an authentic text and the unit has to confirm it (待本单位核定).
type Cite struct {
	Source  string `json:"source"`            // code in the pack's list of sources
	Title   Text   `json:"title"`             // the regulation's name, from that list
	Article string `json:"article,omitempty"` // its article as a number or a short text
	Pending bool   `json:"pending,omitempty"`
}

// Word is a coded term that a pack declares for itself: a method, a kind of inspected object, a
// recipient, a start event.
type Word struct {
	Code string `json:"code"`
	Text Text   `json:"text"`
}

// Category is one node of a category tree or one section or group of a check-list.
type Category struct {
	Code   string     `json:"code"`
	Title  Text       `json:"title"`
	Note   Text       `json:"note,omitzero"`
	Cites  []Cite     `json:"cites,omitempty"`
	Under  []Category `json:"under,omitempty"`
	Points []Point    `json:"points,omitempty"`
	Days   int        `json:"days,omitempty"` // of a stage of a campaign
	Line   int        `json:"-"`
}

// Point is one check point of a check-list.
type Point struct {
	Code       string   `json:"code"`
	Title      Text     `json:"title"`
	Look       Text     `json:"look"`     // 看什么
	How        Text     `json:"how"`      // 怎么查
	Evidence   Text     `json:"evidence"` // what usually proves it
	Wording    Text     `json:"wording"`  // how a finding of this kind is usually worded
	Methods    []string `json:"methods"`
	Objects    []string `json:"objects"`
	Categories []string `json:"categories,omitempty"` // codes in the ledger's problem categories
	Cites      []Cite   `json:"cites"`
	Line       int      `json:"-"`
}

// Duty is one standing rule that the code enforces; Go comments name it as "rule: CODE".
type Duty struct {
	Code  string `json:"code"`
	Title Text   `json:"title"`
	Text  Text   `json:"text"`
	Cites []Cite `json:"cites"`
	Line  int    `json:"-"`
}

// Holiday is one named run of days off, both ends included.
type Holiday struct {
	Name Text      `json:"name"`
	From clock.Day `json:"from"`
	To   clock.Day `json:"to"`
	Line int       `json:"-"`
}

// Year is the working calendar of one year.
type Year struct {
	Year int         `json:"year"`
	Off  []Holiday   `json:"off"`
	Work []clock.Day `json:"work"` // days of a weekend on which work is made up
}

// Count is how many days are off and how many are made up.
func (y Year) Count() (off, work int) {
	for _, h := range y.Off {
		off += h.To.Sub(h.From) + 1
	}
	return off, len(y.Work)
}

// Pack is one checked file.
type Pack struct {
	File      string
	Kind      Kind
	Code      string // names the pack across its versions
	Version   string
	Title     Text
	Note      Text
	Languages []string
	From, To  clock.Day // in force from, to (both included; To empty = until replaced)
	Hash      string    // SHA-256 of the file's bytes, hexadecimal
	Raw       []byte

	Sources    []Word
	Methods    []Word
	Objects    []Word
	Recipients []Word
	Starts     []Word

	Categories []Category
	Rules      []Rule
	Duties     []Duty
	Cites      []Cite // of the pack as a whole (calendar)
	Year       Year
	Parts      []Part // of an outline
	Reasons    []Word
	Strides    []Stride
	Forms      []Form // of an assessment
	Rhythm     Rhythm // of a rhythm
	Numbers    []Number
	Budget     Budget // of a budget
	Scheme     Scheme // of a scheme
}

// Name is code and version, as people say it.
func (p *Pack) Name() string { return p.Code + " " + p.Version }

// Points lists every check point in reading order.
func (p *Pack) Points() []Point {
	var out []Point
	Walk(p.Categories, func(_ int, c Category) { out = append(out, c.Points...) })
	return out
}

// Size counts the top categories and the entries (points, leaves, rules, duties or days off).
func (p *Pack) Size() (top, entries int) {
	switch p.Kind {
	case Deadlines:
		return 0, len(p.Rules)
	case Duties:
		return 0, len(p.Duties)
	case Outline:
		return len(p.Parts), len(p.Strides)
	case Assessment:
		return 0, len(p.Forms)
	case MoneyPlan:
		return len(p.Budget.Categories), len(p.Budget.Ceilings)
	case WorkScheme:
		return len(p.Scheme.Sections), len(p.Scheme.Measures())
	case Calendar:
		entries, top = p.Year.Count()
		return top, entries
	case Checklist:
		return len(p.Categories), len(p.Points())
	}
	Walk(p.Categories, func(depth int, _ Category) {
		if depth > 0 {
			entries++
		}
	})
	return len(p.Categories), entries
}

// Walk visits every category in reading order with its depth.
func Walk(cs []Category, visit func(depth int, c Category)) { walk(cs, 0, visit) }

func walk(cs []Category, depth int, visit func(int, Category)) {
	for _, c := range cs {
		visit(depth, c)
		walk(c.Under, depth+1, visit)
	}
}

// Say finds the text of a coded term; the code itself when the list does not have it.
func Say(list []Word, code, lang string) string {
	for _, w := range list {
		if w.Code == code {
			return w.Text.In(lang)
		}
	}
	return code
}

// Mistake is one thing wrong with a file: Key names the sentence in words/pack.toml.
type Mistake struct {
	File string
	Line int
	Key  string
	Args []any
}

// Mistakes is the error of a file that is not a pack; it is never empty.
type Mistakes []Mistake

// Error lists place and key of every mistake; doors write the sentences.
func (ms Mistakes) Error() string {
	var b strings.Builder
	for i, m := range ms {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s:%d: %s", m.File, m.Line, m.Key)
		for j := 0; j+1 < len(m.Args); j += 2 {
			fmt.Fprintf(&b, " %v=%v", m.Args[j], m.Args[j+1])
		}
	}
	return b.String()
}

// Sentence writes the mistake as "file:line: what is wrong, what would be right". say is the
// catalogue's lookup in the asker's language.
func (m Mistake) Sentence(say func(key string, args ...any) string) string {
	return fmt.Sprintf("%s:%d: %s", m.File, m.Line, say(m.Key, m.Args...))
}
