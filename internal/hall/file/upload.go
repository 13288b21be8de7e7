package file

import (
	"context"
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Attachment says what is being uploaded and to which object it belongs.
type Attachment struct {
	Name    string
	Size    int64
	Kind    string // kind and ref of the owning object
	Ref     string
	Measure string // the measure that it supports, if the object has such parts
}

// Upload is an upload under way.
type Upload struct {
	ID      string
	Login   string
	Arrived int64 // bytes that are safely here
	Attachment
}

// Start opens an upload session after checking name, size, right and room for it. It returns
// fault.Invalid with the sentence, or what the object's guard says.
func (s *Store) Start(ctx context.Context, actor who.Actor, a Attachment) (Upload, error) {
	a, err := s.acceptable(a)
	if err != nil {
		return Upload{}, err
	}
	if !s.fits(a.Size) {
		return Upload{}, full(syscall.ENOSPC)
	}
	u := Upload{ID: db.NewID(), Login: actor.Login, Attachment: a}
	// No act of the record yet: the act is the finished file.
	err = s.db.Upkeep(ctx, actor, func(tx *db.Tx) error {
		if _, err := s.mayAttach(tx, a.Kind, a.Ref); err != nil {
			return err
		}
		if err := s.room(tx, a); err != nil {
			return err
		}
		return insertUpload(tx, u)
	})
	return u, err
}

// acceptable judges what can be known before the first byte.
func (s *Store) acceptable(a Attachment) (Attachment, error) {
	a.Name = cleanName(a.Name)
	if a.Name == "" {
		return a, fault.Invalid(fault.On("file", "file.no_name"))
	}
	if _, err := formOf(a.Name); err != nil {
		return a, err
	}
	if a.Size <= 0 {
		return a, fault.Invalid(fault.On("file", "file.empty", "name", a.Name))
	}
	if a.Size > s.limits.File {
		return a, s.tooLarge(a)
	}
	return a, nil
}

func (s *Store) tooLarge(a Attachment) error {
	return fault.Invalid(fault.On("file", "file.too_large", "name", a.Name, "size", mib(a.Size), "most", mib(s.limits.File)))
}

// fits tells whether a file of that size leaves room enough for everything else.
func (s *Store) fits(size int64) bool {
	room, err := disk.SpaceOf(s.root.Name())
	if err != nil || room.Total == 0 {
		return true
	}
	return !s.db.Low() && room.Free-size > min(disk.SpareSize, room.Total/64)
}

// mib is a size in MiB, rounded up so that no file looks smaller than the limit that refuses it.
func mib(n int64) int64 { return (n + 1<<20 - 1) >> 20 }

// room checks the limits of the object.
func (s *Store) room(tx *db.Tx, a Attachment) error {
	n, bytes, err := usage(tx, a.Kind, a.Ref)
	switch {
	case err != nil:
		return err
	case n >= int64(s.limits.Count):
		return fault.Invalid(fault.On("file", "file.too_many", "most", s.limits.Count))
	case bytes+a.Size > s.limits.Object:
		return fault.Invalid(fault.On("file", "file.object_full", "most", mib(s.limits.Object)))
	}
	return nil
}

// Find returns an upload under way; only who began it may go on with it, for everybody else there is
// none.
func (s *Store) Find(ctx context.Context, actor who.Actor, id string) (u Upload, err error) {
	err = s.db.Read(ctx, actor, func(tx *db.Tx) error {
		u, err = loadUpload(tx, id)
		if err == nil && u.Login != actor.Login {
			err = fault.NotFound()
		}
		return err
	})
	return u, err
}

// Append takes the next bytes of an upload, beginning at offset. What arrives before the connection
// breaks is kept. When all bytes are here the file is finished: then done is the new file. Faults:
// Conflict "file.offset" if offset is not where the upload stands, Conflict "file.busy" while
// another request is sending, Invalid when the file turns out to be unacceptable (the upload is then
// given up), and what the guard says.
func (s *Store) Append(ctx context.Context, actor who.Actor, id string, offset int64, r io.Reader) (u Upload, done *File, err error) {
	if _, taken := s.busy.LoadOrStore(id, true); taken {
		return u, nil, fault.Conflict("file.busy")
	}
	defer s.busy.Delete(id)
	if u, err = s.Find(ctx, actor, id); err != nil {
		return u, nil, err
	}
	if offset != u.Arrived {
		return u, nil, fault.Conflict("file.offset", "at", u.Arrived)
	}
	n, broken := s.write(u, r)
	if n > 0 {
		// The answer's connection may be gone; the bytes are here all the same.
		if err := s.arrived(context.WithoutCancel(ctx), actor, u, n); err != nil {
			return u, nil, err
		}
		u.Arrived += n
	}
	if broken == nil && (u.Arrived == u.Size || offset < sniffed && u.Arrived >= sniffed) {
		broken = s.early(u)
	}
	if broken == nil && u.Arrived == u.Size {
		done, broken = s.finish(ctx, actor, u)
	}
	if fault.Is(broken, fault.KindInvalid) {
		return u, nil, errors.Join(broken, s.drop(ctx, actor, u))
	}
	return u, done, broken
}

// write appends what r gives to the part and syncs it; n counts also when r breaks off.
func (s *Store) write(u Upload, r io.Reader) (n int64, err error) {
	if s.db.Low() { // what room there is belongs to the record
		return 0, full(syscall.ENOSPC)
	}
	f, err := s.root.OpenFile(partPath(u.ID), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, full(err)
	}
	defer f.Close()
	// After a crash the part may be longer than what was answered for. If it is shorter, what was
	// answered for is gone, and going on would fill the gap with zeros.
	if info, err := f.Stat(); err != nil || info.Size() < u.Arrived {
		return 0, errors.Join(err, fault.Invalid(fault.On("file", "file.lost", "name", u.Name)))
	}
	if err := f.Truncate(u.Arrived); err != nil {
		return 0, err
	}
	if _, err := f.Seek(u.Arrived, io.SeekStart); err != nil {
		return 0, err
	}
	left := u.Size - u.Arrived
	n, err = io.Copy(f, io.LimitReader(r, left))
	serr := s.sync(f)
	if e := errors.Join(err, serr); disk.Full(e) {
		// What filled the disk gives its room back, or the house would wait for itself.
		return 0, full(errors.Join(e, f.Truncate(u.Arrived)))
	}
	if serr != nil {
		return 0, serr
	}
	if err == nil && n == left && more(r) {
		return n, fault.Invalid(fault.On("file", "file.longer", "name", u.Name))
	}
	return n, full(err)
}

// more tells whether r still has bytes.
func more(r io.Reader) bool {
	var b [1]byte
	n, _ := io.ReadFull(r, b[:])
	return n > 0
}

func (s *Store) arrived(ctx context.Context, actor who.Actor, u Upload, n int64) error {
	return s.db.Upkeep(ctx, actor, func(tx *db.Tx) error { return advance(tx, u.ID, u.Arrived, u.Arrived+n) })
}

// early looks at the first bytes as soon as they are here.
func (s *Store) early(u Upload) error {
	form, err := formOf(u.Name)
	if err != nil {
		return err
	}
	f, err := s.root.Open(partPath(u.ID))
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, min(sniffed, u.Size))
	if _, err := io.ReadFull(f, head); err != nil {
		return err
	}
	return form.early(head, u.Name)
}

