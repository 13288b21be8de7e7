package campaign

import (
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/office"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
)

// OpinionsSheet describes opinions that came by letter or were heard at a meeting. It has no column for who said it.
func OpinionsSheet() office.Sheet {
	column := func(name string) string { return "campaign.column." + name }
	return office.Sheet{ID: "opinions", Key: column("opinions"), Columns: []office.Column{
		{ID: "body", Key: column("body"), Required: true, Max: mostOpinion, Width: 60},
		{ID: "group", Key: column("group"), Required: true, Max: 40, Width: 14},
		{ID: "way", Key: column("way"), Kind: office.ChoiceCell, Required: true, Width: 10,
			Choices: []office.Choice{{Code: "letter", Key: "campaign.way.letter"}, {Code: "meeting", Key: "campaign.way.meeting"}}},
		{ID: "came", Key: column("came"), Kind: office.DayCell, Required: true, Width: 12},
	}}
}

// OpinionsIn is the opinions on one campaign as they come in from a workbook; it is for the campaign. Each gets its
// numbers as if it had been entered by hand. One of the same group, way, day and words stays as it is.
func (r *Room) OpinionsIn() batch.List {
	return batch.List{Kind: "opinions", Right: access.EnterOpinion, Action: "campaign.import_opinions", Title: "campaign.import.opinions", Sheets: []office.Sheet{OpinionsSheet()},
		May: func(tx *db.Tx, of string) error {
			_, _, _, err := entering(tx, ID(of))
			return err
		}, Read: r.readOpinions}
}

// entering is the campaign, and the unit at which the actor may enter opinions on it.
func entering(tx *db.Tx, id ID) (c Campaign, unit string, ord int64, err error) {
	if c, err = loadCampaign(tx, id); err != nil {
		return c, "", 0, err
	}
	if err = readable(tx, c); err != nil {
		return c, "", 0, err
	}
	unit, ord, err = enters(tx, c)
	return c, unit, ord, err
}

func (r *Room) readOpinions(in *batch.Reading) error {
	c, unit, ord, err := entering(in.Tx, ID(in.Of))
	if err != nil {
		return err
	}
	p, err := r.pack(in.Tx, c.Pack, c.PackVersion)
	if err != nil {
		return err
	}
	known, err := enteredKeys(in.Tx, c.ID)
	if err != nil {
		return err
	}
	return in.Each(func(row *batch.Row) error {
		x := NewOpinion{Group: groupOf(row, p), Way: row.Get("way"), Body: row.Get("body"), CameOn: row.Get("came")}
		if row.Wrong() {
			return nil
		}
		if row.Day("came") > in.Tx.Today() {
			row.Fail("came", "campaign.opinion.came_wrong", "import.repair_cell")
			return nil
		}
		key := enteredKey(x.Group, x.Way, x.CameOn, x.Body)
		if known[key] {
			row.Same()
			return nil
		}
		known[key] = true
		row.New(func(tx *db.Tx) error {
			var wrong fault.Check
			o, err := r.receive(tx, c, x.Group, x.Way, x.Body, &wrong)
			if err != nil {
				return err
			}
			o.CameOn, o.EnteredBy, o.Unit, o.UnitOrd = row.Day("came"), tx.Who.Label(), unit, ord
			return keep(tx, o, "enter_opinion")
		})
		return nil
	})
}

// groupOf finds the group that a row names, by its title or its code.
func groupOf(row *batch.Row, p *pack.Pack) string {
	name := row.Get("group")
	var names []string
	for _, g := range p.Part(pack.CampaignGroups) {
		if name == g.Code || name == g.Title.Zh || name == g.Title.En {
			return g.Code
		}
		names = append(names, g.Title.Zh)
	}
	if name != "" {
		row.Fail("group", "campaign.opinion.group_unknown", "campaign.import.repair_group", "list", strings.Join(names, "、"))
	}
	return ""
}

// enteredKey is what makes two opinions the same.
func enteredKey(group, way, day, body string) string {
	return group + "\x1f" + way + "\x1f" + day + "\x1f" + body
}
