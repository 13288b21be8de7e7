package framework

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// verb runs load, may, rule, save and record of one act on an edition.
func (r *Room) verb(ctx context.Context, actor who.Actor, id EditionID, right access.Right, action string, rule func(*db.Tx, *Edition) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := may(tx.Who, right); err != nil {
			return err
		}
		e, err := loadEdition(tx, id)
		if err != nil {
			return err
		}
		if err := rule(tx, &e); err != nil {
			return err
		}
		if err := updateEdition(tx, e); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "edition", ID: string(id), Version: e.row + 1,
			Details: map[string]string{"pack": e.Name(), "hash": e.Hash, "since": string(e.Since)}})
	})
}

// Propose asks for an edition to be in force from a day.
func (r *Room) Propose(ctx context.Context, actor who.Actor, id EditionID, from clock.Day) error {
	return r.verb(ctx, actor, id, access.EditPack, "framework.propose", func(tx *db.Tx, e *Edition) error {
		if e.Kind == pack.Calendar && from == "" {
			from = tx.Today().Add(1)
		}
		before, err := loadLatest(tx, e.Code)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		if e.Kind == pack.Calendar { // the calendars of two years do not replace each other
			before = Edition{}
		}
		return e.propose(tx.Who, from, tx.Today(), before, tx.Now)
	})
}

// Approve puts a proposed edition in force from its first day: the version before it ends the day
// before, deadline rules and days off are handed to the calendar. Running matters keep theirs.
// rule: INV-17
func (r *Room) Approve(ctx context.Context, actor who.Actor, id EditionID) error {
	return r.verb(ctx, actor, id, access.ApprovePack, "framework.approve", func(tx *db.Tx, e *Edition) error {
		if err := e.approve(tx.Who, tx.Today(), tx.Now); err != nil {
			return err
		}
		p, err := r.parsed(tx, *e)
		if err != nil {
			return err
		}
		if p.To != "" {
			e.Until = p.To
		}
		return takeForce(tx, e, p)
	})
}

// Withdraw takes back an edition that nobody approved.
func (r *Room) Withdraw(ctx context.Context, actor who.Actor, id EditionID) error {
	return r.verb(ctx, actor, id, access.EditPack, "framework.withdraw", func(_ *db.Tx, e *Edition) error { return e.withdraw() })
}

// takeForce ends what e replaces and hands its rules or days to the calendar.
func takeForce(tx *db.Tx, e *Edition, p *pack.Pack) error {
	switch e.Kind {
	case pack.Calendar:
		fresh, err := calendar.InstallYear(tx, p, "zh")
		if err == nil && !fresh {
			return fault.Conflict("framework.year_entered", "year", p.Year.Year)
		}
		return err
	case pack.Checklist:
		if err := indexPoints(tx, e, p); err != nil {
			return err
		}
	case pack.Deadlines:
		if err := calendar.Install(tx, p, e.Since); err != nil {
			return err
		}
	}
	return endOthers(tx, e.Code, e.ID, e.Since)
}
