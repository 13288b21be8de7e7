package file

import (
	"context"
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
	n, err := s.sweepDisk(ctx, job, clock.System.Now()) // the disk keeps the machine's time
	return len(old) + n, err
}

// orphaned is how old bytes without a row must be: their row commits at once or never. A part waits
// as long as its upload may.
const orphaned = time.Hour

// sweepDisk looks at old files: parts without an upload, bytes without a row.
func (s *Store) sweepDisk(ctx context.Context, job who.Actor, now time.Time) (int, error) {
	removed := 0
	err := fs.WalkDir(s.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !s.old(name, now) {
			return err
		}
		gone, err := s.removeUnnamed(ctx, job, name, now)
		if gone {
			removed++
		}
		return err
	})
	return removed, err
}

func (s *Store) old(name string, now time.Time) bool {
	age := orphaned
	if strings.HasPrefix(name, uploads+"/") {
		age = stale
	}
	info, err := s.root.Stat(name)
	return err == nil && info.ModTime().Before(now.Add(-age))
}

// removeUnnamed removes a file that no row names. It looks again while nobody lays bytes down:
// meanwhile the same bytes may have been attached.
func (s *Store) removeUnnamed(ctx context.Context, job who.Actor, name string, now time.Time) (bool, error) {
	named := func() (is bool, err error) {
		err = s.db.Read(ctx, job, func(tx *db.Tx) (err error) {
			is, err = isNamed(tx, name)
			return err
		})
		return is, err
	}
	if is, err := named(); err != nil || is {
		return false, err
	}
	s.laying.Lock()
	defer s.laying.Unlock()
	if is, err := named(); err != nil || is || !s.old(name, now) {
		return false, err
	}
	return true, s.remove(name)
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
