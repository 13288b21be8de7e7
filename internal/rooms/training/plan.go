package training

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/org"
)

// Plan puts a course into the year's plan and takes its participants from the roster. It answers the course's id.
func (r *Room) Plan(ctx context.Context, actor who.Actor, year int, in Planning) (id string, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		id, err = r.PlanIn(tx, year, in)
		return err
	})
	return id, err
}

func (r *Room) convention(tx *db.Tx) (Convention, error) {
	p, err := r.packs(tx, "party_rules", "")
	if err != nil {
		return Convention{}, err
	}
	return Convention{Day: p.Number(pack.DayHours), Half: p.Number(pack.HalfDayHours)}, nil
}

// PlanIn is Plan in a transaction that runs.
func (r *Room) PlanIn(tx *db.Tx, year int, in Planning) (string, error) {
	o, err := org.UnitByID(tx, in.Party)
	if err != nil || o.Tree != org.PartyTree {
		return "", fault.Invalid(fault.On("party", "training.party_missing"))
	}
	if err := access.May(tx.Who, access.KeepTraining, placeOf(o.Ord, "")); err != nil {
		return "", err
	}
	if _, err := loadYear(tx, year); err != nil {
		if fault.Is(err, fault.KindNotFound) {
			err = fault.Invalid(fault.On("year", "training.year_closed", "year", year))
		}
		return "", err
	}
	conv, err := r.convention(tx)
	if err != nil {
		return "", err
	}
	if err := in.check(year, conv); err != nil {
		return "", err
	}
	c := Course{ID: db.NewID(), Year: year, Party: o.ID, PartyName: o.Short, Ord: o.Ord, Title: in.Title, Kind: in.Kind, Central: in.Central, Host: in.Host, Location: in.Location,
		Month: in.Month, First: in.First, Last: in.Last, Halves: in.Halves, Hours: in.Hours, State: Planned, MakesUp: in.MakesUp, MadeAt: tx.Now, Version: 1}
	if c.Number, err = nextNumber(tx, year); err != nil {
		return "", err
	}
	if err := insertCourse(tx, c); err != nil {
		return "", err
	}
	if err := calendar.Keep(tx, calendar.Promise{Kind: promised, Ref: c.ID, Unit: c.Party, Ord: c.Ord, Title: c.Number + " " + c.Title, Link: "/training/courses/" + c.ID, Due: c.lastDay(), Quiet: true}); err != nil {
		return "", err
	}
	seats, err := r.roster(tx, o, in)
	if err != nil {
		return "", err
	}
	if err := insertSeats(tx, c.ID, seats); err != nil {
		return "", err
	}
	return c.ID, audit.Record(tx, audit.Entry{Action: "training.plan", Kind: "course", ID: c.ID, Version: 1, Unit: o.ID, Details: in})
}

// roster lists who takes part. A course that makes up for another has those who were absent there.
func (r *Room) roster(tx *db.Tx, o org.Unit, in Planning) ([]Seat, error) {
	if in.MakesUp != "" {
		was, err := loadCourse(tx, in.MakesUp)
		if err != nil {
			return nil, err
		}
		if err := access.May(tx.Who, access.KeepTraining, was.Place()); err != nil {
			return nil, err
		}
		seats, err := listSeats(tx, was.ID)
		return slices.DeleteFunc(seats, func(s Seat) bool { return s.State != Absent || !o.Covers(s.Ord) }), err
	}
	all, err := membersUnder(tx, o)
	if err != nil {
		return nil, err
	}
	officers := map[string]bool{}
	if in.Officers {
		if officers, err = officersToday(tx); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(all, func(s Seat) bool {
		return in.Officers && !officers[s.Person] || len(in.Branches) > 0 && !slices.Contains(in.Branches, s.Party)
	}), nil
}

// course runs one verb on one course.
func (r *Room) course(tx *db.Tx, id string, version int64, right access.Right, action string, do func(*Course) (any, error)) error {
	c, err := loadCourse(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, right, c.Place()); err != nil {
		return err
	}
	if version != 0 && version != c.Version {
		return fault.Conflict("training.changed_meanwhile")
	}
	details, err := do(&c)
	if err != nil {
		return err
	}
	if err := saveCourse(tx, &c); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: action, Kind: "course", ID: c.ID, Version: c.Version, Unit: c.Party, Details: details})
}

