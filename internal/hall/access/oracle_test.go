package access

import (
	"maps"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"plumbline/internal/ground/who"
)

// The oracle of T-MATRIX knows the rights by name only. What a right acts upon and by which right its
// object is seen is said here a second time, by the first word of the name.
type subject struct {
	kind   string
	matter bool
	see    string
	states []string
}

var (
	itemStates  = []string{"listed", "signed", "working", "mostly_done", "claimed", "verifying", "returned", "standing", "closed", "relapsed", "voided"}
	paperStates = []string{"draft", "signed", "reviewed", "approved", "returned", "disposed"}
	siteStates  = []string{"scheduled", "on_site", "left", "reported", "fed_back"}
	planStates  = []string{"draft", "submitted", "signed", "accepted"}
	subjects    = map[string]subject{
		"org":        {"unit", false, "org.read", nil},
		"access":     {"login", false, "access.read", nil},
		"session":    {"login", false, "access.read", nil},
		"policy":     {"policy", false, "policy.read", nil},
		"recusal":    {"policy", false, "policy.read", nil},
		"security":   {"policy", false, "policy.read", nil},
		"audit":      {"record", false, "", nil},
		"witness":    {"record", false, "witness.read", nil},
		"system":     {"system", false, "system.read", nil},
		"backup":     {"system", false, "backup.read", nil},
		"framework":  {"pack", false, "framework.read", nil},
		"calendar":   {"pack", false, "framework.read", nil},
		"directive":  {"directive", true, "directive.read", []string{"draft", "running", "withdrawn"}},
		"task":       {"duty", true, "task.read", []string{"issued", "signed", "reported", "accepted", "returned"}},
		"round":      {"round", true, "round.read", []string{"draft", "approved", "closed"}},
		"inspection": {"inspection", true, "inspection.read", siteStates},
		"report":     {"inspection", true, "inspection.read", siteStates},
		"paper":      {"paper", true, "inspection.read", paperStates},
		"feedback":   {"feedback", true, "feedback.read", []string{"draft", "approved", "sent"}},
		"item":       {"item", true, "item.read", itemStates},
		"measure":    {"item", true, "item.read", itemStates},
		"extension":  {"item", true, "item.read", itemStates},
		"plan":       {"plan", true, "item.read", planStates},
		"year":       {"dutyyear", true, "year.read", nil},
		"question":   {"dutyyear", true, "year.read", nil},
		"duty":       {"dutyreport", true, "duty.read", nil},
		"ballot":     {"ballot", true, "ballot.read", nil},
		"joint":      {"joint", true, "joint.read", nil},
		"party":      {"party", true, "party.read", nil},
		"member":     {"member", true, "member.read", nil},
		"dues":       {"member", true, "dues.read", nil},
		"activity":   {"activity", true, "activity.read", nil},
		"decision":   {"decision", true, "decision.read", nil},
		"review":     {"activity", true, "review.read", nil},
		"training":   {"training", true, "training.read", nil},
		"partywork":  {"partywork", true, "partywork.read", nil},
		"budget":     {"budget", true, "budget.read", nil},
		"expense":    {"budget", true, "budget.read", nil},
		"campaign":   {"campaign", true, "campaign.read", nil},
		"selfreport": {"selfreport", true, "selfreport.receive", nil},
		"opinion":    {"opinion", true, "opinion.read", nil},
		"chronic":    {"chronic", true, "chronic.read", nil},
		"visit":      {"visit", true, "visit.read", nil},
		"burden":     {"asking", true, "burden.read", nil},
	}
)

// seeing are rights whose name does not tell that they are rights to see.
var seeing = map[Right]string{"audit.approve_export": "audit.approve_export", "backup.approve_restore": "backup.approve_restore",
	"witness.approve": "witness.approve", "audit.read": "audit.read"}

func subjectOf(t testing.TB, r Right) subject {
	word, _, _ := strings.Cut(string(r), ".")
	s, ok := subjects[word]
	if !ok {
		t.Fatalf("the oracle does not know what %s acts upon: state it in oracle_test.go and testdata/policy.cedar", r)
	}
	if see, ok := seeing[r]; ok {
		s.see = see
	}
	return s
}

// The small tree of the matrix: the role is granted at "own".
var spots = map[string]struct {
	above string
	span  who.Span
}{
	"root":    {"", who.Span{First: 1, Last: 999}},
	"upper":   {"root", who.Span{First: 100, Last: 499}},
	"own":     {"upper", who.Span{First: 200, Last: 299}},
	"below":   {"own", who.Span{First: 220, Last: 229}},
	"deeper":  {"below", who.Span{First: 222, Last: 222}},
	"sibling": {"upper", who.Span{First: 300, Last: 399}},
	"far":     {"root", who.Span{First: 600, Last: 699}},
	"home":    {"root", who.Span{First: 700, Last: 709}},
}

