package campaign

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"sort"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/tally"
)

// sheetPack is the pack with the columns of the sheets.
const sheetPack = "campaign_sheet"

// SheetColumn is one column as it stood when the sheet was drafted.
type SheetColumn struct {
	Code    string `json:"code"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
	Flow    bool   `json:"flow,omitempty"`
	Persons bool   `json:"persons,omitempty"`
	Whole   bool   `json:"whole,omitempty"`
	Empty   bool   `json:"empty,omitempty"` // no records yet
}

// Title in a language.
func (c SheetColumn) Title(lang string) string { return pack.Text{Zh: c.Zh, En: c.En}.In(lang) }

// SheetCell is one figure with the SHA-256 of the ids that it counts, so that the list behind it can be
// compared later.
type SheetCell struct {
	N      int    `json:"n"`
	Hash   string `json:"hash,omitempty"`
	Hidden bool   `json:"hidden,omitempty"` // fewer than five people: merged into the last row
	None   bool   `json:"none,omitempty"`   // nothing to be counted here
}

// SheetLine is one organisation's figures, in the order of the columns.
type SheetLine struct {
	Unit  string      `json:"unit"` // "" for what belongs to none of the units above, and for the total
	Name  string      `json:"name"`
	Cells []SheetCell `json:"cells"`
}

// SheetBody is everything a sheet says. What is signed is this, word for word.
type SheetBody struct {
	Campaign string        `json:"campaign"`
	First    clock.Day     `json:"first"`
	Day      clock.Day     `json:"day"`
	Columns  []SheetColumn `json:"columns"`
	Lines    []SheetLine   `json:"lines"`
	Total    []SheetCell   `json:"total"`
	Merged   []int         `json:"merged"`         // persons of the merged cells, by column
	From     []string      `json:"from,omitempty"` // hashes of the daily sheets of a weekly one
	Missing  []clock.Day   `json:"missing,omitempty"`
}

// Encode is the stored text and its SHA-256.
func (b SheetBody) Encode() (text, hash string) {
	raw, err := json.Marshal(b)
	if err != nil {
		panic(err) // plain data
	}
	h := sha256.Sum256(raw)
	return string(raw), hex.EncodeToString(h[:])
}

// sheetUnit is a row of the sheet: a unit to which the campaign was relayed, with everything below it.
type sheetUnit struct {
	id, name    string
	first, last int64
}

// sheetColumns reads the pack in force. A code that names no source is refused with its line.
func (r *Room) sheetColumns(tx *db.Tx) ([]SheetColumn, *pack.Pack, error) {
	p, err := r.pack(tx, sheetPack, "")
	if err != nil {
		return nil, nil, err
	}
	var out []SheetColumn
	var c fault.Check
	for _, x := range p.Categories {
		s, ok := sheetSources[x.Code]
		c.That(ok, "columns", "campaign.sheet.column_unknown", "file", p.File, "line", x.Line, "code", x.Code)
		out = append(out, SheetColumn{Code: x.Code, Zh: x.Title.Zh, En: x.Title.En, Flow: s.flow, Persons: s.persons, Whole: s.whole, Empty: s.rows == nil})
	}
	return out, p, c.Err()
}

// count computes a sheet from the records as they were at the end of day: one query a source, no loop over
// units in the database.
func (r *Room) count(tx *db.Tx, c Campaign, columns []SheetColumn, first, day clock.Day) (SheetBody, error) {
	b := SheetBody{Campaign: c.Number, First: first, Day: day, Columns: columns, Total: make([]SheetCell, len(columns)), Merged: make([]int, len(columns))}
	units, err := sheetUnits(tx, c)
	if err != nil {
		return b, err
	}
	for _, u := range units {
		b.Lines = append(b.Lines, SheetLine{Unit: u.id, Name: u.name, Cells: make([]SheetCell, len(columns))})
	}
	b.Lines = append(b.Lines, SheetLine{Cells: make([]SheetCell, len(columns))})
	read := map[string][]sheetRow{}
	for i, col := range columns {
		s := sheetSources[col.Code]
		if s.rows == nil {
			b.fill(i, SheetCell{None: true})
			b.Total[i] = SheetCell{None: true}
			continue
		}
		key := strings.TrimSuffix(strings.TrimSuffix(col.Code, "_new"), "_all")
		rows, ok := read[key]
		if !ok {
			if rows, err = s.rows(tx, c); err != nil {
				return b, err
			}
			slices.SortFunc(rows, func(a, b sheetRow) int { return strings.Compare(a.id, b.id) }) // once, and not list by list
			read[key] = rows
		}
		b.column(i, s, s.within(rows, first, day), units)
	}
	return b, nil
}

func (b *SheetBody) fill(i int, c SheetCell) {
	for j := range b.Lines {
		b.Lines[j].Cells[i] = c
	}
}

// column distributes the rows of one column over the units and hashes each list.
func (b *SheetBody) column(i int, s sheetSource, rows []sheetRow, units []sheetUnit) {
	b.Total[i] = sheetCell(rows)
	if s.whole {
		b.fill(i, SheetCell{None: true})
		return
	}
	of := make([][]sheetRow, len(b.Lines))
	for _, r := range rows {
		k := unitAt(units, r.ord)
		of[k] = append(of[k], r)
	}
	for k := range of {
		b.Lines[k].Cells[i] = sheetCell(of[k])
	}
	if s.persons {
		b.merge(i)
	}
}

// unitAt finds the row of the sheet to which a tree number belongs; the row behind the units takes what
// belongs to none.
func unitAt(units []sheetUnit, ord int64) int {
	k := sort.Search(len(units), func(k int) bool { return units[k].first > ord }) - 1
	if k >= 0 && ord <= units[k].last {
		return k
	}
	return len(units)
}

func sheetCell(rows []sheetRow) SheetCell {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return SheetCell{N: len(rows), Hash: listHash(ids)}
}

// listHash is the fingerprint of a list: SHA-256 of its ids in order, one a line.
func listHash(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	if !slices.IsSorted(ids) {
		slices.Sort(ids)
	}
	h := sha256.New()
	line := make([]byte, 0, 64)
	for i, id := range ids {
		line = line[:0]
		if i > 0 {
			line = append(line, '\n')
		}
		h.Write(append(line, id...))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// merge takes numbers of people below five out of their cells (TRUST.md 1.6).
func (b *SheetBody) merge(i int) {
	cells := make([]tally.Cell, len(b.Lines))
	for k := range b.Lines {
		cells[k] = tally.Cell{Unit: string(rune('a'+k%26)) + string(rune('0'+k/26)), N: int64(b.Lines[k].Cells[i].N)}
	}
	shown, known := tally.Merge(cells, "")
	keep := map[string]bool{}
	for _, c := range shown {
		if c.Unit == "" {
			b.Merged[i] = int(c.N)
		}
		keep[c.Unit] = true
	}
	for k := range b.Lines {
		if !known || !keep[cells[k].Unit] {
			b.Lines[k].Cells[i] = SheetCell{Hidden: true}
		}
	}
}
