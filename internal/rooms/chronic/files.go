package chronic

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/file"
)

// Kinds under which hall/file keeps the room's files.
const (
	fileKind    = "chronic"
	observeKind = "observation"
)

// GuardFiles tells hall/file who sees evidence and who may add to it: of a problem, whoever reads it and
// whoever works on it; of an observation, the persons named for the visit.
func GuardFiles(s *file.Store) {
	s.Guard(fileKind, seeProblem, attachProblem)
	s.Guard(observeKind, seeObservation, attachObservation)
}

func seeProblem(tx *db.Tx, actor who.Actor, ref string) error {
	p, err := loadProblem(tx, ID(ref))
	if err != nil {
		return err
	}
	return mayRead(tx, actor, p)
}

func attachProblem(tx *db.Tx, actor who.Actor, ref string) (file.Owner, error) {
	p, err := loadProblem(tx, ID(ref))
	if err != nil {
		return file.Owner{}, err
	}
	if err := p.may(actor, ActFile); err != nil {
		return file.Owner{}, err
	}
	if _, ok := find(ActFile, p.State, ""); !ok {
		return file.Owner{}, fault.Conflict("chronic.not_now." + string(p.State))
	}
	return file.Owner{Unit: p.Unit}, nil
}

func seeObservation(tx *db.Tx, actor who.Actor, ref string) error {
	_, err := observed(tx, actor, access.ReadVisit, ref)
	return err
}

func attachObservation(tx *db.Tx, actor who.Actor, ref string) (file.Owner, error) {
	v, err := observed(tx, actor, access.WriteVisit, ref)
	if err != nil {
		return file.Owner{}, err
	}
	if v.State != VisitRunning {
		return file.Owner{}, fault.Conflict("chronic.visit.not_running")
	}
	return file.Owner{}, nil
}

func observed(tx *db.Tx, actor who.Actor, right access.Right, ref string) (*Visit, error) {
	id, err := visitOfObservation(tx, ref)
	if err != nil {
		return nil, err
	}
	v, err := loadVisit(tx, id)
	if err != nil {
		return nil, err
	}
	return v, access.May(actor, right, v.Place())
}
