package file

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// File is stored evidence, attached to an object.
type File struct {
	ID          string
	Hash        string // SHA-256 of the bytes, hex
	Name        string
	Size        int64
	Type        string // content type
	Width       int    // of a picture
	Height      int
	Thumb       bool // there is a thumbnail
	Kind        string
	Ref         string
	Measure     string
	Unit        string
	Login       string
	By          string
	At          time.Time
	WithdrawnAt time.Time
	WithdrawnBy string
	Reason      string
	Version     int64
}

// Ext is the kind of file in capitals, for the tile: PDF, XLSX.
func (f File) Ext() string { return strings.ToUpper(extension(f.Name)) }

// Withdrawn tells whether the file was withdrawn as a mistake.
func (f File) Withdrawn() bool { return !f.WithdrawnAt.IsZero() }

// Of lists the files of an object, oldest first, withdrawn ones among them. The caller has already
// allowed the object to be seen.
func Of(tx *db.Tx, kind, ref string) ([]File, error) { return filesOf(tx, kind, ref) }

// Count is how many files of an object count as evidence: those not withdrawn.
func Count(tx *db.Tx, kind, ref string) (int64, error) {
	n, _, err := usage(tx, kind, ref)
	return n, err
}

// Twins lists the other objects of a kind that show bytes of the same hash: the same paper handed in
// for several problems (DOMAIN.md 3.7, 证据重复).
func Twins(tx *db.Tx, kind, hash, ref string) ([]string, error) { return twins(tx, kind, hash, ref) }

// load finds a file that the actor may see; for anybody else there is none.
func (s *Store) load(tx *db.Tx, id string) (File, error) {
	f, err := loadFile(tx, id)
	if err != nil {
		return File{}, err
	}
	return f, s.maySee(tx, f.Kind, f.Ref)
}

// Open returns a file and its bytes, read once to see that they are the ones that were stored, and
// records the look before anything is handed out. Faults: NotFound, and Conflict
// "file.changed_on_disk" when the bytes are not what they were; that is recorded too.
func (s *Store) Open(ctx context.Context, actor who.Actor, id string) (f File, r *os.File, err error) {
	err = s.db.Read(ctx, actor, func(tx *db.Tx) error {
		f, err = s.load(tx, id)
		return err
	})
	if err != nil {
		return f, nil, err
	}
	r, broken := s.openBlob(f.Hash)
	action := "file.open"
	if broken != nil {
		action = "file.broken"
	}
	err = audit.Looked(ctx, s.db, actor, audit.Entry{Action: action, Kind: "file", ID: f.ID, Unit: f.Unit,
		Details: map[string]string{"name": f.Name, "sha256": f.Hash, "kind": f.Kind, "ref": f.Ref}})
	if err != nil && r != nil {
		return f, nil, errors.Join(err, r.Close())
	}
	return f, r, errors.Join(broken, err)
}

// Thumb returns the thumbnail of a picture; NotFound when it has none.
func (s *Store) Thumb(ctx context.Context, actor who.Actor, id string) (data []byte, err error) {
	hash := ""
	err = s.db.Read(ctx, actor, func(tx *db.Tx) error {
		f, err := s.load(tx, id)
		if err != nil {
			return err
		}
		hash, err = thumbOf(tx, f.Hash)
		return err
	})
	if err == nil && hash == "" {
		err = fault.NotFound()
	}
	if err != nil {
		return nil, err
	}
	r, err := s.openBlob(hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// Withdraw marks a file as handed in by mistake: it stays readable and no longer counts. It needs a
// reason of its own; Conflict "file.withdrawn_already" if it was withdrawn before.
func (s *Store) Withdraw(ctx context.Context, actor who.Actor, id, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.Invalid(fault.On("reason", "file.reason_missing"))
	}
	return s.db.Write(ctx, actor, func(tx *db.Tx) error {
		f, err := s.load(tx, id)
		if err != nil {
			return err
		}
		owner, err := s.mayAttach(tx, f.Kind, f.Ref)
		if err != nil {
			return err
		}
		if f.Withdrawn() {
			return fault.Conflict("file.withdrawn_already")
		}
		f.WithdrawnAt, f.WithdrawnBy, f.Reason = tx.Now, actor.Login, reason
		if err := saveWithdrawal(tx, f); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "file.withdraw", Kind: f.Kind, ID: f.Ref, Unit: owner.Unit,
			Details: map[string]string{"file": f.ID, "name": f.Name, "sha256": f.Hash, "reason": reason}})
	})
}
