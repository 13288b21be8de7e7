package training

import (
	"context"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/file"
	"plumbline/internal/hall/org"
)

// Numbers finds a pack by code and version: the framework's answer.
type Numbers func(tx *db.Tx, code, version string) (*pack.Pack, error)

// Room is the room of training.
type Room struct {
	db    *db.DB
	packs Numbers
}

// New makes the room.
func New(d *db.DB, packs Numbers) *Room { return &Room{db: d, packs: packs} }

func init() {
	org.OnRenumber(func(tx *db.Tx, moved []org.Moved) error {
		for _, m := range moved {
			if err := renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
		}
		return nil
	})
}

// Year is what a year asks of everybody, fixed when it was opened.
type Year struct {
	Year           int
	MemberHours    int
	OfficerHours   int
	OfficerCourses int
	Version        string // of the pack
	By             string
	At             time.Time
}

// Due is the yearly minimum of a member or of an officer: secretary or member of a committee.
func (y Year) Due(officer bool) int {
	if officer {
		return y.OfficerHours
	}
	return y.MemberHours
}

// OpenYear opens a year with the numbers in force; a year that is open already stays as it is.
func (r *Room) OpenYear(ctx context.Context, actor who.Actor, year int) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.OpenYearIn(tx, year) })
}

// OpenYearIn is OpenYear in a transaction that runs.
func (r *Room) OpenYearIn(tx *db.Tx, year int) error {
	if !access.Anywhere(tx.Who, access.RecogniseHours) {
		return access.Refusal("role")
	}
	if y := tx.Today().Year(); year < y-3 || year > y+1 {
		return fault.Invalid(fault.On("year", "training.year_range", "from", y-3, "to", y+1))
	}
	if _, err := loadYear(tx, year); !fault.Is(err, fault.KindNotFound) {
		if err == nil {
			err = fault.Conflict("training.year_open", "year", year)
		}
		return err
	}
	p, err := r.packs(tx, "party_rules", "")
	if err != nil {
		return err
	}
	y := Year{Year: year, MemberHours: p.Number(pack.MemberHours), OfficerHours: p.Number(pack.OfficerHours), OfficerCourses: p.Number(pack.OfficerCourses),
		Version: p.Name(), By: tx.Who.Name, At: tx.Now}
	if err := insertYear(tx, y); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "training.open_year", Kind: "training", ID: db.NewID(), Details: y})
}

// fileKind is the kind under which hall/file keeps certificates and proofs of a course.
const fileKind = "course"

// GuardFiles tells hall/file who sees a course's certificates and who may add one.
func GuardFiles(s *file.Store) { s.Guard(fileKind, seeFiles, attachFiles) }

func seeFiles(tx *db.Tx, _ who.Actor, ref string) error {
	c, err := loadCourse(tx, ref)
	if err != nil {
		return err
	}
	return access.May(tx.Who, access.ReadTraining, c.Place())
}

func attachFiles(tx *db.Tx, actor who.Actor, ref string) (file.Owner, error) {
	c, err := loadCourse(tx, ref)
	if err != nil {
		return file.Owner{}, err
	}
	if err := access.May(actor, access.KeepTraining, c.Place()); err != nil {
		return file.Owner{}, err
	}
	if c.State == Cancelled {
		return file.Owner{}, fault.Conflict("training.not_planned")
	}
	return file.Owner{Unit: c.Party}, nil
}
