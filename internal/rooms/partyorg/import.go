package partyorg

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/org"
)

// RosterSheet describes the roster of members as a workbook: template, import and export have the same columns.
func RosterSheet() office.Sheet {
	return office.Sheet{ID: "members", Key: column("sheet"), Columns: []office.Column{
		{ID: "name", Key: column("name"), Required: true, Max: 30, Width: 12},
		{ID: "badge", Key: column("badge"), Max: 20, Width: 12},
		{ID: "party", Key: column("party"), Required: true, Width: 28},
		{ID: "kind", Key: column("kind"), Kind: office.ChoiceCell, Required: true, Choices: choices("partyorg.kind.", MemberKinds), Width: 12},
		{ID: "since", Key: column("since"), Kind: office.DayCell, Required: true, Width: 12},
		{ID: "basis", Key: column("basis"), Max: 200, Width: 26},
		{ID: "flow", Key: column("flow"), Kind: office.ChoiceCell, Choices: choices("partyorg.flow.", Flows[1:]), Width: 10},
		{ID: "flow_place", Key: column("flow_place"), Max: 120, Width: 24},
		{ID: "flow_since", Key: column("flow_since"), Kind: office.DayCell, Width: 12},
	}}
}

func column(name string) string { return "partyorg.column." + name }

func choices(prefix string, list []string) []office.Choice {
	out := make([]office.Choice, len(list))
	for i, v := range list {
		out[i] = office.Choice{Code: v, Key: prefix + v}
	}
	return out
}

// RosterIn is the roster as a list that comes in from a workbook. Who is a member of another branch moves; what stands
// in the register already stays; nobody is taken out by missing from a file.
func (r *Room) RosterIn() batch.List {
	return batch.List{Kind: "members", Right: access.EditMember, Action: "partyorg.import", Title: "partyorg.import.template_title", Sheets: []office.Sheet{RosterSheet()}, Read: r.readRoster}
}

// rosterImport is what the rows are compared with.
type rosterImport struct {
	room  *Room
	tx    *db.Tx
	cells *org.Cells
	seen  map[string]bool
}

func (r *Room) readRoster(in *batch.Reading) (err error) {
	imp := &rosterImport{room: r, tx: in.Tx, seen: map[string]bool{}}
	if imp.cells, err = org.NewCells(in.Tx); err != nil {
		return err
	}
	return in.Each(imp.take)
}

// take turns one row into an enrolment or a move, or says everything that is wrong with it.
func (imp *rosterImport) take(row *batch.Row) error {
	in := Enrolment{Kind: row.Get("kind"), Since: row.Day("since"), Basis: row.Get("basis"), Flow: row.Get("flow"), FlowPlace: row.Get("flow_place"), FlowSince: row.Day("flow_since")}
	in.Party = imp.cells.Party(row, "party", func(o org.Unit) error { return access.May(imp.tx.Who, access.EditMember, memberPlace(o.Ord, "")) }).ID
	called := row.Get("badge")
	if called == "" {
		called = row.Get("name")
	}
	p, err := imp.cells.Called(row, "name", called)
	if err != nil {
		return err
	}
	if p.ID != "" && p.Name != row.Get("name") {
		row.Fail("name", "partyorg.import.other_name", "org.import.repair_name", "name", p.Name)
	}
	in.Person = p.ID
	if row.Wrong() {
		return nil
	}
	if err := in.check(imp.tx.Today()); err != nil {
		return row.Refused(err)
	}
	if imp.seen[in.Person] {
		row.Fail("name", "partyorg.import.twice", "import.repair_row_twice")
		return nil
	}
	imp.seen[in.Person] = true
	return imp.compare(row, in)
}

// compare tells a new member from one who is known, and from one who changes the branch.
func (imp *rosterImport) compare(row *batch.Row, in Enrolment) error {
	was, err := openMember(imp.tx, in.Person)
	switch {
	case fault.Is(err, fault.KindNotFound):
		row.New(func(tx *db.Tx) error {
			_, err := imp.room.EnrolIn(tx, in)
			return err
		})
	case err != nil:
		return err
	case was.Party == in.Party:
		row.Same()
	case access.May(imp.tx.Who, access.EditMember, was.Place()) != nil:
		row.Fail("party", "partyorg.import.not_yours", "partyorg.import.repair_move")
	default:
		if err := movable(was, in); err != nil {
			return row.Refused(err)
		}
		row.Changed(func(tx *db.Tx) error {
			return imp.room.MoveIn(tx, was.ID, 0, Moving{Party: in.Party, Since: in.Since, Basis: in.Basis})
		})
	}
	return nil
}

func movable(was Member, in Enrolment) error {
	_, _, err := was.Move(in.Party, 0, true, in.Since, in.Basis)
	return err
}
