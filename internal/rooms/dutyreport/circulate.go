package dutyreport

import (
	"context"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Reader is somebody to whom a report was sent before the meeting.
type Reader struct {
	Person string
	Name   string
	Sent   time.Time
	Read   time.Time // when he or she said so; zero while not
}

// Circulate sends every report that has passed its review to all reporters of the year, their leaders
// and who reviewed it. It answers how many were sent; fault.Conflict when none has passed.
func (r *Room) Circulate(ctx context.Context, actor who.Actor, id YearID) (n int, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		y, err := loadYear(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.EditYear, y.Place()); err != nil {
			return err
		}
		all, err := listReports(tx, id)
		if err != nil {
			return err
		}
		live := onList(all)
		to := audience(live)
		for _, x := range live {
			if x.State != Passed {
				continue
			}
			if err := circulate(tx, &x, to); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return fault.Conflict("dutyreport.circulate.none")
		}
		if err := doneWhen(tx, id, stepCirculate, func(r Report) bool { return !r.Circulated.IsZero() }); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport.circulate", Kind: "dutyyear", ID: string(id), Version: y.Version, Unit: y.Unit, Details: map[string]int{"reports": n, "readers": len(to)}})
	})
	return n, err
}

// audience are the persons who get the reports of a year, each once, in the order of the list.
func audience(list []Report) (out []Reader) {
	seen := map[string]bool{"": true}
	add := func(id, name string) {
		if !seen[id] {
			seen[id] = true
			out = append(out, Reader{Person: id, Name: name})
		}
	}
	for _, r := range list {
		add(r.Person, r.Name)
	}
	for _, r := range list {
		add(r.Leader, r.LeaderName)
		add(r.Checker, r.CheckerName)
	}
	return out
}

func circulate(tx *db.Tx, x *Report, to []Reader) error {
	if err := access.May(tx.Who, access.HoldMeeting, x.Place()); err != nil {
		return err
	}
	if err := x.Do(Circulate); err != nil {
		return err
	}
	x.Circulated = tx.Now
	for _, p := range to {
		if p.Person == x.Person {
			continue
		}
		if err := insertReader(tx, x.ID, p); err != nil {
			return err
		}
	}
	return saveReport(tx, x)
}

// MarkRead notes that the actor has read a report that was sent to him or her; once, the first time counts.
func (r *Room) MarkRead(ctx context.Context, actor who.Actor, id ReportID) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		x, err := loadReport(tx, id)
		if err != nil {
			return err
		}
		place, readers, err := readPlace(tx, x)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadDuty, place); err != nil {
			return err
		}
		for _, p := range readers {
			if p.Person != tx.Who.Person || !p.Read.IsZero() {
				continue
			}
			if err := setRead(tx, id, p.Person); err != nil {
				return err
			}
			return audit.Record(tx, audit.Entry{Action: "dutyreport.read", Kind: "dutyreport", ID: string(id), Version: x.Version, Unit: x.Unit})
		}
		return fault.Conflict("dutyreport.read.not_sent")
	})
}

// readPlace is the place for reading: whoever the report was sent to may read it.
func readPlace(tx *db.Tx, x Report) (access.Place, []Reader, error) {
	p := x.Place()
	p.Hands = nil
	readers, err := listReaders(tx, x.ID)
	for _, r := range readers {
		p.Team = append(p.Team, r.Person)
	}
	return p, readers, err
}