// Hold records that a course took place and who was there.
func (r *Room) Hold(ctx context.Context, actor who.Actor, id string, version int64, in Holding) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.HoldIn(tx, id, version, in) })
}

// HoldIn is Hold in a transaction that runs.
func (r *Room) HoldIn(tx *db.Tx, id string, version int64, in Holding) error {
	return r.course(tx, id, version, access.KeepTraining, "training.hold", func(c *Course) (any, error) {
		conv, err := r.convention(tx)
		if err != nil {
			return nil, err
		}
		was := c.lastDay()
		if err := c.Hold(in, tx.Today(), conv, tx.Now); err != nil {
			return nil, err
		}
		if err := calendar.DoneOn(tx, promised, id, calendar.Doing{On: c.Last, Late: max(0, c.Last.Sub(was))}); err != nil {
			return nil, err
		}
		seats, err := listSeats(tx, id)
		if err != nil {
			return nil, err
		}
		present := map[string]bool{}
		for _, p := range in.Present {
			present[p] = true
		}
		if err := attendAll(tx, id); err != nil { // one statement; those who were absent are corrected one by one
			return nil, err
		}
		for _, s := range seats {
			if present[s.Person] {
				continue
			}
			s.State, s.Version = Absent, s.Version+1
			if s.Reason = strings.TrimSpace(cmp.Or(in.Reasons[s.Person], in.Reason)); len([]rune(s.Reason)) > 100 {
				return nil, fault.Invalid(fault.On("reason", "training.too_long", "max", 100))
			}
			if err := saveSeat(tx, &s); err != nil {
				return nil, err
			}
		}
		return map[string]any{"first": c.First, "last": c.Last, "hours": c.Hours, "present": len(in.Present), "of": len(seats)}, nil
	})
}

// Cancel calls a planned course off, with the reason.
func (r *Room) Cancel(ctx context.Context, actor who.Actor, id string, version int64, why string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		return r.course(tx, id, version, access.KeepTraining, "training.cancel", func(c *Course) (any, error) {
			if err := c.Cancel(why); err != nil {
				return nil, err
			}
			return map[string]string{"why": why}, calendar.Drop(tx, promised, c.ID)
		})
	})
}

// Recognising says whose hours of a course count, how many, and on what proof. Without persons it is everybody who was
// there and is not the one who recognises.
type Recognising struct {
	People []string
	Hours  int // 0: those of the course
	Proof  string
}

// Recognise counts hours of those who were there.
func (r *Room) Recognise(ctx context.Context, actor who.Actor, id string, in Recognising) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.RecogniseIn(tx, id, in) })
}

// RecogniseIn is Recognise in a transaction that runs.
func (r *Room) RecogniseIn(tx *db.Tx, id string, in Recognising) error {
	return r.course(tx, id, 0, access.RecogniseHours, "training.recognise", func(c *Course) (any, error) {
		if c.State != Held {
			return nil, fault.Conflict("training.not_held")
		}
		if in.Hours == 0 {
			in.Hours = c.Hours
		}
		n, err := recognise(tx, *c, in)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, fault.Invalid(fault.On("person", "training.nobody"))
		}
		return map[string]any{"people": n, "hours": in.Hours, "proof": in.Proof}, nil
	})
}

// recognise counts the hours of those named, or of everybody who was there in one statement.
func recognise(tx *db.Tx, c Course, in Recognising) (int64, error) {
	if len(in.People) == 0 {
		all := Seat{State: Attended} // the rules that are the same for everybody
		if err := all.Recognise(c, in.Hours, in.Proof, "-", tx.Who.Name, tx.Now); err != nil {
			return 0, err
		}
		return recogniseAll(tx, c.ID, all, tx.Who.Person)
	}
	seats, err := listSeats(tx, c.ID)
	if err != nil {
		return 0, err
	}
	var n int64
	for _, s := range seats {
		if !slices.Contains(in.People, s.Person) {
			continue
		}
		if err := s.Recognise(c, in.Hours, in.Proof, tx.Who.Person, tx.Who.Name, tx.Now); err != nil {
			return 0, err
		}
		if err := saveSeat(tx, &s); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}
