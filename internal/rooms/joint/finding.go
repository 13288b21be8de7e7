package joint

import (
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// Department is a member of joint supervision. Unit is where it stands in the tree, empty for a body
// outside the house (派驻纪检监察组).
type Department struct {
	ID       string
	Position int
	Name     string
	Field    string // what it looks at
	Unit     string
	Since    clock.Day
	Until    clock.Day
	Version  int64
}

// Finding is what a department found about an organisation.
type Finding struct {
	ID         string
	Number     string // LJ-26-003
	Department string
	DepName    string
	Unit       string
	UnitName   string
	UnitOrd    int64
	Found      clock.Day // when it was found; Made is when it was written
	Title      string
	Body       string
	Paper      string
	By         string
	Made       time.Time
	Item       string // the ledger's item that it became
	Withdrawn  time.Time
	Why        string
	Version    int64
}

// Place is where the finding lies: at the organisation.
func (f Finding) Place() access.Place {
	return access.Place{Ord: f.UnitOrd, Kind: access.KindJoint, ID: f.ID}
}

// NewFinding is what a department fills in.
type NewFinding struct {
	Department string
	Unit       string
	Found      clock.Day
	Title      string
	Body       string
	Paper      string
}

// check names each wrong field; today is the house's day.
func (in *NewFinding) check(today clock.Day) error {
	in.Title, in.Body, in.Paper = strings.TrimSpace(in.Title), strings.TrimSpace(in.Body), strings.TrimSpace(in.Paper)
	var c fault.Check
	c.That(in.Department != "", "department", "joint.department_empty")
	c.That(in.Unit != "", "unit", "joint.unit_empty")
	c.That(in.Found != "" && in.Found <= today, "found", "joint.found_day", "today", string(today))
	c.That(in.Title != "", "title", "joint.title_empty")
	c.That(in.Body != "", "body", "joint.body_empty")
	return c.Err()
}

// open refuses changes to a finding that was withdrawn or handed over.
func (f Finding) open() error {
	switch {
	case !f.Withdrawn.IsZero():
		return fault.Conflict("joint.withdrawn_already")
	case f.Item != "":
		return fault.Conflict("joint.handed_already")
	}
	return nil
}
