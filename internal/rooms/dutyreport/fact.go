package dutyreport

import (
	"slices"
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// Fact is one figure of the house about the reporter's unit and the year, with the list that it counts.
type Fact struct {
	Key   string // items.closed
	Title string // the house's word for a kind that a pack brought, "" when the key has its own
	N     int
	Of    int      // the whole, when the figure is a part; 0 when not
	Money bool     // N and Of are fen
	List  string   // where the list is, "" when the reader has no page of it
	Names []string // the first few of what is left, for the items
}

// Percent is N of Of, rounded; 0 of nothing.
func (f Fact) Percent() int {
	if f.Of <= 0 {
		return 0
	}
	return int((int64(f.N)*200 + int64(f.Of)) / (2 * int64(f.Of)))
}

// factSource reads the figures of one group for one unit and year. It is asked only when the reader
// may see the whole of what it counts: half a figure would contradict a true sentence.
type factSource struct {
	group string
	right access.Right
	party bool // the right is granted in the Party tree
	read  func(*db.Tx, factPlace) ([]Fact, error)
}

// factPlace is whose figures are read: the unit with everything below it, and the year.
type factPlace struct {
	unit  string
	reach db.Range
	year  int
}

// factSources in the order of pages. A group is named by the outline's sections (packs: facts).
var factSources = []factSource{
	{"items", access.ReadItem, false, itemFacts},
	{"last", access.ReadItem, false, lastFacts},
	{"tasks", access.ReadTask, false, taskFacts},
	{"meetings", access.ReadActivity, true, meetingFacts},
	{"study", access.ReadActivity, true, studyFacts},
	{"decisions", access.ReadDecision, true, decisionFacts},
	{"budget", access.ReadBudget, true, budgetFacts},
	{"training", access.ReadTraining, true, trainingFacts},
}

// factsOf reads the groups for the actor; a group that the actor may not see whole is left out and named.
func factsOf(tx *db.Tx, r Report, groups []string) (facts map[string][]Fact, hidden []string, err error) {
	p := factPlace{unit: r.Unit, year: r.YearNo}
	if p.reach, err = factReach(tx, r.Unit); err != nil {
		return nil, nil, err
	}
	party, err := factParty(tx, p.reach)
	if err != nil {
		return nil, nil, err
	}
	facts = map[string][]Fact{}
	for _, s := range factSources {
		if !slices.Contains(groups, s.group) || s.party && len(party) == 0 {
			continue
		}
		scope := access.ScopeOf(tx.Who, s.right)
		if s.party && !seesEach(scope, party) || !s.party && !seesWhole(scope, p.reach) {
			hidden = append(hidden, s.group)
			continue
		}
		list, err := s.read(tx, p)
		if err != nil {
			return nil, nil, err
		}
		facts[s.group] = list
	}
	return facts, hidden, nil
}

// seesWhole tells whether the scope holds the whole subtree and keeps nothing of it away.
func seesWhole(s db.Scope, reach db.Range) bool {
	for _, x := range s.Except {
		if x.First <= reach.Last && reach.First <= x.Last {
			return false
		}
	}
	if len(s.ExceptIDs) > 0 {
		return false
	}
	return s.All || slices.ContainsFunc(s.Ranges, func(r db.Range) bool { return r.First <= reach.First && reach.Last <= r.Last })
}

// seesEach is seesWhole for the Party organisations that cover the unit.
func seesEach(s db.Scope, party []int64) bool {
	return len(s.ExceptIDs) == 0 && !slices.ContainsFunc(party, func(ord int64) bool { return !s.Has(ord) })
}

// ledgerList is the page of the ledger that shows what was counted.
func (p factPlace) ledgerList(more string) string {
	return "/rectify?unit=" + p.unit + "&year=" + strconv.Itoa(p.year) + more
}
