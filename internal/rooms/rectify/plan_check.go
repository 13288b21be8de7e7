package rectify

import (
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
)

// Check is one line of what is asked of a plan before it may be submitted: whether something is
// there and fits, never whether it is well written.
type Check struct {
	Key        string // words rectify.check.<Key>
	OK         bool
	Have, Want int
	Bad        []string // labels of the rows at fault
}

// Checks looks at a plan as a reviewer's three strict readings do (DOMAIN.md 3.2: causes analysed,
// measures that fit the findings one to one, targets that can be checked).
func (t *Tree) Checks(today clock.Day) []Check {
	out := []Check{t.checkItems()}
	rows := labelled(t)
	count := func(key string, ok func(measureRow) bool) {
		c := Check{Key: key, Want: len(rows)}
		for _, r := range rows {
			if ok(r) {
				c.Have++
			} else {
				c.Bad = append(c.Bad, r.label)
			}
		}
		c.OK = c.Have == c.Want
		out = append(out, c)
	}
	count("people", func(r measureRow) bool { return r.m.Lead.ID != "" && r.m.Owner.ID != "" })
	count("due", measureRow.dueFits)
	count("target", func(r measureRow) bool { return filled(r.m.Target) })
	p := t.Plan
	paragraphs := 0
	for _, l := range strings.Split(p.Cause, "\n") {
		if filled(l) {
			paragraphs++
		}
	}
	out = append(out, Check{Key: "cause", OK: len([]rune(p.Cause)) >= 20, Have: paragraphs})
	out = append(out, Check{Key: "study", OK: p.StudyOn != "" && p.StudyOn >= p.FedBack && p.StudyOn <= today})
	return append(out, t.checkCascade(rows))
}

func (t *Tree) checkItems() Check {
	c := Check{Key: "measures", Want: len(t.Branches)}
	for i, b := range t.Branches {
		if len(b.Measures()) > 0 {
			c.Have++
		} else {
			c.Bad = append(c.Bad, itoa(i+1))
		}
	}
	c.OK = c.Have == c.Want && c.Want > 0
	return c
}

// checkCascade refuses a plan that hands most of its work down: the grass roots do not rectify in the
// class's place (DOMAIN.md 3.7).
func (t *Tree) checkCascade(rows []measureRow) Check {
	c := Check{Key: "cascade", Want: len(rows)}
	for _, r := range rows {
		if len(r.m.Cascades) > 0 {
			c.Have++
		}
	}
	c.OK = c.Have*2 <= c.Want
	return c
}

type measureRow struct {
	label string
	m     *Measure
	item  *Item
}

func labelled(t *Tree) []measureRow {
	var out []measureRow
	for i, b := range t.Branches {
		for j, task := range b.Tasks {
			for k, m := range task.Measures {
				out = append(out, measureRow{itoa(i+1) + "." + itoa(j+1) + "." + itoa(k+1), m, b.Item})
			}
		}
	}
	return out
}

func (r measureRow) dueFits() bool {
	if r.m.Lasting {
		return true
	}
	return r.m.Due != "" && (r.item.Due == "" || r.m.Due <= r.item.Due)
}

// Ready is fault.Invalid with one field a failed check.
func (t *Tree) Ready(today clock.Day) error {
	var c fault.Check
	for _, x := range t.Checks(today) {
		c.That(x.OK, "check."+x.Key, "rectify.check."+x.Key+".no", "rows", strings.Join(x.Bad, ", "))
	}
	return c.Err()
}
