package partyorg

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

// termPromise is the kind of the promise to elect before a term ends: reminders six and three months before.
const termPromise = "party.term"

// Rules of packs/rules for terms.
const (
	branchTerm    = "R-DZ-01"
	committeeTerm = "R-DZ-02"
)

func termRule(kind string) string {
	if kind == "party_committee" || kind == "party_branch_committee" || kind == "party_department" {
		return committeeTerm
	}
	return branchTerm
}

// keepTerm promises the election before the end of the term; a promise about an earlier term is kept by it.
func keepTerm(tx *db.Tx, o Org, t org.Term) error {
	open, err := calendar.Find(tx, termPromise, o.ID)
	switch {
	case err == nil && open.Due == t.Until:
		return nil
	case err == nil:
		if err := calendar.Done(tx, termPromise, o.ID); err != nil {
			return err
		}
	case !fault.Is(err, fault.KindNotFound):
		return err
	}
	return calendar.Keep(tx, calendar.Promise{Kind: termPromise, Ref: o.ID, Unit: o.ID, Ord: o.Ord, Title: o.Short, Link: "/partyorg/orgs/" + o.ID,
		Rule: termRule(o.Kind), Start: ruleStart(tx, termRule(o.Kind), t.Since), Due: t.Until})
}

// ruleStart is the day under whose version of the rule a date is promised: its own, or today where the
// house did not yet have the rule.
func ruleStart(tx *db.Tx, rule string, since clock.Day) clock.Day {
	if _, err := calendar.RuleOn(tx, rule, since); err != nil {
		return tx.Today()
	}
	return since
}

// KeepTerms promises the elections of terms that were entered in the register without this room: by an import,
// or on the register's page. It is night work and may run twice.
func (r *Room) KeepTerms(ctx context.Context) (n int, err error) {
	err = r.db.Write(ctx, who.Job("terms"), func(tx *db.Tx) error {
		n, err = r.KeepTermsIn(tx)
		return err
	})
	return n, err
}

// KeepTermsIn is KeepTerms in a transaction that runs.
func (r *Room) KeepTermsIn(tx *db.Tx) (n int, err error) {
	p, err := look(tx)
	if err != nil {
		return 0, err
	}
	for _, o := range p.orgs {
		if o.TermUntil == "" {
			continue
		}
		open, err := calendar.Find(tx, termPromise, o.ID)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return n, err
		}
		if err == nil && open.Due == o.TermUntil {
			continue
		}
		if err := keepTerm(tx, o, org.Term{Party: o.ID, Number: o.TermNo, Since: o.TermSince, Until: o.TermUntil}); err != nil {
			return n, err
		}
		n++
	}
	if n == 0 {
		return 0, nil
	}
	return n, audit.Record(tx, audit.Entry{Action: "partyorg.keep_terms", Kind: "job", ID: "terms", Details: map[string]int{"terms": n}})
}

// SetTerm enters or corrects a term in the register and promises the election before it ends. Faults are those
// of org.SetTerm.
func (r *Room) SetTerm(ctx context.Context, actor who.Actor, in org.Term) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		_, o, err := r.at(tx, in.Party, access.EditParty)
		if err != nil {
			return err
		}
		if err := org.SetTerm(tx, in); err != nil {
			return err
		}
		if in.Number < o.TermNo {
			return nil // a correction of the past promises nothing
		}
		return keepTerm(tx, o, in)
	})
}
