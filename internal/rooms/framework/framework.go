package framework

import (
	"context"
	"sync"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Room is the room of frameworks.
type Room struct {
	db    *db.DB
	packs sync.Map // fingerprint → *pack.Pack, parsed once
	named sync.Map // code and version → *pack.Pack: a version never changes once installed
	today sync.Map // kind and day → []*pack.Pack in force
}

// New makes the room.
func New(d *db.DB) *Room { return &Room{db: d} }

// may asks for the right anywhere: packs belong to the whole house and to no unit.
func may(a who.Actor, r access.Right) error {
	switch {
	case a.IsJob(), access.Anywhere(a, r):
		return nil
	case access.Anywhere(a, access.ReadPack):
		return fault.Denied("role")
	}
	return fault.NotFound()
}

// Editions lists every installed version: what waits or comes first, then what is in force, then
// what has ended.
func (r *Room) Editions(ctx context.Context, actor who.Actor) (list []Edition, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := may(tx.Who, access.ReadPack); err != nil {
			return err
		}
		list, err = listEditions(tx)
		return err
	})
	return list, err
}

// Read answers an edition with its pack; fault.NotFound when there is none.
func (r *Room) Read(ctx context.Context, actor who.Actor, id EditionID) (e Edition, p *pack.Pack, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := may(tx.Who, access.ReadPack); err != nil {
			return err
		}
		if e, err = loadEdition(tx, id); err != nil {
			return err
		}
		p, err = r.parsed(tx, e)
		return err
	})
	return e, p, err
}

// Before is the edition that is, or was, in force on the day before e begins, with its pack: what
// the page compares with. Both are zero when there is none.
func (r *Room) Before(ctx context.Context, actor who.Actor, e Edition) (was Edition, p *pack.Pack, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		day := tx.Today()
		if e.Since != "" {
			day = e.Since.Add(-1)
		}
		was, err = loadInForce(tx, e.Code, day)
		if fault.Is(err, fault.KindNotFound) || err == nil && was.ID == e.ID {
			was = Edition{}
			return nil
		}
		if err == nil {
			p, err = r.parsed(tx, was)
		}
		return err
	})
	return was, p, err
}

// List is the pack of a code in a version, or in the version in force today when version is empty;
// fault.NotFound when there is none. Rooms that stored code and version get exactly what their
// matter began under, whatever is in force by now.
func (r *Room) List(code, version string) (p *pack.Pack, err error) {
	err = r.db.Read(context.Background(), who.Job("framework"), func(tx *db.Tx) error {
		p, err = r.ListIn(tx, code, version)
		return err
	})
	return p, err
}

// ListIn is List within a transaction: a read within a read would wait for a reader that only the
// outer one can give back.
func (r *Room) ListIn(tx *db.Tx, code, version string) (*pack.Pack, error) {
	name := code + " " + version
	if p, ok := r.named.Load(name); ok && version != "" {
		return p.(*pack.Pack), nil
	}
	load := func() (Edition, error) { return loadVersion(tx, code, version) }
	if version == "" {
		load = func() (Edition, error) { return loadInForce(tx, code, tx.Today()) }
	}
	e, err := load()
	if err != nil {
		return nil, err
	}
	p, err := r.parsed(tx, e)
	if err == nil && version != "" {
		r.named.Store(name, p)
	}
	return p, err
}

// Present lists the packs of a kind in force today, in the order of their codes. What is in force on
// a day is settled before the day begins (an edition is approved before its first day), so the
// answer is kept for the day.
func (r *Room) Present(kind pack.Kind) (list []*pack.Pack, err error) {
	day := clock.DayOf(r.db.Clock().Now())
	key := string(kind) + " " + string(day)
	if got, ok := r.today.Load(key); ok {
		return got.([]*pack.Pack), nil
	}
	err = r.db.Read(context.Background(), who.Job("framework"), func(tx *db.Tx) error {
		all, err := listEditions(tx)
		for _, e := range all {
			if err != nil {
				return err
			}
			if e.Kind == kind && e.On(day) == InUse {
				var p *pack.Pack
				p, err = r.parsed(tx, e)
				list = append(list, p)
			}
		}
		return err
	})
	if err == nil && len(list) > 0 {
		r.today.Store(key, list)
	}
	return list, err
}

// parsed reads the edition's file, once for each fingerprint.
func (r *Room) parsed(tx *db.Tx, e Edition) (*pack.Pack, error) {
	if p, ok := r.packs.Load(e.Hash); ok {
		return p.(*pack.Pack), nil
	}
	raw, err := loadRaw(tx, e.ID)
	if err != nil {
		return nil, err
	}
	p, err := pack.Read(e.File, []byte(raw))
	if err != nil {
		return nil, err
	}
	r.packs.Store(e.Hash, p)
	return p, nil
}

// InForce is the edition of a pack in force on a day, fault.NotFound when there is none.
func InForce(tx *db.Tx, code string, day clock.Day) (Edition, error) {
	return loadInForce(tx, code, day)
}

// Begin notes that a matter runs under a version, so that it is counted before another is switched
// on; End that it runs no more. A version that was never installed is not counted. Both write and
// leave the record to the calling verb.
func Begin(tx *db.Tx, code, version, kind, ref string) error {
	return insertUse(tx, code, version, kind, ref)
}

// End notes that the matter runs no more.
func End(tx *db.Tx, kind, ref string) error { return endUse(tx, kind, ref) }
