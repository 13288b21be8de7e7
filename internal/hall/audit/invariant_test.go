package audit

import (
	"encoding/json"
	"slices"
	"testing"
)

// Each invariant catches its breach in a short history, and leaves the same history without it alone.
func TestInvariants(t *testing.T) {
	type step struct {
		actor, action, id string
		details           map[string]any
	}
	admin := map[string]any{"Role": "secadmin"}
	yes := func(code, object string) map[string]any { return map[string]any{"code": code, "object": object} }
	base := []step{
		{"job:setup", "access.make_login", "sys", nil}, {"job:setup", "access.grant", "sys", map[string]any{"Role": "sysadmin"}},
		{"job:setup", "org.setup", "house", nil}, {"sys", "access.make_login", "a", nil}, {"sys", "access.make_login", "b", nil},
		{"a", "rectify.sign", "i1", nil}, {"b", "access.sign_in", "b", nil}, {"nobody", "access.refused", "nobody", nil},
		{"a", "approve.ask", "r1", yes("rectify.close", "i1")}, {"b", "approve.yes", "r1", yes("rectify.close", "i1")}, {"b", "rectify.close", "i1", nil},
		{"job:protect", "audit.cover", "tables", map[string]any{"tables": map[string]string{"t": "1"}}},
		{"job:protect", "audit.cover", "tables", map[string]any{"tables": map[string]string{"t": "2"}}},
	}
	cases := map[Fault][]step{
		OneHand:      {{"a", "approve.ask", "r2", yes("x", "y")}, {"a", "approve.yes", "r2", yes("x", "y")}},
		AdminActed:   {{"sys", "rectify.close", "i1", nil}},
		GrantAlone:   {{"sys", "access.grant", "b", admin}},
		ClosedAlone:  {{"b", "rectify.close", "i2", nil}},
		WitnessAlone: {{"a", "approve.ask", "r4", yes("witness.end", "w2")}, {"b", "approve.yes", "r4", yes("witness.end", "w2")}, {"b", "audit.end_witness", "w1", nil}},
		Ghost:        {{"ghost", "rectify.sign", "i1", nil}},
		Disabled:     {{"sys", "access.disable", "a", nil}, {"a", "rectify.sign", "i1", nil}},
		AdoptedAgain: {{"job:protect", "audit.cover", "tables", map[string]any{"tables": map[string]string{"t": "2"}}}},
	}
	fine := map[string][]step{
		"grant with approval":   {{"b", "approve.yes", "r3", yes("access.grant", "b")}, {"sys", "access.grant", "b", admin}},
		"grant before approval": {{"sys", "access.grant", "b", admin}, {"b", "approve.yes", "r3", yes("access.grant", "b")}},
		"witness ended by two":  {{"a", "approve.ask", "r4", yes("witness.end", "w1")}, {"b", "approve.yes", "r4", yes("witness.end", "w1")}, {"b", "audit.end_witness", "w1", nil}},
		"another role":          {{"sys", "access.grant", "b", map[string]any{"Role": "office"}}},
		"enabled again":         {{"sys", "access.disable", "a", nil}, {"sys", "access.enable", "a", nil}, {"a", "rectify.sign", "i1", nil}},
	}
	run := func(list []step) (bad []Fault) {
		r := newRules()
		for i, s := range list {
			l := Line{Index: int64(i), Actor: s.actor, Action: s.action, Kind: "k", ID: s.id}
			if s.details != nil {
				body, err := json.Marshal(s.details)
				if err != nil {
					t.Fatal(err)
				}
				l.Detail = &Detail{Body: string(body)}
			}
			bad = append(bad, r.see(l)...)
		}
		for _, n := range r.rest() {
			bad = append(bad, n.fault)
		}
		return bad
	}
	if bad := run(base); len(bad) > 0 {
		t.Errorf("an honest history: %v", bad)
	}
	for f, more := range cases {
		if bad := run(slices.Concat(base, more)); !slices.Contains(bad, f) {
			t.Errorf("%s not found, only %v", f, bad)
		}
	}
	for name, more := range fine {
		if bad := run(slices.Concat(base, more)); len(bad) > 0 {
			t.Errorf("%s: %v", name, bad)
		}
	}
	for _, i := range Invariants {
		if cases[i.Fault] == nil && i.Fault != PrevBroken && i.Fault != BadSchema {
			t.Errorf("%s has no planted breach", i.Name)
		}
	}
}
