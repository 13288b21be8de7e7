package chronic

import (
	"slices"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Ids of the room's nouns.
type (
	ID        string
	SlipID    string
	BatchID   string
	LotID     string
	VisitID   string
	ObserveID string
)

// Ways in which a problem was found (发现方式).
var Ways = []string{"self", "upper", "opinion", "petition", "inspection", "visit", "spot", "audit"}

// Tracks: where a problem is repaired.
const (
	TrackCampaign = "campaign" // here
	TrackLedger   = "ledger"   // in the rectification ledger
)

// Tracks in the order of pages.
var Tracks = []string{TrackCampaign, TrackLedger}

// Problem is one row of the chronic-problem ledger.
type Problem struct {
	ID           ID
	Number       string // WC-26-031
	Campaign     string
	Unit         string
	UnitOrd      int64
	UnitLast     int64
	UnitDepth    int
	UnitName     string
	UnitShort    string
	State        State
	Track        string
	Title        string
	Facts        string
	Category     string
	Way          string
	Source       string // by whom: a unit, a group, a number; never a reporter's name
	SourceRef    string
	From, To     clock.Day // the period of the facts
	Verdict      string
	ClassifiedBy string
	ClassifiedOn clock.Day
	Measure      string
	Standard     string
	Due          clock.Day
	DueFirst     clock.Day // never changes
	Started      clock.Day
	Item         string // id in the rectification ledger
	Summary      string
	Claims       int
	ClaimedBy    string
	ClaimedOn    clock.Day
	AcceptedBy   string
	AcceptedOn   clock.Day
	Rule         Rule
	RuleBy       string
	ClosedBy     string
	ClosedOn     clock.Day
	Registered   clock.Day
	RegisteredBy string
	Changed      time.Time
	Version      int64

	proposer string // who proposed the hand-over that waits for its second person
}

// Rule is what was built so that the problem does not come back (建章立制), or why nothing had to be.
type Rule struct {
	Number string
	Title  string
	On     clock.Day
	None   string
}

// Place is where the problem lies for questions of right, and whom it binds.
func (p *Problem) Place() access.Place {
	pl := access.Place{Ord: p.UnitOrd, Kind: access.KindChronic, ID: string(p.ID)}
	if p.UnitDepth > 0 {
		pl.Side = who.Span{First: p.UnitOrd, Last: p.UnitLast}
	}
	return pl
}

// Missing names which of the three required fields are not there: due, measure, standard. Work does not
// begin and no clock runs before all three are (时限、措施、标准三样齐才能开始计时).
func (p *Problem) Missing() []string {
	var out []string
	for _, f := range []struct {
		name string
		ok   bool
	}{{"due", p.Due != ""}, {"measure", filled(p.Measure)}, {"standard", filled(p.Standard)}} {
		if !f.ok {
			out = append(out, f.name)
		}
	}
	return out
}

// Late tells whether the date has passed while the clock runs.
func (p *Problem) Late(today clock.Day) bool {
	return p.State.Running() && p.Due != "" && p.Due < today
}

const (
	maxTitle = 120
	maxText  = 4000
)

func filled(s string) bool { return strings.TrimSpace(s) != "" }

func long(s string, most int) bool { return len([]rune(s)) > most }

// Registration is what a new problem is made of.
type Registration struct {
	Campaign  string
	Unit      string
	Title     string
	Facts     string
	Category  string
	Way       string
	Source    string
	SourceRef string
	From, To  clock.Day
}

func (in *Registration) tidy() {
	in.Title, in.Facts, in.Source = strings.TrimSpace(in.Title), strings.TrimSpace(in.Facts), strings.TrimSpace(in.Source)
}

// check names each wrong field. known tells whether the campaign's taxonomy has a category.
func (in Registration) check(today clock.Day, known func(string) bool) error {
	var c fault.Check
	c.That(in.Unit != "", "unit", "chronic.register.unit_missing")
	c.That(in.Title != "", "title", "chronic.register.title_missing")
	c.That(!long(in.Title, maxTitle), "title", "chronic.too_long", "max", maxTitle)
	c.That(in.Facts != "", "facts", "chronic.register.facts_missing")
	c.That(!long(in.Facts, maxText), "facts", "chronic.too_long", "max", maxText)
	c.That(in.Category != "" && known(in.Category), "category", "chronic.register.category_unknown", "code", in.Category)
	c.That(slices.Contains(Ways, in.Way), "way", "chronic.register.way_unknown")
	c.That(!long(in.Source, 60), "source", "chronic.too_long", "max", 60)
	c.That(in.From != "", "from", "chronic.register.period_missing")
	c.That(in.To != "", "to", "chronic.register.period_missing")
	c.That(in.From == "" || in.To == "" || in.From <= in.To, "to", "chronic.register.period_backward")
	c.That(in.To == "" || in.To <= today, "to", "chronic.register.period_future")
	return c.Err()
}

// Planned is what the unit writes: any of the three fields may still be missing.
type Planned struct {
	Due      clock.Day
	Measure  string
	Standard string
}

// plan takes over what was written. The first date is kept once work has begun, not before.
func (p *Problem) plan(in Planned, today clock.Day) error {
	in.Measure, in.Standard = strings.TrimSpace(in.Measure), strings.TrimSpace(in.Standard)
	var c fault.Check
	c.That(in.Due == "" || in.Due >= today, "due", "chronic.due_past", "day", string(today))
	c.That(!long(in.Measure, maxText), "measure", "chronic.too_long", "max", maxText)
	c.That(!long(in.Standard, 1000), "standard", "chronic.too_long", "max", 1000)
	if err := c.Err(); err != nil {
		return err
	}
	p.Due, p.Measure, p.Standard = in.Due, in.Measure, in.Standard
	return nil
}

// begin starts the clock: only with all three fields.
func (p *Problem) begin(today clock.Day) error {
	if len(p.Missing()) > 0 {
		return fault.Conflict("chronic.plan.incomplete")
	}
	act := ActStart
	if p.Track == TrackLedger {
		act = ActTransfer
	}
	if err := p.move(act, ""); err != nil {
		return err
	}
	p.DueFirst, p.Started = p.Due, today
	return nil
}

// erase leaves the number and nothing else: what a clue says is for those who handle it.
func (p *Problem) erase() {
	p.Track, p.Title, p.Facts, p.Category, p.Way, p.Source, p.SourceRef, p.Verdict = "", "", "", "", "", "", "", ""
	p.From, p.To = "", ""
}
