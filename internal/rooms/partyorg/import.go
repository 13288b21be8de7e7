package partyorg

import (
	"context"
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
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

// ImportInput is a roster to be taken in.
type ImportInput struct {
	Data     []byte
	Batch    string
	GoodOnly bool
	Say      office.Say
}

// Imported is a roster read and compared with the register. A row of somebody who is a member of another
// branch is a move.
type Imported struct {
	Table                  *office.Table
	Columns                []office.Column
	Bad                    []office.BadCell
	New, Moved, Same, Left int
	rows                   []importRow
	bad                    map[int]bool
}

type importRow struct {
	rec *office.Record
	in  Enrolment
	was Member // to be moved
}

// CheckImport says what Import would do and stores nothing. Faults about the file are those of office.OpenWorkbook;
// import.no_sheet when it has no roster.
func (r *Room) CheckImport(ctx context.Context, actor who.Actor, in ImportInput) (out *Imported, err error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = readRoster(tx, book, in)
		return err
	})
	return out, err
}

// Import enters and moves members as the roster says, in one transaction: all rows, the good ones, or none. What stands
// in the register already stays; nobody is taken out by missing from a file.
func (r *Room) Import(ctx context.Context, actor who.Actor, in ImportInput) (out *Imported, err error) {
	book, err := office.OpenWorkbook(in.Data, office.Limits{})
	if err != nil {
		return nil, err
	}
	defer book.Close() // it holds memory only
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		if out, err = readRoster(tx, book, in); err != nil {
			return err
		}
		if len(out.Bad) > 0 && !in.GoodOnly {
			return fault.Invalid(fault.On("file", "import.has_errors", "n", len(out.Bad)))
		}
		for _, row := range out.rows {
			if row.was.ID != "" {
				err = r.MoveIn(tx, row.was.ID, 0, Moving{Party: row.in.Party, Since: row.in.Since, Basis: row.in.Basis})
			} else {
				_, err = r.EnrolIn(tx, row.in)
			}
			if err != nil {
				return fmt.Errorf("row %d of the roster: %w", row.rec.Row, err)
			}
		}
		return audit.Record(tx, audit.Entry{Action: "partyorg.import", Kind: "batch", ID: in.Batch, Version: 1,
			Details: map[string]any{"new": out.New, "moved": out.Moved, "same": out.Same, "left_out": out.Left, "good_only": in.GoodOnly}})
	})
	if err != nil && !fault.Is(err, fault.KindInvalid) {
		return nil, err
	}
	return out, err
}

func readRoster(tx *db.Tx, book *office.Workbook, in ImportInput) (*Imported, error) {
	if !access.Anywhere(tx.Who, access.EditMember) {
		return nil, fault.NotFound()
	}
	sheet := RosterSheet()
	t, found, err := book.Table(sheet, in.Say)
	if err == nil && !found && len(book.Sheets()) == 1 { // a roster that was kept by hand is called Sheet1
		t, err = book.TableOn(book.Sheets()[0], sheet, in.Say)
		found = true
	}
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.Invalid(fault.On("file", "import.no_sheet", "sheets", office.WordList{office.Word(sheet.Key)}))
	}
	forest, err := org.Tree(tx)
	if err != nil {
		return nil, err
	}
	out := &Imported{Table: t, Columns: sheet.Columns, Bad: t.Bad, bad: map[int]bool{}}
	for _, b := range t.Bad {
		out.bad[b.Row] = true
	}
	seen := map[string]bool{}
	for _, rec := range t.Records {
		if err := out.take(tx, forest, rec, seen); err != nil {
			return nil, err
		}
	}
	office.InOrder(out.Bad)
	out.Left = len(t.Records) - out.New - out.Moved - out.Same
	return out, nil
}

func (out *Imported) fail(rec *office.Record, column, key, repair string, args ...any) {
	out.bad[rec.Row] = true
	out.Bad = append(out.Bad, rec.Bad(column, key, repair, args...))
}

// take turns one row into an enrolment or a move, or says everything that is wrong with it.
func (out *Imported) take(tx *db.Tx, forest *org.Forest, rec *office.Record, seen map[string]bool) error {
	row := importRow{rec: rec, in: Enrolment{Kind: rec.Get("kind"), Since: clock.Day(rec.Get("since")), Basis: rec.Get("basis"), Flow: rec.Get("flow"),
		FlowPlace: rec.Get("flow_place"), FlowSince: clock.Day(rec.Get("flow_since"))}}
	o, key := forest.Named(org.PartyTree, rec.Get("party"), tx.Today())
	if key != "" && rec.Get("party") != "" {
		out.fail(rec, "party", "partyorg.import.party_unknown", "partyorg.import.repair_party")
	}
	who := rec.Get("badge")
	if who == "" {
		who = rec.Get("name")
	}
	if who != "" {
		p, err := pickPerson(tx, "name", who)
		if f, ok := fault.As(err); ok && f.Kind == fault.KindInvalid {
			out.fail(rec, "name", f.Fields[0].Key, "partyorg.import.repair_person", f.Fields[0].Args...)
		} else if err != nil {
			return err
		}
		row.in.Person = p.ID
		if p.ID != "" && p.Name != rec.Get("name") {
			out.fail(rec, "name", "partyorg.import.other_name", "partyorg.import.repair_person", "name", p.Name)
		}
	}
	row.in.Party = o.ID
	if out.bad[rec.Row] {
		return nil
	}
	if f, ok := fault.As(row.in.check(tx.Today())); ok {
		for _, x := range f.Fields {
			out.fail(rec, x.Name, x.Key, "import.repair_cell", x.Args...)
		}
		return nil
	}
	if access.May(tx.Who, access.EditMember, memberPlace(o.Ord, "")) != nil {
		out.fail(rec, "party", "partyorg.import.party_unknown", "partyorg.import.repair_party")
		return nil
	}
	if seen[row.in.Person] {
		out.fail(rec, "name", "partyorg.import.twice", "partyorg.import.repair_person")
		return nil
	}
	seen[row.in.Person] = true
	return out.compare(tx, row)
}

// compare tells a new member from one who is known, and from one who changes the branch.
func (out *Imported) compare(tx *db.Tx, row importRow) error {
	was, err := openMember(tx, row.in.Person)
	switch {
	case fault.Is(err, fault.KindNotFound):
		out.New++
	case err != nil:
		return err
	case was.Party == row.in.Party:
		out.Same++
		return nil
	case access.May(tx.Who, access.EditMember, was.Place()) != nil:
		out.fail(row.rec, "party", "partyorg.import.not_yours", "partyorg.import.repair_move")
		return nil
	default:
		if f, ok := fault.As(movable(was, row.in)); ok {
			for _, x := range f.Fields {
				out.fail(row.rec, x.Name, x.Key, "import.repair_cell", x.Args...)
			}
			return nil
		}
		row.was = was
		out.Moved++
	}
	out.rows = append(out.rows, row)
	return nil
}

func movable(was Member, in Enrolment) error {
	_, _, err := was.Move(in.Party, 0, true, in.Since, in.Basis)
	return err
}

// RosterTemplate is the empty workbook to fill in.
func RosterTemplate(lang string, say office.Say) (*office.Book, error) {
	return office.Template(lang, say, "import.guide_name", "partyorg.import.template_title", []office.Sheet{RosterSheet()})
}
