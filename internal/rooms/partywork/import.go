package partywork

import (
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
)

// TasksSheet describes the tasks of a yearly list, with their road maps.
func TasksSheet() office.Sheet {
	column := func(name string) string { return "partywork.column." + name }
	return office.Sheet{ID: "tasks", Key: column("tasks"), Columns: []office.Column{
		{ID: "title", Key: column("task"), Required: true, Max: 120, Width: 34},
		{ID: "standard", Key: column("standard"), Required: true, Max: 500, Width: 44},
		{ID: "due", Key: column("due"), Kind: office.DayCell, Required: true, Width: 12},
		{ID: "rhythm", Key: column("rhythm"), Kind: office.ChoiceCell, Width: 12, Choices: []office.Choice{{Code: "month", Key: "partywork.rhythm.month"}, {Code: "quarter", Key: "partywork.rhythm.quarter"}}},
		{ID: "road", Key: column("road"), Max: 2000, Width: 44},
	}}
}

// TasksIn is the tasks of one list that is not issued yet, as they come in from a workbook; it is for the list. A task
// of the same title and day stays as it is.
func (r *Room) TasksIn() batch.List {
	return batch.List{Kind: "duty_tasks", Right: access.EditWork, Action: "partywork.import_tasks", Title: "partywork.import.tasks", Sheets: []office.Sheet{TasksSheet()},
		May: func(tx *db.Tx, of string) error {
			_, err := drafted(tx, ListID(of))
			return err
		}, Read: readTasks}
}

// drafted is a list whose tasks may still be brought: one that is issued gets each task with whom it is for.
func drafted(tx *db.Tx, id ListID) (List, error) {
	l, err := editable(tx, id)
	if err == nil && l.State != "draft" {
		err = fault.Conflict("partywork.list.issued")
	}
	return l, err
}

func readTasks(in *batch.Reading) error {
	l, err := drafted(in.Tx, ListID(in.Of))
	if err != nil {
		return err
	}
	there, err := listTasks(in.Tx, l.ID)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, t := range there {
		known[t.Title+"\x1f"+string(t.Due)] = true
	}
	return in.Each(func(row *batch.Row) error {
		if row.Wrong() {
			return nil
		}
		t, err := NewTask{Title: row.Get("title"), Standard: row.Get("standard"), Rhythm: row.Get("rhythm"), Due: row.Get("due"), Road: RoadOf(row.Get("road"))}.read()
		if err != nil {
			return row.Refused(err)
		}
		key := t.Title + "\x1f" + string(t.Due)
		if known[key] {
			row.Same()
			return nil
		}
		known[key] = true
		row.New(func(tx *db.Tx) error {
			t, err := give(tx, l, t, nil)
			if err != nil {
				return err
			}
			return record(tx, "add_task", "partywork_list", string(l.ID), l.Party, l.Version, map[string]any{"number": t.Number, "title": t.Title, "due": t.Due})
		})
		return nil
	})
}

// RoadOf reads a road map as it is typed: a line for each stage, its day, a space, what is reached.
func RoadOf(text string) (out []NewMile) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			day, title, _ := strings.Cut(line, " ")
			out = append(out, NewMile{Due: day, Title: strings.TrimSpace(title)})
		}
	}
	return out
}
