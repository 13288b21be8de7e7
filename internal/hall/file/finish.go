package file

import (
	"context"
	"os"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// blob is what is known of stored bytes.
type blob struct {
	hash          string
	size          int64
	mime          string
	width, height int
	thumb         string // hash of the thumbnail, "" for none
}

// attached is what the record keeps of a new file; the hash in it is sealed with the record.
type attached struct {
	File    string `json:"file"`
	Name    string `json:"name"`
	Size    int64  `json:"size"`
	Type    string `json:"type"`
	SHA256  string `json:"sha256"`
	Measure string `json:"measure,omitempty"`
}

// finish judges the whole file, puts it in its place, and commits the row that names it. The bytes
// are on the disk before the row commits. A crash between the two leaves bytes without a row, and the
// upload as it was: the next request finishes it, or the sweep removes both.
func (s *Store) finish(ctx context.Context, actor who.Actor, u Upload) (*File, error) {
	b, picture, err := s.examine(u)
	if err != nil {
		return nil, err
	}
	s.laying.RLock()
	defer s.laying.RUnlock()
	if picture != nil {
		if b.thumb, err = s.keepBytes(u.ID, picture); err != nil {
			return nil, err
		}
	}
	if err := s.keep(partPath(u.ID), b.hash); err != nil {
		return nil, err
	}
	f := &File{ID: db.NewID(), Hash: b.hash, Name: u.Name, Size: b.size, Type: b.mime, Width: b.width, Height: b.height,
		Thumb: b.thumb != "", Kind: u.Kind, Ref: u.Ref, Measure: u.Measure, Login: actor.Login, By: actor.Name, Version: 1}
	err = s.db.Write(ctx, actor, func(tx *db.Tx) error {
		owner, err := s.mayAttach(tx, u.Kind, u.Ref) // the right may have ended while bytes were travelling
		if err != nil {
			return err
		}
		if err := s.room(tx, Attachment{Kind: u.Kind, Ref: u.Ref, Size: b.size}); err != nil {
			return err
		}
		f.Unit, f.At = owner.Unit, tx.Now
		if err := insertBlob(tx, b); err != nil {
			return err
		}
		if err := insertFile(tx, *f); err != nil {
			return err
		}
		if err := deleteUpload(tx, u.ID); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "file.attach", Kind: u.Kind, ID: u.Ref, Unit: owner.Unit,
			Details: attached{File: f.ID, Name: f.Name, Size: f.Size, Type: f.Type, SHA256: f.Hash, Measure: f.Measure}})
	})
	if err != nil {
		return nil, err
	}
	return f, s.remove(partPath(u.ID))
}

// examine reads the part once for its hash and judges it; picture is the thumbnail, if it has one.
func (s *Store) examine(u Upload) (b blob, picture []byte, err error) {
	form, err := formOf(u.Name)
	if err != nil {
		return b, nil, err
	}
	f, err := s.root.OpenFile(partPath(u.ID), os.O_RDONLY, 0)
	if err != nil {
		return b, nil, err
	}
	defer f.Close()
	if b.hash, b.size, err = hashOf(f); err != nil {
		return b, nil, err
	}
	if b.mime, err = form.judge(f, b.size, u.Name); err != nil {
		return b, nil, err
	}
	picture, b.width, b.height, err = s.thumbnail(f, b.mime, u.Name)
	return b, picture, err
}
