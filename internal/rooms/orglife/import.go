package orglife

import (
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/org"
)

func column(name string) string { return "orglife.column." + name }

// MeetingsSheet describes meetings as a secretary's sheet holds them: one row a meeting.
func MeetingsSheet() office.Sheet {
	return office.Sheet{ID: "meetings", Key: column("sheet"), Columns: []office.Column{
		{ID: "topic", Key: column("topic"), Required: true, Max: 200, Width: 34},
		{ID: "party", Key: column("party"), Required: true, Width: 24},
		{ID: "kind", Key: column("kind"), Required: true, Max: 40, Width: 14},
		{ID: "day", Key: column("day"), Kind: office.DayCell, Required: true, Width: 12},
		{ID: "at", Key: column("at"), Max: 8, Width: 8},
		{ID: "place", Key: column("place"), Max: 100, Width: 18},
		{ID: "chair", Key: column("chair"), Required: true, Max: 40, Width: 10},
		{ID: "recorder", Key: column("recorder"), Max: 40, Width: 10},
		{ID: "absent", Key: column("absent"), Max: 2000, Width: 28},
		{ID: "first_topic", Key: column("first_topic"), Max: 200, Width: 24},
		{ID: "spoken", Key: column("spoken"), Max: 20000, Width: 50},
		{ID: "decided", Key: column("decided"), Max: 4000, Width: 34},
	}}
}

// MeetingsIn is the meetings of a sheet as they come in. When a meeting was held is what the sheet says; when it was
// written is now, and what is late shows as late. A meeting of the same organisation, kind, day and topic that is
// recorded already stays as it is. Votes, tasks and 三重一大 are not brought: their order is recorded at the meeting.
func (r *Room) MeetingsIn() batch.List {
	return batch.List{Kind: "meetings", Right: access.KeepActivity, Action: "orglife.import", Title: "orglife.import.title", Sheets: []office.Sheet{MeetingsSheet()}, Read: r.readMeetings}
}

// meetingsImport is what the rows are compared with.
type meetingsImport struct {
	room  *Room
	tx    *db.Tx
	cells *org.Cells
	years map[string][]Activity // by organisation and year
	seen  map[string]bool
}

func (r *Room) readMeetings(in *batch.Reading) (err error) {
	imp := &meetingsImport{room: r, tx: in.Tx, years: map[string][]Activity{}, seen: map[string]bool{}}
	if imp.cells, err = org.NewCells(in.Tx); err != nil {
		return err
	}
	return in.Each(imp.take)
}

// take turns one row into the record of a meeting, or says everything that is wrong with it.
func (imp *meetingsImport) take(row *batch.Row) error {
	in := Holding{Plan: Plan{Topic: row.Get("topic"), Day: row.Day("day"), At: row.Get("at"), Place: row.Get("place"), Chair: row.Get("chair")}, Recorder: row.Get("recorder"),
		FirstTopic: row.Get("first_topic"), Items: []Item{{Title: row.Get("topic"), Spoken: row.Get("spoken"), Decided: row.Get("decided")}}}
	u := imp.cells.Party(row, "party", func(u org.Unit) error {
		return access.May(imp.tx.Who, access.KeepActivity, place(u.Ord, access.KindActivity, ""))
	})
	in.Party = u.ID
	if row.Wrong() {
		return nil
	}
	beat, known, err := imp.kind(row, &in)
	if err != nil || row.Wrong() {
		return err
	}
	roster, err := loadRoster(imp.tx, in.Party, beat.Posts, in.Day)
	if err != nil {
		return err
	}
	in.Absent = absences(row, known, roster)
	in.tidy()
	if err := in.check(beat, known, roster, imp.tx.Today()); err != nil && !row.Wrong() {
		return row.Refused(err)
	}
	return imp.compare(row, in)
}

