package rectify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/hall/access"
)

// States of a plan. A returned plan is a draft again, with the next number.
const (
	PlanDraft     = "draft"     // the unit writes
	PlanSubmitted = "submitted" // lies with the unit's head
	PlanSigned    = "signed"    // signed by the head, lies with the office
	PlanAccepted  = "accepted"  // on file
)

// Kinds of a head's signature under a plan.
const (
	signReceived = "received" // 反馈签收
	signPlan     = "plan"     // 签字背书
	signAgain    = "again"    // 新任重新签收
)

// Plan is the rectification plan (整改方案) of one unit for one source: the tree of its items.
type Plan struct {
	ID         PlanID
	Unit       string
	UnitOrd    int64
	UnitLast   int64
	UnitDepth  int
	UnitName   string
	Source     Source
	SourceRef  string
	SourceName string
	Title      string
	FedBack    clock.Day
	Due        clock.Day
	Accepted   int // number of the version on file, 0 for none
	Number     int // of the version that is written now
	State      string
	Cause      string
	StudyOn    clock.Day
	StudyNote  string
	SignedBy   string // the head whose signature stands under the list
	SignedName string
	SignedAt   time.Time
	Version    int64
}

// Place is where the plan lies for questions of right.
func (p *Plan) Place() access.Place {
	return access.Place{Ord: p.UnitOrd, Kind: access.KindPlan, ID: string(p.ID), Side: sideOf(p.UnitOrd, p.UnitLast, p.UnitDepth)}
}

// Task is a line of the task list.
type Task struct {
	ID            TaskID
	Item          ItemID
	Position      int
	Title         string
	Manifestation string
	Measures      []*Measure
	Version       int64
}

// MeasureKinds are the kinds of measure (措施类型).
var MeasureKinds = []string{"rules", "recover", "accountability", "wider", "campaign", "major", "daily"}

// States of a measure.
const (
	MeasureOpen = "open"
	MeasureDone = "done"
)

// Measure is a line of the duty list: what is done, by whom, by when, and what will count as done.
type Measure struct {
	ID           MeasureID
	Item         ItemID
	Task         TaskID
	Position     int
	Body         string
	Kind         string
	Target       string
	Lead         Person
	UnitID       string
	UnitName     string // the responsible department, as it was named
	Owner        Person
	Starts       clock.Day
	Due          clock.Day
	Lasting      bool
	QuantityUnit string
	Quantity     int64
	Reached      int64
	Percent      int
	State        string
	DoneOn       clock.Day
	Version      int64
	Cascades     []Cascade
}

// Settled tells whether nothing but lasting work is left of the measure.
func (m *Measure) Settled() bool { return m.State == MeasureDone || m.Lasting }

// Branch is one item in the tree of a plan.
type Branch struct {
	Item           *Item
	Manifestations []Manifestation
	Tasks          []*Task
}

// Manifestation is one line of what the finding looks like in particular (具体问题).
type Manifestation struct {
	ID   string
	Body string
}

// Measures of all tasks, in order.
func (b *Branch) Measures() []*Measure {
	var out []*Measure
	for _, t := range b.Tasks {
		out = append(out, t.Measures...)
	}
	return out
}

// Tree is a plan with everything below it.
type Tree struct {
	Plan     *Plan
	Branches []*Branch
}

// Measures of all items, in order.
func (t *Tree) Measures() []*Measure {
	var out []*Measure
	for _, b := range t.Branches {
		out = append(out, b.Measures()...)
	}
	return out
}

// Snapshot is a version of a plan as it was submitted, word for word.
type Snapshot struct {
	Number  int       `json:"-"`
	Hash    string    `json:"-"`
	By      By        `json:"-"`
	Cause   string    `json:"cause"`
	StudyOn clock.Day `json:"study_on"`
	Study   string    `json:"study"`
	Rows    []Row     `json:"rows"`
}

// Row is one line of a snapshot: an item, a task or a measure, with its label (1.1.2).
type Row struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	Label   string    `json:"label"`
	Item    string    `json:"item"`
	Body    string    `json:"body"`
	Target  string    `json:"target,omitempty"`
	Due     clock.Day `json:"due,omitempty"`
	Lasting bool      `json:"lasting,omitempty"`
	Lead    string    `json:"lead,omitempty"`
	Dept    string    `json:"dept,omitempty"`
	Owner   string    `json:"owner,omitempty"`
	Type    string    `json:"type,omitempty"`
}

// Rows writes the tree down as lines, labelled as on the page.
func (t *Tree) Rows() []Row {
	var out []Row
	for i, b := range t.Branches {
		n := itoa(i + 1)
		out = append(out, Row{ID: string(b.Item.ID), Kind: "item", Label: n, Item: b.Item.Number, Body: b.Item.Title})
		for j, task := range b.Tasks {
			tn := n + "." + itoa(j+1)
			out = append(out, Row{ID: string(task.ID), Kind: "task", Label: tn, Item: b.Item.Number, Body: task.Title})
			for k, m := range task.Measures {
				out = append(out, m.row(tn+"."+itoa(k+1), b.Item.Number))
			}
		}
	}
	return out
}

func (m *Measure) row(label, item string) Row {
	return Row{ID: string(m.ID), Kind: "measure", Label: label, Item: item, Body: m.Body, Target: m.Target, Due: m.Due, Lasting: m.Lasting,
		Lead: m.Lead.Name, Dept: m.UnitName, Owner: m.Owner.Name, Type: m.Kind}
}

// Snapshot writes down what is submitted.
func (t *Tree) Snapshot() Snapshot {
	return Snapshot{Number: t.Plan.Number, Cause: t.Plan.Cause, StudyOn: t.Plan.StudyOn, Study: t.Plan.StudyNote, Rows: t.Rows()}
}

// Encode is the stored text of the snapshot and its SHA-256.
func (s Snapshot) Encode() (body, hash string) {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // plain data
	}
	h := sha256.Sum256(raw)
	return string(raw), hex.EncodeToString(h[:])
}

// Diff is what became of one row against an earlier version.
type Diff struct {
	Row  Row
	Was  *Row // nil for a new row
	Gone bool // the row is no longer there
}

// Changed tells whether the row says something else than before.
func (d Diff) Changed() bool {
	if d.Was == nil || d.Gone {
		return false
	}
	a, b := d.Row, *d.Was
	a.Label, b.Label = "", ""
	return a != b
}

// Against lays the rows of now beside those of an earlier version; rows that are gone keep their place.
func Against(now []Row, was []Row) []Diff {
	old := map[string]*Row{}
	for i := range was {
		old[was[i].ID] = &was[i]
	}
	here := map[string]bool{}
	for _, r := range now {
		here[r.ID] = true
	}
	after := map[string][]Row{} // gone rows by the row they followed
	last := ""
	for _, r := range was {
		if here[r.ID] {
			last = r.ID
			continue
		}
		after[last] = append(after[last], r)
	}
	var out []Diff
	gone := func(id string) {
		for _, g := range after[id] {
			out = append(out, Diff{Row: g, Was: old[g.ID], Gone: true})
		}
	}
	gone("")
	for _, r := range now {
		out = append(out, Diff{Row: r, Was: old[r.ID]})
		gone(r.ID)
	}
	return out
}

// Totals counts a difference for the page's line: rows of the third level only.
func Totals(diffs []Diff) (added, changed, gone int) {
	for _, d := range diffs {
		switch {
		case d.Row.Kind == "item":
		case d.Gone:
			gone++
		case d.Was == nil:
			added++
		case d.Changed():
			changed++
		}
	}
	return added, changed, gone
}
