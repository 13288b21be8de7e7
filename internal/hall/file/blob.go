package file

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/fault"
)

// uploads is the folder of what is still arriving.
const uploads = "uploads"

func partPath(id string) string { return path.Join(uploads, id+".part") }

// blobPath is where bytes with that hash lie.
func blobPath(hash string) string { return path.Join(hash[:2], hash[2:]) }

// keep puts a finished part in its place under its hash: synced, renamed, folders synced. The part
// itself stays until the row has committed, so that finishing can be repeated after a crash. It
// renames also over the same bytes, which heals bytes that rotted, and dates them now, so that the
// sweep leaves them alone until their row is there.
func (s *Store) keep(part, hash string) error {
	dir := hash[:2]
	if err := s.root.MkdirAll(dir, 0o700); err != nil {
		return full(err)
	}
	now := clock.System.Now() // the disk keeps the machine's time
	if err := s.root.Chtimes(part, now, now); err != nil {
		return err
	}
	f, err := s.root.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(s.sync(f), f.Close()); err != nil {
		return full(err)
	}
	from := part + ".link"
	if err := s.root.Link(part, from); err != nil {
		from = part // a file system without links; then a repeated finish has to be sent again
	}
	if err := s.root.Rename(from, blobPath(hash)); err != nil {
		return full(err)
	}
	for _, d := range []string{dir, "."} {
		if err := s.syncDir(d); err != nil {
			return err
		}
	}
	return s.remove(part + ".link") // renaming one link over another leaves both
}

// keepBytes stores bytes that this package made itself and returns their hash.
func (s *Store) keepBytes(id string, data []byte) (string, error) {
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	part := partPath(id + "-thumb")
	if err := s.root.WriteFile(part, data, 0o600); err != nil {
		return "", full(err)
	}
	return hash, errors.Join(s.keep(part, hash), s.remove(part))
}

func (s *Store) syncDir(dir string) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(s.sync(d), d.Close())
}

// sync brings what was written to the disk, except while a house is loaded in bulk.
func (s *Store) sync(f *os.File) error {
	if s.Unsynced {
		return nil
	}
	return f.Sync()
}

// full turns a full disk into a sentence; the person can do nothing, but shall know that it is not
// their file.
func full(err error) error {
	if disk.Full(err) {
		return fault.Conflict("file.disk_full")
	}
	return err
}

// hashOf reads f from its beginning.
func hashOf(f *os.File) (hash string, size int64, err error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", 0, err
	}
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}

// openBlob opens bytes and reads them once to see that they still give their hash. Missing or
// changed bytes are fault.Conflict "file.changed_on_disk".
func (s *Store) openBlob(hash string) (*os.File, error) {
	f, err := s.root.Open(blobPath(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Conflict("file.changed_on_disk")
	}
	if err != nil {
		return nil, err
	}
	got, _, err := hashOf(f)
	if err == nil && got != hash {
		err = fault.Conflict("file.changed_on_disk")
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
