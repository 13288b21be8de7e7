package dutyreport

import (
	"slices"
	"strconv"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Fact is one figure of the house about the reporter's unit and the year, with the list that it counts.
type Fact struct {
	Key   string // items.closed
	Title string // the house's word for a kind that a pack brought, "" when the key has its own
	N     int
	Of    int      // the whole, when the figure is a part; 0 when not
	Money bool     // N and Of are fen
	Few   bool     // of fewer persons than a figure may be about (tally.Least): there is no figure
	List  string   // where the list is
	Shut  bool     // the reader has no page of that list: the figure stands alone
	Names []string // the first few of what is left, for the items
}

// Percent is N of Of, rounded; 0 of nothing.
func (f Fact) Percent() int {
	if f.Of <= 0 {
		return 0
	}
	return int((int64(f.N)*200 + int64(f.Of)) / (2 * int64(f.Of)))
}

// factSource reads the figures of one group for one unit and year. Half a figure would contradict a true
// sentence, so that it is asked for the whole of what it counts or not at all.
type factSource struct {
	group  string
	right  access.Right // opens the list
	kind   access.Kind  // what is counted: recusals from it keep the figure away
	party  bool         // the right is granted in the Party tree
	summed bool         // of a joint branch the figure adds several units up: none of them has a share of its own
	read   func(*db.Tx, factPlace) ([]Fact, error)
}

// factPlace is whose figures are read: the unit with everything below it, and the year.
type factPlace struct {
	unit  string
	reach db.Range
	year  int
}

// factSources in the order of pages. A group is named by the outline's sections (packs: facts).
var factSources = []factSource{
	{"items", access.ReadItem, access.KindItem, false, false, itemFacts},
	{"last", access.ReadItem, access.KindItem, false, false, lastFacts},
	{"tasks", access.ReadTask, access.KindDuty, false, false, taskFacts},
	{"meetings", access.ReadActivity, access.KindActivity, true, false, meetingFacts},
	{"study", access.ReadActivity, access.KindActivity, true, false, studyFacts},
	{"decisions", access.ReadDecision, access.KindDecision, true, false, decisionFacts},
	{"budget", access.ReadBudget, access.KindBudget, true, true, budgetFacts},
	{"training", access.ReadTraining, access.KindTraining, true, true, trainingFacts},
}

// sourceOf is the source of a figure by its key.
func sourceOf(key string) factSource {
	group, _, _ := strings.Cut(key, ".")
	if group == "due" {
		group = "meetings" // a duty of study stands under the same right
	}
	return factSources[max(0, slices.IndexFunc(factSources, func(s factSource) bool { return s.group == group }))]
}

// Why a group has no figure.
const (
	HiddenRight = "right" // the reader may not see the whole of what is counted
	HiddenJoint = "joint" // a joint branch adds up units that the report is not about
)

// covering is a Party organisation that covers the unit or a part of it.
type covering struct {
	ord   int64
	name  string
	joint bool // it covers units outside as well
}

// factWorld is what decides which figures of a report somebody sees.
type factWorld struct {
	place factPlace
	party []covering
	own   bool // the reporter: the counts of the own body's Party organisations, without a role there
}

func worldOf(tx *db.Tx, r Report) (w factWorld, err error) {
	w.place = factPlace{unit: r.Unit, year: r.YearNo}
	if w.place.reach, err = factReach(tx, r.Unit); err != nil {
		return w, err
	}
	w.party, err = factParty(tx, w.place.reach)
	w.own = access.May(tx.Who, access.CountDuty, r.Own()) == nil
	return w, err
}

// opens tells whether the actor may open the whole list that a source counts.
func (w factWorld) opens(actor who.Actor, s factSource) bool {
	scope := access.ScopeOf(actor, s.right)
	if !s.party {
		return seesWhole(scope, w.place.reach)
	}
	return len(scope.ExceptIDs) == 0 && !slices.ContainsFunc(w.party, func(p covering) bool { return !scope.Has(p.ord) })
}

// hidden tells why the actor sees no figure of a source, "" when there is no reason.
func (w factWorld) hidden(actor who.Actor, s factSource) string {
	if w.opens(actor, s) {
		return ""
	}
	free := access.Barred(actor, s.kind)
	switch {
	case !s.party, !w.own, len(free.ExceptIDs) > 0, slices.ContainsFunc(w.party, func(p covering) bool { return !free.Has(p.ord) }):
		return HiddenRight
	case s.summed && slices.ContainsFunc(w.party, func(p covering) bool { return p.joint }):
		return HiddenJoint
	}
	return ""
}

// facts reads the groups for the actor; a group of which the actor may see no figure is named with the
// reason. Figures of the Party organisations that cover the reporter's unit are the reporter's by the
// right to the own report: the number, and the list only to whoever may open it.
func (w factWorld) facts(tx *db.Tx, groups []string) (facts map[string][]Fact, hidden map[string]string, err error) {
	facts, hidden = map[string][]Fact{}, map[string]string{}
	for _, s := range factSources {
		if !slices.Contains(groups, s.group) || s.party && len(w.party) == 0 {
			continue
		}
		if why := w.hidden(tx.Who, s); why != "" {
			hidden[s.group] = why
			continue
		}
		list, err := s.read(tx, w.place)
		if err != nil {
			return nil, nil, err
		}
		for i := range list {
			list[i].Shut = !w.opens(tx.Who, s)
		}
		facts[s.group] = list
	}
	return facts, hidden, nil
}

// factsOf is facts for a report whose world is not at hand.
func factsOf(tx *db.Tx, r Report, groups []string) (facts map[string][]Fact, hidden map[string]string, err error) {
	w, err := worldOf(tx, r)
	if err != nil {
		return nil, nil, err
	}
	return w.facts(tx, groups)
}

// names are the Party organisations whose records are counted.
func (w factWorld) names() (out []string) {
	for _, p := range w.party {
		out = append(out, p.name)
	}
	return out
}

// fixedMismatches are what stood against figures when the report was handed in; the lists that the reader
// may not open are shut.
func fixedMismatches(tx *db.Tx, r Report) ([]Mismatch, error) {
	list, err := listMismatches(tx, r.ID, r.Draft)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	w, err := worldOf(tx, r)
	for i, m := range list {
		list[i].Fact.Shut = !w.opens(tx.Who, sourceOf(m.Fact.Key))
	}
	return list, err
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

// ledgerList is the page of the ledger that shows what was counted.
func (p factPlace) ledgerList(more string) string {
	return "/rectify?unit=" + p.unit + "&year=" + strconv.Itoa(p.year) + more
}