// drop gives up an upload: its row and its bytes.
func (s *Store) drop(ctx context.Context, actor who.Actor, u Upload) error {
	err := s.db.Upkeep(context.WithoutCancel(ctx), actor, func(tx *db.Tx) error { return deleteUpload(tx, u.ID) })
	return errors.Join(err, s.remove(partPath(u.ID)))
}

func (s *Store) remove(name string) error {
	err := s.root.Remove(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// Put takes a whole file at once, for browsers without scripts. The size need not be known.
func (s *Store) Put(ctx context.Context, actor who.Actor, a Attachment, r io.Reader) (*File, error) {
	a.Size = max(a.Size, 1)
	u, err := s.Start(ctx, actor, a)
	if err != nil {
		return nil, err
	}
	u.Size = s.limits.File + 1 // to notice one byte too many
	n, err := s.write(u, io.LimitReader(r, u.Size))
	if err == nil && n > s.limits.File {
		err = s.tooLarge(Attachment{Name: u.Name, Size: n})
	}
	if err == nil && n == 0 {
		err = fault.Invalid(fault.On("file", "file.empty", "name", u.Name))
	}
	u.Size, u.Arrived = n, n
	var done *File
	if err == nil {
		done, err = s.finish(ctx, actor, u)
	}
	if err != nil {
		return nil, errors.Join(err, s.drop(ctx, actor, u))
	}
	return done, nil
}

// stale is how long an upload may lie still.
const stale = 24 * time.Hour