// relation is how the actor stands to the thing: where it lies, where the actor comes from, and who is
// named in it. me is the actor.
type relation struct {
	name, at, home             string
	team, about, bound, hand   string // "me", "other" or ""
	aboutUnit, side            string
	cleared, named             bool
	recused                    string // a unit
	recusedOne, recusedAnother bool   // this matter, another one
}

var relations = []relation{
	{name: "own unit", at: "own"},
	{name: "a unit below", at: "below"},
	{name: "two below", at: "deeper"},
	{name: "the unit above", at: "upper"},
	{name: "the top", at: "root"},
	{name: "beside", at: "sibling"},
	{name: "elsewhere", at: "far"},
	{name: "in the team", at: "own", team: "me"},
	{name: "in a team elsewhere", at: "far", team: "me"},
	{name: "another team", at: "own", team: "other"},
	{name: "named", at: "own", team: "me", named: true},
	{name: "named, in no team", at: "below", team: "other", named: true},
	{name: "person concerned", at: "own", about: "me", team: "me", named: true},
	{name: "somebody else concerned", at: "own", about: "other"},
	{name: "superior of the person concerned", at: "own", about: "other", aboutUnit: "below"},
	{name: "line of the person concerned", at: "own", about: "other", aboutUnit: "own"},
	{name: "below the person concerned", at: "own", about: "other", aboutUnit: "upper"},
	{name: "cleared superior", at: "own", about: "other", aboutUnit: "below", cleared: true},
	{name: "colleague of the person concerned", at: "own", home: "far", about: "other", aboutUnit: "far", team: "me"},
	{name: "recused from the unit", at: "own", recused: "own", team: "me"},
	{name: "recused from above", at: "below", recused: "upper"},
	{name: "recused from below", at: "own", recused: "below"},
	{name: "recused from the matter", at: "own", recusedOne: true, team: "me", named: true},
	{name: "recused from another matter", at: "own", recusedAnother: true},
	{name: "lead or owner", at: "own", bound: "me"},
	{name: "of the responsible unit", at: "own", home: "deeper", side: "below"},
	{name: "of another unit", at: "own", home: "sibling", side: "own"},
	{name: "had it in hand", at: "own", hand: "me", team: "me"},
	{name: "somebody else had it in hand", at: "own", hand: "other", bound: "other", team: "me"},
}

var people = map[string]string{"me": "p", "other": "q"}

func persons(who string) []string {
	if who == "" {
		return nil
	}
	return []string{people[who]}
}

// actor and place say the relation to Decide.
func (r relation) actor(grants ...who.Grant) who.Actor {
	a := who.Actor{Login: "l", Person: "p", Grants: grants, UnitOrd: spots["home"].span.First}
	if r.home != "" {
		a.UnitOrd = spots[r.home].span.First
	}
	if r.recused != "" {
		a.Recused = []who.Span{spots[r.recused].span}
	}
	return a
}

func (r relation) place(s subject) Place {
	p := Place{Ord: spots[r.at].span.First, Kind: Kind(s.kind), ID: "m", Team: persons(r.team), About: persons(r.about), Bound: persons(r.bound), Hands: persons(r.hand)}
	if r.aboutUnit != "" {
		p.Lines = []who.Span{spots[r.aboutUnit].span}
	}
	if r.side != "" {
		p.Side = spots[r.side].span
	}
	if r.cleared {
		p.Cleared = []string{"p"}
	}
	if r.named {
		p.Named = []string{"p"}
	}
	return p
}

// oracle judges by Cedar.
type oracle struct {
	of     map[Right]cedar.PolicyMap // the policies that speak of the action
	states map[Right]bool            // one of them speaks of the state: without it every state has the same answer
	seen   sync.Map                  // sight: what is seen of a matter is asked for every right that acts upon it
}

// sight is all that an answer about seeing hangs on, for somebody with one role.
type sight struct {
	right    Right
	role     Role
	relation string
	matter   bool
	class    Class
}

