package az

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"

	"plumbline/internal/hall/access"
)

// oracle judges by the policy as it is stated a second time, in Cedar, for T-MATRIX.
type oracle struct {
	policies *cedar.PolicySet
	units    cedar.EntityMap
	said     map[question]bool // asked once: the same question comes with every id and every method
}

// question is all that an answer of the oracle hangs on.
type question struct {
	role      access.Role
	at, where string
	right     access.Right
}

func newOracle(t testing.TB, units []unit) *oracle {
	t.Helper()
	raw, err := os.ReadFile(filepath.FromSlash("../../internal/hall/access/testdata/policy.cedar"))
	if err != nil {
		t.Fatal(err)
	}
	set, err := cedar.NewPolicySetFromBytes("policy.cedar", raw)
	if err != nil {
		t.Fatal(err)
	}
	o := &oracle{policies: set, units: cedar.EntityMap{}, said: map[question]bool{}}
	for _, u := range units {
		e := cedar.Entity{UID: unitUID(u.id)}
		if u.parent >= 0 {
			e.Parents = cedar.NewEntityUIDSet(unitUID(units[u.parent].id))
		}
		o.units[e.UID] = e
	}
	return o
}

func unitUID(id string) cedar.EntityUID { return cedar.NewEntityUID("Unit", cedar.String(id)) }

// seenBy is the right by which what a right acts upon is seen, by the first word of the right's name.
var seenBy = map[string]access.Right{"org": access.ReadOrg, "directive": access.ReadDirective, "task": access.ReadTask, "round": access.ReadRound,
	"inspection": access.ReadInspection, "report": access.ReadInspection, "paper": access.ReadInspection, "feedback": access.ReadFeedback,
	"item": access.ReadItem, "measure": access.ReadItem, "extension": access.ReadItem, "plan": access.ReadItem}

// sees tells whether somebody with one role at one unit sees a matter (or a part of the register) of another unit, to whom
// the right belongs.
func (o *oracle) sees(role access.Role, at, where string, r access.Right) bool {
	word, _, _ := strings.Cut(string(r), ".")
	see, ok := seenBy[word]
	return o.permits(role, at, where, r) || ok && o.permits(role, at, where, see)
}

func (o *oracle) permits(role access.Role, at, where string, r access.Right) bool {
	q := question{role, at, where, r}
	said, ok := o.said[q]
	if !ok {
		said = o.judge(role, at, where, r)
		o.said[q] = said
	}
	return said
}

func (o *oracle) judge(role access.Role, at, where string, r access.Right) bool {
	kind := cedar.EntityType("Matter")
	if strings.HasPrefix(string(r), "org.") {
		kind = "Thing"
	}
	me, thing := cedar.NewEntityUID("User", "me"), cedar.NewEntityUID(kind, "m")
	em := cedar.EntityMap{}
	for uid, e := range o.units {
		em[uid] = e
	}
	em[me] = cedar.Entity{UID: me, Attributes: cedar.NewRecord(cedar.RecordMap{"recused": cedar.NewSet(), cedar.String(role): cedar.NewSet(unitUID(at))})}
	none := cedar.NewSet()
	em[thing] = cedar.Entity{UID: thing, Parents: cedar.NewEntityUIDSet(unitUID(where)), Attributes: cedar.NewRecord(cedar.RecordMap{"team": none, "about": none,
		"bound": none, "hands": none, "cleared": none, "named": none, "class": cedar.Long(-1), "state": cedar.String("")})}
	d, _ := cedar.Authorize(o.policies, em, cedar.Request{Principal: me, Action: cedar.NewEntityUID("Action", cedar.String(r)), Resource: thing,
		Context: cedar.NewRecord(cedar.RecordMap{"acting": cedar.False})})
	return d == cedar.Allow
}
