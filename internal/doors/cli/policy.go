package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"plumbline/internal/doors"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/audit"
)

// policyText says which invariants the program holds and which tables of rules it has.
func policyText(w *i18n.Words, lang, version string) string {
	say := func(key string, args ...any) string { return w.Say(lang, key, args...) }
	var b strings.Builder
	fmt.Fprintln(&b, say("audit.policy.head", "version", version))
	for _, p := range doors.PolicyParts() {
		fmt.Fprintf(&b, "  %s  %s\n", p.Hash, say("audit.policy."+p.Name, "n", p.Lines))
	}
	fmt.Fprintln(&b, say("audit.policy.always"))
	for _, name := range promises {
		fmt.Fprintln(&b, "  - "+say("audit.promise."+name))
	}
	fmt.Fprintln(&b, say("audit.policy.proven"))
	for _, i := range audit.Invariants {
		text := say("audit.invariant." + i.Name)
		if i.Details {
			text += say("audit.policy.with_details")
		}
		fmt.Fprintln(&b, "  - "+text)
	}
	for _, two := range audit.Apart {
		fmt.Fprintf(&b, "      %s ≠ %s\n", two.First, two.Then)
	}
	return b.String()
}

// promises hold in every installation of this program: there is no switch for them. Tests of the
// project fail when one is broken.
var promises = []string{"recorded", "looked", "apart", "unseen", "person", "marks", "cells", "forbidden", "classes"}

// declaredText compares what the house declared in its record with this program.
func declaredText(w *i18n.Words, lang string, declared json.RawMessage) string {
	say := func(key string, args ...any) string { return w.Say(lang, key, args...) }
	var sums map[string]string
	if json.Unmarshal(declared, &sums) != nil || len(sums) == 0 {
		return say("audit.policy.undeclared") + "\n"
	}
	var b strings.Builder
	fmt.Fprintln(&b, say("audit.policy.declared"))
	for _, p := range doors.PolicyParts() {
		key := "audit.policy.same"
		if sums[p.Name] != p.Hash {
			key = "audit.policy.other"
		}
		fmt.Fprintf(&b, "  %s  %s  %s\n", say(key), sums[p.Name], say("audit.policy."+p.Name, "n", p.Lines))
	}
	return b.String()
}