func readOracle(t testing.TB) []byte {
	raw, err := os.ReadFile("testdata/policy.cedar")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// newOracle sorts the policies by the actions they name, so that a question asks only those that
// could answer it; a policy that names none is asked always.
func newOracle(t testing.TB, text []byte, rights []Right) *oracle {
	list, err := cedar.NewPolicyListFromBytes("policy.cedar", text)
	if err != nil {
		t.Fatal(err)
	}
	o := &oracle{of: map[Right]cedar.PolicyMap{}, states: map[Right]bool{}}
	for i, p := range list {
		whole := string(p.MarshalCedar())
		head, _, _ := strings.Cut(whole, "when")
		head, _, _ = strings.Cut(head, "unless")
		all := !strings.Contains(head, `Action::"`)
		for _, r := range rights {
			if all || strings.Contains(head, `Action::"`+string(r)+`"`) {
				if o.of[r] == nil {
					o.of[r] = cedar.PolicyMap{}
				}
				o.states[r] = o.states[r] || strings.Contains(whole, "state")
				o.of[r][cedar.PolicyID(string(rune('a'+i%26))+string(rune('a'+i/26)))] = p
			}
		}
	}
	return o
}

func unitUID(name string) cedar.EntityUID   { return cedar.NewEntityUID("Unit", cedar.String(name)) }
func personUID(name string) cedar.EntityUID { return cedar.NewEntityUID("User", cedar.String(name)) }

var (
	acting  = cedar.NewRecord(cedar.RecordMap{"acting": cedar.True})
	looking = cedar.NewRecord(cedar.RecordMap{"acting": cedar.False})
)

// theTree is the small tree as Cedar sees it.
var theTree = sync.OnceValue(func() cedar.EntityMap {
	em := cedar.EntityMap{}
	for name, u := range spots {
		e := cedar.Entity{UID: unitUID(name)}
		if u.above != "" {
			e.Parents = cedar.NewEntityUIDSet(unitUID(u.above))
		}
		em[e.UID] = e
	}
	return em
})

// scene is one relation as Cedar sees it: the tree, the person with the roles, and the thing in one
// class and state.
type scene struct {
	entities cedar.EntityMap
	thing    cedar.Entity
	attrs    cedar.RecordMap
}

func newScene(r relation, s subject, grants map[Role]string) *scene {
	em := maps.Clone(theTree())
	typ := cedar.EntityType("Thing")
	if s.matter {
		typ = "Matter"
	}
	thing := cedar.NewEntityUID(typ, "m")
	var recused []types.Value
	if r.recused != "" {
		recused = append(recused, unitUID(r.recused))
	}
	if r.recusedOne {
		recused = append(recused, thing)
	}
	if r.recusedAnother {
		recused = append(recused, cedar.NewEntityUID("Matter", "other"))
	}
	attrs := cedar.RecordMap{"recused": cedar.NewSet(recused...)}
	for role, at := range grants {
		attrs[cedar.String(role)] = cedar.NewSet(unitUID(at))
	}
	home := r.home
	if home == "" {
		home = "home"
	}
	em[personUID("me")] = cedar.Entity{UID: personUID("me"), Parents: cedar.NewEntityUIDSet(unitUID(home)), Attributes: cedar.NewRecord(attrs)}
	of := cedar.RecordMap{"team": names(r.team), "about": names(r.about), "bound": names(r.bound), "hands": names(r.hand), "cleared": cedar.NewSet(), "named": cedar.NewSet()}
	if r.cleared {
		of["cleared"] = names("me")
	}
	if r.named {
		of["named"] = names("me")
	}
	if r.aboutUnit != "" {
		of["aboutUnit"] = unitUID(r.aboutUnit)
	}
	if r.side != "" {
		of["side"] = unitUID(r.side)
	}
	return &scene{entities: em, thing: cedar.Entity{UID: thing, Parents: cedar.NewEntityUIDSet(unitUID(r.at))}, attrs: of}
}

func names(who string) cedar.Set {
	if who == "" {
		return cedar.NewSet()
	}
	return cedar.NewSet(personUID(who))
}

// set puts the thing into a class and a state.
func (s *scene) set(class Class, state string) {
	s.attrs["class"], s.attrs["state"] = cedar.Long(int(class)-1), cedar.String(state)
	s.thing.Attributes = cedar.NewRecord(s.attrs)
	s.entities[s.thing.UID] = s.thing
}

func (s *scene) ask(o *oracle, r Right, context cedar.Record) (bool, error) {
	d, diag := cedar.Authorize(o.of[r], s.entities, cedar.Request{Principal: personUID("me"), Action: cedar.NewEntityUID("Action", cedar.String(r)), Resource: s.thing.UID, Context: context})
	if len(diag.Errors) > 0 {
		return false, &diagErr{diag.Errors[0].Message}
	}
	return d == cedar.Allow, nil
}

// sees is ask about seeing, once for the same question; two roles at once are no such question.
func (s *scene) sees(o *oracle, q sight) (bool, error) {
	if said, ok := o.seen.Load(q); ok {
		return said.(bool), nil
	}
	said, err := s.ask(o, q.right, looking)
	if err == nil && !strings.Contains(q.role, "+") {
		o.seen.Store(q, said)
	}
	return said, err
}

type diagErr struct{ m string }

func (e *diagErr) Error() string { return e.m }
