package file

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// Sweep removes uploads that nobody has gone on with for a day, and bytes that no row names. It may
// run at any time and twice. It returns how many of both it removed.
func (s *Store) Sweep(ctx context.Context) (int, error) {
	job := who.Job("file-sweep")
	var old []string
	before := s.db.Clock().Now().Add(-stale)
	err := s.db.Upkeep(ctx, job, func(tx *db.Tx) (err error) {
		if old, err = staleUploads(tx, before); err != nil {
			return err
		}
		for _, id := range old {
			if err := deleteUpload(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, id := range old {
		if err := s.remove(partPath(id)); err != nil {
			return 0, err
		}
	}
	n, err := s.sweepDisk(ctx, job, clock.System.Now().Add(-stale)) // the disk keeps the machine's time
	return len(old) + n, err
}

// sweepDisk looks at files older than before: parts without an upload, bytes without a row.
func (s *Store) sweepDisk(ctx context.Context, job who.Actor, before time.Time) (int, error) {
	removed := 0
	err := fs.WalkDir(s.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.ModTime().After(before) {
			return nil
		}
		if err != nil {
			return err
		}
		named := false
		err = s.db.Read(ctx, job, func(tx *db.Tx) (err error) {
			named, err = isNamed(tx, name)
			return err
		})
		if err != nil || named {
			return err
		}
		removed++
		return s.remove(name)
	})
	return removed, err
}

// isNamed tells whether a row speaks of the file on disk.
func isNamed(tx *db.Tx, name string) (bool, error) {
	dir, base := path.Split(name)
	if dir == uploads+"/" {
		id, _ := strings.CutSuffix(base, ".part")
		return uploadExists(tx, id)
	}
	return blobExists(tx, strings.TrimSuffix(dir, "/")+base)
}
