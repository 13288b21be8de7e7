package rectify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
)

// MostAlone is how many rows one person may take away; more is a bulk export (TRUST.md 2.11 no. 9).
const MostAlone = 20

const ledgerKind = "ledger"

// bulk is what exactly would be taken away: the filter, and the part of the tree in which the asker
// may export.
type bulk struct {
	Filter Filter   `json:"filter"`
	Reach  db.Scope `json:"reach"`
}

// ExportPlan is an export before it is made: how many rows it would have, and whether one person may
// take them away alone.
type ExportPlan struct {
	Rows  int
	Alone bool
	Asked *approve.Request // the request for it that waits, nil for none
}

// PlanExport counts what an export would take away. Failures as for Export.
func (r *Room) PlanExport(ctx context.Context, actor who.Actor, f Filter) (p ExportPlan, err error) {
	if err := f.tidy(); err != nil {
		return p, err
	}
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		b, u, err := bulkOf(tx, f)
		if err != nil {
			return err
		}
		if p.Rows, err = countExported(tx, b.Filter, b.Reach, u); err != nil {
			return err
		}
		p.Alone = p.Rows <= MostAlone
		q, err := approve.Open(tx, approve.ExportLedger, ledgerKind, b.object(actor.Person))
		if err == nil && tx.Now.Before(q.Ends) {
			p.Asked = q
		}
		if fault.Is(err, fault.KindNotFound) {
			err = nil
		}
		return err
	})
	return p, err
}

// AskExport asks for a second person's agreement to take more than MostAlone rows away. conditions
// say the filter in words. It answers the request's id.
func (r *Room) AskExport(ctx context.Context, actor who.Actor, f Filter, conditions []string, reason string) (id string, err error) {
	if err := f.tidy(); err != nil {
		return "", err
	}
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		b, u, err := bulkOf(tx, f)
		if err != nil {
			return err
		}
		n, err := countExported(tx, b.Filter, b.Reach, u)
		if err != nil {
			return err
		}
		if n <= MostAlone {
			return fault.Invalid(fault.On("", "rectify.export.not_bulk", "most", MostAlone))
		}
		q, err := approve.Ask(tx, approve.NewRequest{Content: b.content(tx.Who.Person, conditions, n), Unit: unitOf(tx.Who, f), Label: strconv.Itoa(n),
			Title: strings.Join(conditions, "；"), Reason: reason, Link: "/rectify"})
		if err == nil {
			id = q.ID
		}
		return err
	})
	return id, err
}

// bulkOf is the export of the actor under the filter, without what turns the pages of a list.
func bulkOf(tx *db.Tx, f Filter) (bulk, *unit, error) {
	f.After, f.Before, f.Limit = "", "", mostExported
	scope, u, err := exportScope(tx, f.Unit)
	return bulk{f, scope}, u, err
}

// unitOf is the unit at which the second person must hold the right: that of the filter, or the one
// at which the actor exports.
func unitOf(a who.Actor, f Filter) string {
	if f.Unit != "" {
		return f.Unit
	}
	for _, g := range a.Grants {
		one := a
		one.Grants = []who.Grant{g}
		if access.May(one, access.ExportItem, access.Place{Ord: g.First}) == nil {
			return g.Unit
		}
	}
	return ""
}

func (b bulk) exact() string { return encode(b) }

// object names one person's export of one filter, so that two people may ask for the same.
func (b bulk) object(person string) string {
	h := sha256.Sum256([]byte(person + "\n" + b.exact()))
	return hex.EncodeToString(h[:])[:26]
}

// columnsHash binds which columns leave the house.
func columnsHash() (n int, hash string) {
	list := exportColumns()
	return len(list), hashOf(list)
}

func (b bulk) content(person string, conditions []string, rows int) approve.Content {
	n, hash := columnsHash()
	return approve.Content{Code: approve.ExportLedger, Kind: ledgerKind, Object: b.object(person), Fields: []approve.Field{
		{Name: "rectify.approval.rows", After: strconv.Itoa(rows), As: approve.AsMost},
		{Name: "rectify.approval.conditions", After: strings.Join(conditions, "；"), As: approve.AsQuote},
		{Name: "rectify.approval.columns", Before: strconv.Itoa(n), After: strconv.Itoa(n)},
		{Name: "rectify.approval.columns_seal", Before: hash, After: hash, As: approve.AsHash},
		{Name: "approve.field.asker", Before: person, After: person, As: approve.AsHash},
		{Name: "rectify.approval.exact", Before: b.exact(), After: b.exact(), As: approve.AsHash},
	}}
}

// bulkIn reads the export back from its request; it is bound by the hash like the rest.
func bulkIn(q *approve.Request) (b bulk, conditions []string, err error) {
	for _, f := range q.Fields {
		switch f.Name {
		case "rectify.approval.exact":
			err = json.Unmarshal([]byte(f.After), &b)
		case "rectify.approval.conditions":
			if f.After != "" {
				conditions = strings.Split(f.After, "；")
			}
		}
	}
	return b, conditions, err
}

// exportContent is what the request asks for as the house stands now: the same filter in the asker's
// reach, counted again.
func (r *Room) exportContent(tx *db.Tx, q *approve.Request) (approve.Content, error) {
	b, conditions, err := bulkIn(q)
	if err != nil {
		return approve.Content{}, err
	}
	var u *unit
	if b.Filter.Unit != "" {
		x, err := loadUnit(tx, b.Filter.Unit)
		if err != nil {
			return approve.Content{}, err
		}
		u = &x
	}
	n, err := countExported(tx, b.Filter, b.Reach, u)
	return b.content(q.Asked.Person, conditions, n), err
}
