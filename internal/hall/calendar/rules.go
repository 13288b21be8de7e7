package calendar

import (
	"encoding/json"
	"strings"
	"sync/atomic"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
)

// RuleOn is the version of a deadline rule in force on a day; fault.Invalid naming rule and day when
// there is none.
func RuleOn(tx *db.Tx, code string, day clock.Day) (pack.Rule, error) {
	r, err := loadRuleOn(tx, code, day)
	if fault.Is(err, fault.KindNotFound) {
		return r, fault.Invalid(fault.On("due", "calendar.rule_missing", "rule", code, "day", string(day)))
	}
	return r, err
}

// RuleAs is a rule in the version that a matter began under.
func RuleAs(tx *db.Tx, code string, since clock.Day) (pack.Rule, error) {
	return loadRule(tx, code, since)
}

// Rules lists every rule in every version, in the order of codes and dates.
func Rules(tx *db.Tx) ([]pack.Rule, error) { return listRules(tx) }

// Install puts the rules of a deadlines pack in force from a day. A rule that did not change keeps
// its version; a changed one ends the day before and begins anew; one that the pack no longer has
// ends. Running promises keep the version they began under. It writes and does not record: the verb
// that switches the pack on does.
func Install(tx *db.Tx, p *pack.Pack, from clock.Day) error {
	now, err := listRules(tx)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, r := range p.Rules {
		wanted[r.Code] = true
		if err := install(tx, p.Version, inForce(now, r.Code, from), r, from); err != nil {
			return err
		}
	}
	for _, r := range now {
		if !wanted[r.Code] && r.On(from) {
			if err := endRule(tx, r.Code, r.From, from); err != nil {
				return err
			}
		}
	}
	return nil
}

func inForce(rules []pack.Rule, code string, day clock.Day) *pack.Rule {
	for i := range rules {
		if rules[i].Code == code && rules[i].On(day) {
			return &rules[i]
		}
	}
	return nil
}

func install(tx *db.Tx, version string, now *pack.Rule, r pack.Rule, from clock.Day) error {
	if now != nil && Same(*now, r) {
		return nil
	}
	if r.From < from {
		r.From = from
	}
	if r.To != "" && r.To < r.From {
		return nil
	}
	if now != nil {
		if now.From == r.From {
			return fault.Conflict("calendar.rule_same_day", "rule", r.Code, "day", string(r.From))
		}
		if err := endRule(tx, now.Code, now.From, r.From); err != nil {
			return err
		}
	}
	return insertRule(tx, version, r)
}

// Same tells whether two versions of a rule say the same, whatever their effective dates.
func Same(a, b pack.Rule) bool { return said(a) == said(b) }

func said(r pack.Rule) string {
	r.From, r.To, r.Line = "", "", 0
	raw, err := json.Marshal(r)
	if err != nil {
		panic(err) // a rule is plain data
	}
	return string(raw)
}

// Running counts the open promises of each rule version, for the page that switches packs.
func Running(tx *db.Tx) (map[string]int, error) { return countRunning(tx) }

// daysMemo keeps the working calendar by the tokens of its years; a token is never used twice, so
// what is kept never goes stale. Only the latest is kept.
var daysMemo atomic.Pointer[memo]

type memo struct {
	tokens string
	days   Days
}

// DaysOf is the working calendar as it was entered, for rooms that count working days without a rule.
func DaysOf(tx *db.Tx) (Days, error) { return loadDays(tx) }

func loadDays(tx *db.Tx) (Days, error) {
	tokens, err := listTokens(tx)
	if err != nil {
		return Days{}, err
	}
	var key strings.Builder
	for _, t := range tokens {
		key.WriteString(t.token)
	}
	if m := daysMemo.Load(); m != nil && m.tokens == key.String() {
		return m.days, nil
	}
	var years []pack.Year
	for _, t := range tokens {
		y, err := loadYear(tx, t.year)
		if err != nil {
			return Days{}, err
		}
		years = append(years, y)
	}
	m := &memo{key.String(), NewDays(years...)}
	daysMemo.Store(m)
	return m.days, nil
}
