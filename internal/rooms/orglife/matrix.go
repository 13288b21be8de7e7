package orglife

import (
	"context"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Column is one duty of the matrix with its periods.
type Column struct {
	Beat  pack.Beat
	Slots int // 12, 4 or 1
	At    int // of its first cell in a row
	Now   int // the slot that holds today, 0 in another year
}

// Shown is how a cell is drawn.
type Shown byte

// The cells.
const (
	NotDue     Shown = iota // ·
	NotOwed                 // —
	CellOpen                // ▲
	CellDone                // ●
	CellLate                // ◐
	CellMiss                // ✕
	CellMadeUp              // ⊗
)

// Cell is one duty of one branch in one period; without an id nothing was laid down.
type Cell struct {
	ID   DutyID
	Mark Shown
}

// Row is one branch of the matrix.
type Row struct {
	Branch
	Cells  []Cell
	Done   int
	Missed int
	Due    int // done, missed, or running now
}

// Matrix is a year of branches and duties, in register order.
type Matrix struct {
	Year    int
	Columns []Column
	Rows    []Row
	Cells   int // in a row
	Done    int
	Missed  int
	Due     int
	Open    int // running and not done
}

// MatrixOf is a part of the Party tree in a year: one query over duties in register order. all shows every duty,
// not only those that the pack puts into the year's table.
func (r *Room) MatrixOf(ctx context.Context, actor who.Actor, party string, year int, all bool) (m Matrix, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		m, err = r.matrix(tx, party, year, all)
		return err
	})
	return m, err
}

func (r *Room) matrix(tx *db.Tx, party string, year int, all bool) (Matrix, error) {
	m := Matrix{Year: year}
	scope, err := reach(tx, access.ReadActivity, party)
	if err != nil {
		return m, err
	}
	day := min(max(tx.Today(), first(year, 1)), first(year, 13).Add(-1))
	p, err := r.rules(tx, day)
	if err != nil {
		return m, noRules(err)
	}
	m.columns(p.Rhythm, tx.Today(), all)
	branches, err := branchesIn(tx, scope)
	if err != nil {
		return m, err
	}
	m.rows(p.Rhythm, branches)
	return m, eachCell(tx, scope, year, m.fill(tx.Today()))
}

// reach is the actor's scope of a right, narrowed to an organisation and what stands below it.
func reach(tx *db.Tx, right access.Right, party string) (db.Scope, error) {
	scope := access.ScopeOf(tx.Who, right)
	if party == "" {
		return scope, nil
	}
	b, err := loadBranch(tx, party)
	if err != nil {
		return scope, err
	}
	if err := access.May(tx.Who, right, place(b.Ord, access.KindActivity, "")); err != nil {
		return scope, err
	}
	return db.Scope{Ranges: []db.Range{{First: b.Ord, Last: b.Last}}}.Without(scope.Except, scope.ExceptIDs), nil
}

func (m *Matrix) columns(h pack.Rhythm, today clock.Day, all bool) {
	for _, b := range h.Beats {
		if b.Every == pack.EachMeeting || !all && !b.Matrix {
			continue
		}
		c := Column{Beat: b, Slots: map[pack.Every]int{pack.EachMonth: 12, pack.EachQuarter: 4, pack.EachYear: 1}[b.Every], At: m.Cells}
		if p, ok := PeriodAt(b, today); ok && p.Year == m.Year && p.From <= today {
			c.Now = p.Slot
		}
		m.Columns = append(m.Columns, c)
		m.Cells += c.Slots
	}
}

// rows begins a row for each branch that owes something shown, its cells as if nothing were laid down.
func (m *Matrix) rows(h pack.Rhythm, branches []Branch) {
	for _, b := range branches {
		owes := make([]bool, len(m.Columns))
		any := false
		for i, c := range m.Columns {
			owes[i] = b.Owes(h, c.Beat)
			any = any || owes[i]
		}
		if !any {
			continue
		}
		row := Row{Branch: b, Cells: make([]Cell, m.Cells)}
		for i, c := range m.Columns {
			if !owes[i] {
				for n := range c.Slots {
					row.Cells[c.At+n].Mark = NotOwed
				}
			}
		}
		m.Rows = append(m.Rows, row)
	}
}

// fill puts a duty into its cell; duties come in the order of the rows.
func (m *Matrix) fill(today clock.Day) func(c cellRow) {
	at := 0
	columns := map[string]Column{}
	for _, c := range m.Columns {
		columns[c.Beat.Code] = c
	}
	return func(c cellRow) {
		for at < len(m.Rows) && m.Rows[at].Ord < c.ord {
			at++
		}
		col, ok := columns[c.kind]
		if !ok || at == len(m.Rows) || m.Rows[at].Ord != c.ord || c.slot > col.Slots {
			return
		}
		row := &m.Rows[at]
		mark := shown(c, today)
		row.Cells[col.At+c.slot-1] = Cell{ID: c.id, Mark: mark}
		row.Due++
		m.Due++
		switch mark {
		case CellDone, CellLate:
			row.Done++
			m.Done++
		case CellMiss, CellMadeUp:
			row.Missed++
			m.Missed++
		default:
			m.Open++
		}
	}
}

func shown(c cellRow, today clock.Day) Shown {
	switch d := (Duty{Mark: c.mark, Closes: c.closes}); d.Stands(today) {
	case Done:
		return CellDone
	case Late:
		return CellLate
	case Missed:
		return CellMiss
	case MadeUp:
		return CellMadeUp
	}
	return CellOpen
}

// MissedBranches is how many branches have missed something.
func (m Matrix) MissedBranches() int {
	n := 0
	for _, r := range m.Rows {
		if r.Missed > 0 {
			n++
		}
	}
	return n
}

// OpenBranches is how many branches have something running that is not done.
func (m Matrix) OpenBranches() int {
	n := 0
	for _, r := range m.Rows {
		if slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Mark == CellOpen }) {
			n++
		}
	}
	return n
}