// kind finds the duty that a row's kind names, by its title or its code in the pack in force on the day.
func (imp *meetingsImport) kind(row *batch.Row, in *Holding) (pack.Beat, pack.Rhythm, error) {
	p, err := imp.room.rules(imp.tx, in.Day)
	if err != nil {
		return pack.Beat{}, pack.Rhythm{}, err
	}
	var names []string
	for _, b := range p.Rhythm.Beats {
		if b.Every == pack.EachMeeting {
			continue
		}
		if slices.Contains([]string{b.Code, b.Title.Zh, b.Title.En, b.Short.Zh, b.Short.En}, row.Get("kind")) {
			in.Kind = b.Code
			return b, p.Rhythm, nil
		}
		names = append(names, b.Title.Zh)
	}
	row.Fail("kind", "orglife.kind_unknown", "orglife.import.repair_kind", "list", strings.Join(names, "、"))
	return pack.Beat{}, p.Rhythm, nil
}

// absences reads "张三（请假）、李四（出差）": who of the roster was not there, and why in the pack's words.
func absences(row *batch.Row, known pack.Rhythm, roster []Person) (out []Absent) {
	for _, part := range strings.FieldsFunc(row.Get("absent"), func(r rune) bool { return strings.ContainsRune("、,，;；\n", r) }) {
		name, why, _ := strings.Cut(strings.NewReplacer("(", "（", ")", "）").Replace(strings.TrimSpace(part)), "（")
		name, why = strings.TrimSpace(name), strings.TrimSpace(strings.TrimSuffix(why, "）"))
		var who []Person
		for _, p := range roster {
			if p.Name == name {
				who = append(who, p)
			}
		}
		if len(who) != 1 {
			row.Fail("absent", "orglife.import.absent_unknown", "orglife.import.repair_absent", "name", name)
			continue
		}
		i := slices.IndexFunc(known.Absences, func(w pack.Word) bool { return w.Code == why || w.Text.Zh == why || w.Text.En == why })
		if i < 0 {
			var words []string
			for _, w := range known.Absences {
				words = append(words, w.Text.Zh)
			}
			row.Fail("absent", "orglife.import.absent_why", "orglife.import.repair_why", "name", name, "list", strings.Join(words, "、"))
			continue
		}
		out = append(out, Absent{Person: who[0].ID, Reason: known.Absences[i].Code})
	}
	return out
}

// compare tells a new meeting from one that is recorded, and finds the plan that it was.
func (imp *meetingsImport) compare(row *batch.Row, in Holding) error {
	if row.Wrong() {
		return nil
	}
	there, err := imp.year(in.Party, in.Day)
	if err != nil {
		return err
	}
	key := in.Party + "\x1f" + in.Kind + "\x1f" + string(in.Day) + "\x1f" + in.Topic
	if imp.seen[key] {
		row.Fail("topic", "org.import.twice", "import.repair_row_twice")
		return nil
	}
	imp.seen[key] = true
	for _, a := range there {
		if a.Kind != in.Kind {
			continue
		}
		if a.State == Held && a.HeldOn == in.Day && a.Topic == in.Topic {
			row.Same()
			return nil
		}
		if in.Activity == "" && (a.State == Planned || a.State == Told) && a.Day == in.Day && !imp.seen[string(a.ID)] {
			in.Activity = a.ID
		}
	}
	imp.seen[string(in.Activity)] = in.Activity != ""
	row.New(func(tx *db.Tx) error {
		_, err := imp.room.HoldIn(tx, in)
		return err
	})
	return nil
}

// year is what an organisation has recorded and planned in the year of a day.
func (imp *meetingsImport) year(party string, day clock.Day) ([]Activity, error) {
	key := party + "\x1f" + string(day)[:4]
	list, ok := imp.years[key]
	if !ok {
		var err error
		if list, err = activitiesOf(imp.tx, party, day.Year()); err != nil {
			return nil, err
		}
		imp.years[key] = list
	}
	return list, nil
}
