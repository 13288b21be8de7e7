package inspect

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/rooms/framework"
)

// AddRound drafts a round. Returns Invalid with the wrong fields, or a number already used.
func (r *Room) AddRound(ctx context.Context, actor who.Actor, in NewRound) (RoundID, error) {
	id := RoundID(db.NewID())
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := mayWhole(tx, access.EditRound); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		round := Round{ID: id, Number: in.Number, Name: in.Name, Year: in.Year, Kind: in.Kind, Focus: in.Focus, State: RoundDraft, Starts: in.Starts, Ends: in.Ends, Version: 1}
		if err := insertRound(tx, round); err != nil {
			if db.IsUnique(err) {
				return fault.Invalid(fault.On("number", "inspect.round.number_taken"))
			}
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "inspect.add_round", Kind: "round", ID: string(id), Version: 1, Details: in})
	})
	return id, err
}

// ApproveRound puts a drafted round in force by a named collective decision.
func (r *Room) ApproveRound(ctx context.Context, actor who.Actor, id RoundID, decision string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		round, err := loadRound(tx, id)
		if err != nil {
			return err
		}
		if err := mayWhole(tx, access.ApproveRound); err != nil {
			return err
		}
		if err := round.Approve(decision, tx.Who.Person, tx.Today()); err != nil {
			return err
		}
		if err := saveRound(tx, &round); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "inspect.approve_round", Kind: "round", ID: string(id), Version: round.Version, Details: map[string]string{"decision": decision}})
	})
}

// AuthoriseTeam makes a team of a round with its members (一次一授权).
func (r *Room) AuthoriseTeam(ctx context.Context, actor who.Actor, in NewTeam) (TeamID, error) {
	id := TeamID(db.NewID())
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		if _, err := loadRound(tx, in.Round); err != nil {
			return err
		}
		if err := mayWhole(tx, access.EditRound); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		t := Team{ID: id, Round: in.Round, Position: in.Position, Name: in.Name, Authority: in.Authority, Authorised: tx.Today(), Until: in.Until, Members: in.Members}
		if err := insertTeam(tx, t); err != nil {
			if db.IsUnique(err) {
				return fault.Invalid(fault.On("position", "inspect.team.position_taken"))
			}
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "inspect.authorise_team", Kind: "team", ID: string(id), Version: 1, Details: in})
	})
	return id, err
}

// Schedule plans the inspection of one unit by one team.
func (r *Room) Schedule(ctx context.Context, actor who.Actor, in NewInspection) (InspectionID, error) {
	id := InspectionID(db.NewID())
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		round, err := loadRound(tx, in.Round)
		if err != nil {
			return err
		}
		if err := mayWhole(tx, access.EditRound); err != nil {
			return err
		}
		team, err := loadTeam(tx, in.Team)
		if err != nil {
			return err
		}
		if err := in.check(round, team); err != nil {
			return err
		}
		if err := fromOutside(tx, in.Unit, team); err != nil {
			return err
		}
		if err := insertInspection(tx, id, in); err != nil {
			if db.IsUnique(err) {
				return fault.Invalid(fault.On("unit", "inspect.schedule.unit_twice"))
			}
			return err
		}
		if err := framework.Begin(tx, in.Checklist, in.ChecklistVersion, "inspection", string(id)); err != nil {
			return err
		}
		planned, err := loadInspection(tx, id)
		if err != nil {
			return err
		}
		if err := keep(tx, planned, "", promisedEnter, "", in.Enters); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "inspect.schedule", Kind: "inspection", ID: string(id), Version: 1, Unit: in.Unit, Details: in})
	})
	return id, err
}

// fromOutside refuses a team with a member of the inspected unit (任职回避; DOMAIN.md 2.12): nobody
// inspects the own house.
func fromOutside(tx *db.Tx, unit string, t Team) error {
	names, err := membersOfUnit(tx, unit, t)
	if err != nil || len(names) == 0 {
		return err
	}
	return fault.Invalid(fault.On("team", "inspect.schedule.recusal", "name", names[0]))
}

// Enter begins the work on site.
func (r *Room) Enter(ctx context.Context, actor who.Actor, id InspectionID) error {
	return r.inspection(ctx, actor, id, access.EditInspection, func(tx *db.Tx, in *Inspection) error {
		if err := in.Enter(tx.Today()); err != nil {
			return err
		}
		if err := keep(tx, in, promisedEnter, promisedLeave, "", in.Leaves); err != nil {
			return err
		}
		return saved(tx, in, "inspect.enter", nil)
	})
}

// Leave ends the work on site.
func (r *Room) Leave(ctx context.Context, actor who.Actor, id InspectionID) error {
	return r.inspection(ctx, actor, id, access.EditInspection, func(tx *db.Tx, in *Inspection) error {
		if err := in.Leave(tx.Today()); err != nil {
			return err
		}
		if err := framework.End(tx, "inspection", string(id)); err != nil {
			return err
		}
		if err := keep(tx, in, promisedLeave, promisedReport, ruleReport, ""); err != nil {
			return err
		}
		return saved(tx, in, "inspect.leave", nil)
	})
}

// Judge keeps the team's judgement at one check point.
func (r *Room) Judge(ctx context.Context, actor who.Actor, id InspectionID, j Judgement) error {
	return r.inspection(ctx, actor, id, access.WritePaper, func(tx *db.Tx, in *Inspection) error {
		known, err := r.points(tx, in.Checklist, in.ChecklistVersion)
		if err != nil {
			return err
		}
		n, err := papersAt(tx, id, j.Point)
		if err != nil {
			return err
		}
		if err := in.Judge(j, known, n); err != nil {
			return err
		}
		j.Person = tx.Who.Person
		if err := putJudgement(tx, id, j); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "inspect.judge", Kind: "inspection", ID: string(id), Version: in.Version, Unit: in.Unit, Details: j})
	})
}

func saved(tx *db.Tx, in *Inspection, action string, details any) error {
	if err := saveInspection(tx, in); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: action, Kind: "inspection", ID: string(in.ID), Version: in.Version, Unit: in.Unit, Details: details})
}

// mayWhole asks for a right over the whole house: rounds and teams belong to no single unit.
func mayWhole(tx *db.Tx, right access.Right) error {
	ord, err := rootOrd(tx)
	if err != nil {
		return err
	}
	return access.May(tx.Who, right, access.Place{Ord: ord})
}
