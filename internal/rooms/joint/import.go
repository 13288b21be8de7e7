package joint

import (
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/org"
)

// FindingsSheet describes what departments found, as each keeps its own list.
func FindingsSheet() office.Sheet {
	column := func(name string) string { return "joint.column." + name }
	return office.Sheet{ID: "findings", Key: column("sheet"), Columns: []office.Column{
		{ID: "title", Key: column("title"), Required: true, Max: 120, Width: 30},
		{ID: "department", Key: column("department"), Required: true, Max: 60, Width: 14},
		{ID: "unit", Key: column("unit"), Required: true, Width: 24},
		{ID: "found", Key: column("found"), Kind: office.DayCell, Required: true, Width: 12},
		{ID: "body", Key: column("body"), Required: true, Max: 2000, Width: 50},
		{ID: "paper", Key: column("paper"), Max: 120, Width: 24},
	}}
}

// FindingsIn is the findings of departments as they come in from a workbook. When it was found is what the sheet says,
// when it was written is now. A finding of the same department, organisation, day and title stays as it is.
func (r *Room) FindingsIn() batch.List {
	return batch.List{Kind: "findings", Right: access.EditJoint, Action: "joint.import", Title: "joint.import.title", Sheets: []office.Sheet{FindingsSheet()}, Read: readFindings}
}

func readFindings(in *batch.Reading) error {
	cells, err := org.NewCells(in.Tx)
	if err != nil {
		return err
	}
	deps, err := listDepartments(in.Tx, in.Tx.Today())
	if err != nil {
		return err
	}
	known, err := foundKeys(in.Tx)
	if err != nil {
		return err
	}
	return in.Each(func(row *batch.Row) error {
		f := NewFinding{Department: departmentOf(row, deps), Found: row.Day("found"), Title: row.Get("title"), Body: row.Get("body"), Paper: row.Get("paper")}
		f.Unit = cells.Unit(row, "unit", func(u org.Unit) error {
			return access.May(in.Tx.Who, access.EditJoint, Finding{UnitOrd: u.Ord}.Place())
		}).ID
		if row.Wrong() {
			return nil
		}
		if err := f.check(in.Tx.Today()); err != nil {
			return row.Refused(err)
		}
		key := foundKey(f.Department, f.Unit, string(f.Found), f.Title)
		if known[key] {
			row.Same()
			return nil
		}
		known[key] = true
		row.New(func(tx *db.Tx) error {
			_, err := Find(tx, f)
			return err
		})
		return nil
	})
}

// departmentOf finds the department that a row names among those that take part now.
func departmentOf(row *batch.Row, deps []Department) string {
	name := row.Get("department")
	var names []string
	for _, d := range deps {
		if d.Name == name {
			return d.ID
		}
		names = append(names, d.Name)
	}
	if name != "" {
		row.Fail("department", "joint.import.department_unknown", "joint.import.repair_department", "list", strings.Join(names, "、"))
	}
	return ""
}

// foundKey is what makes two findings the same.
func foundKey(department, unit, day, title string) string {
	return department + "\x1f" + unit + "\x1f" + day + "\x1f" + title
}
