package framework

import (
	"context"
	"errors"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Bring installs a pack file as an edition that is not yet in force. A file with mistakes is
// fault.Invalid with one field for each of them, name "file" and argument "line"; nothing is kept.
func (r *Room) Bring(ctx context.Context, actor who.Actor, file string, raw []byte) (id EditionID, err error) {
	if err := may(actor, access.EditPack); err != nil {
		return "", err
	}
	p, err := read(file, raw)
	if err != nil {
		return "", err
	}
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := may(tx.Who, access.EditPack); err != nil {
			return err
		}
		if err := fits(tx, p); err != nil {
			return err
		}
		e := edition(p)
		e.BroughtBy, e.BroughtAt = tx.Who.Name, tx.Now
		id = e.ID
		if err := insertEdition(tx, e, string(raw)); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "framework.bring", Kind: "edition", ID: string(e.ID), Version: 1,
			Details: map[string]string{"pack": p.Name(), "hash": p.Hash, "file": file}})
	})
	return id, err
}

func read(file string, raw []byte) (*pack.Pack, error) {
	p, err := pack.Read(file, raw)
	var ms pack.Mistakes
	if !errors.As(err, &ms) {
		return p, err
	}
	var fields []fault.Field
	for _, m := range ms {
		fields = append(fields, fault.On("file", m.Key, append([]any{"at", m.Line}, m.Args...)...))
	}
	return nil, fault.Invalid(fields...)
}

// fits refuses a version that is installed already, and a code that names another kind of pack.
func fits(tx *db.Tx, p *pack.Pack) error {
	all, err := listEditions(tx)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Code != p.Code {
			continue
		}
		if e.Kind != p.Kind {
			return fault.Invalid(fault.On("file", "framework.other_kind", "code", p.Code, "kind", string(e.Kind)))
		}
		if e.Version == p.Version {
			return fault.Invalid(fault.On("file", "framework.version_there", "name", p.Name()))
		}
	}
	return nil
}

func edition(p *pack.Pack) Edition {
	tops, entries := p.Size()
	return Edition{ID: EditionID(db.NewID()), Code: p.Code, Version: p.Version, Kind: p.Kind, Title: p.Title, File: p.File, Hash: p.Hash,
		Tops: tops, Entries: entries, State: Offered, row: 1}
}
