package campaign

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tally"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// receiptPrefix begins the number of a self-report.
const receiptPrefix = "ZS"

// Receipt is all that the house keeps of a self-report: a sealed paper came, when, to whom, and whether the
// window was open. Campaign and Title are of the campaign, not of the paper.
type Receipt struct {
	Number    string
	At        time.Time
	Recipient string // person
	Name      string // of the recipient
	Inside    bool
	Campaign  ID
	Title     string
}

// Reports is what the campaign's page says of self-reports: how many may receive, and how many papers came
// in the whole campaign; never who or from where.
type Reports struct {
	Recipients int
	Shown      bool // the reader reads the whole campaign
	Total      int
	Split      bool // inside and outside are each too many to point at anybody, or none
	Inside     int
	Outside    int
	MayReceive bool
}

// sealed is the place of self-reports: open to the persons named and to nobody else.
func (c Campaign) sealed(group []Member) access.Place {
	p := access.Place{Ord: c.UnitOrd, Kind: access.KindSelfReport, ID: string(c.ID), Class: access.P4}
	for _, m := range group {
		if m.Receives {
			p.Team = append(p.Team, m.Person)
		}
	}
	p.Named = p.Team
	return p
}

// reportsOf counts papers: for the whole campaign, to whoever reads the whole of it. Below tally.Least the
// split into inside and outside is not made.
func reportsOf(tx *db.Tx, v View) (r Reports, err error) {
	for _, m := range v.Group {
		if m.Receives {
			r.Recipients++
		}
	}
	r.MayReceive = access.May(tx.Who, access.ReceiveSelfReport, v.sealed(v.Group)) == nil
	if access.May(tx.Who, access.ReadCampaign, v.Place()) != nil {
		return r, nil
	}
	in, out, err := countReceipts(tx, v.ID)
	if err != nil {
		return r, err
	}
	r.Shown, r.Total = true, in+out
	cells, known := tally.Merge([]tally.Cell{{N: int64(in)}, {N: int64(out)}}, "rest")
	if r.Split = known && len(cells) == 2 && cells[1].Name == ""; r.Split {
		r.Inside, r.Outside = in, out
	}
	return r, nil
}

// Register takes a sealed self-report: the server gives number and time and says whether the window was
// open. Nothing is asked about the paper. NotFound to whoever is not among those named; Conflict while no
// window was set.
func (r *Room) Register(ctx context.Context, actor who.Actor, id ID) (out Receipt, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCampaign(tx, id)
		if err != nil {
			return err
		}
		group, err := listMembers(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReceiveSelfReport, c.sealed(group)); err != nil {
			return err
		}
		open, set := c.Window(tx.Now)
		if !set || !c.Approved() || c.Open() != nil {
			return fault.Conflict("campaign.receipt.no_window")
		}
		if tx.Now.Before(c.Opens) {
			return fault.Conflict("campaign.receipt.not_yet")
		}
		out = Receipt{Number: newNumber(receiptPrefix), At: tx.Now, Recipient: tx.Who.Person, Name: tx.Who.Name, Inside: open, Campaign: id, Title: c.Title}
		if err := insertReceipt(tx, id, out); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "campaign.receive_report", Kind: "campaign", ID: string(id), Version: c.Version, Unit: c.Unit, Details: map[string]any{"inside": open}})
	})
	return out, err
}

// Receipts lists numbers, times and recipients for those named; the list is the base of the page's figure.
func (r *Room) Receipts(ctx context.Context, actor who.Actor, id ID) (c Campaign, list []Receipt, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if c, err = loadCampaign(tx, id); err != nil {
			return err
		}
		group, err := listMembers(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReceiveSelfReport, c.sealed(group)); err != nil {
			return err
		}
		names := map[string]string{}
		for _, m := range group {
			names[m.Person] = m.Name
		}
		list, err = listReceipts(tx, id)
		for i := range list {
			list[i].Name = names[list[i].Recipient]
		}
		return err
	})
	return c, list, err
}

// Confirm says on which day the paper with the number was handed in, and nothing else: whoever holds the
// number handed it in. NotFound for every number that was not given out.
func (r *Room) Confirm(ctx context.Context, number string) (on clock.Day, err error) {
	n := Tidy(receiptPrefix, number)
	if n == "" {
		return "", fault.NotFound()
	}
	err = r.db.Read(ctx, who.Job("open door"), func(tx *db.Tx) error {
		x, err := findReceipt(tx, n)
		on = clock.DayOf(x.At)
		return err
	})
	if err != nil {
		return "", err
	}
	return on, nil
}

// OneReceipt is one receipt for printing, for those named.
func (r *Room) OneReceipt(ctx context.Context, actor who.Actor, id ID, number string) (c Campaign, out Receipt, err error) {
	c, list, err := r.Receipts(ctx, actor, id)
	if err != nil {
		return c, out, err
	}
	for _, x := range list {
		if x.Number == number {
			return c, x, nil
		}
	}
	return c, out, fault.NotFound()
}
