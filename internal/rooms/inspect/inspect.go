package inspect

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Checklist finds a check-list by code and version: the framework's answer, asked when a judgement
// or a paper names a point. An unknown one is fault.NotFound.
type Checklist func(tx *db.Tx, code, version string) (*pack.Pack, error)

// Room is the inspection room.
type Room struct {
	db    *db.DB
	lists Checklist
}

// New makes the room. It hands approved findings to rectify, in the same transaction.
func New(d *db.DB, lists Checklist) *Room { return &Room{db: d, lists: lists} }

// points are the titles of a check-list's points by code.
func (r *Room) points(tx *db.Tx, code, version string) (map[string]string, error) {
	list, err := r.lists(tx, code, version)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, p := range list.Points() {
		out[p.Code] = p.Title.In("zh")
	}
	return out, nil
}

// Ids of the room's nouns.
type (
	RoundID      string
	TeamID       string
	InspectionID string
	PaperID      string
	FindingID    string
	FeedbackID   string
)

// inspection runs one verb on one inspection: load, may; the caller adds rule, save and record.
func (r *Room) inspection(ctx context.Context, actor who.Actor, id InspectionID, right access.Right, do func(*db.Tx, *Inspection) error) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		in, err := loadInspection(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, right, in.Place()); err != nil {
			return err
		}
		return do(tx, in)
	})
}
