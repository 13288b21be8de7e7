package file

import (
	"time"

	"plumbline/internal/ground/clock"
)

// A page shows whether each file still gives its hash. Small files are read every time; a large one
// that the disk says is untouched is not read again within a few minutes, because a page with ten
// videos would read two gigabytes. Opening a file always reads it.
const (
	largeFile = 4 << 20
	sightKept = 10 * time.Minute
)

// sighting is when a large file was last read whole, and what the disk said of it then.
type sighting struct {
	size    int64
	changed time.Time
	at      time.Time
}

// Intact tells whether the bytes of a file still give its hash.
func (s *Store) Intact(f File) bool {
	now := clock.System.Now() // the disk keeps the machine's time
	info, err := s.root.Stat(blobPath(f.Hash))
	if err != nil {
		return false
	}
	fresh := sighting{info.Size(), info.ModTime(), now}
	if v, ok := s.seen.Load(f.Hash); ok && info.Size() > largeFile {
		if old := v.(sighting); old.size == fresh.size && old.changed.Equal(fresh.changed) && now.Sub(old.at) < sightKept {
			return true
		}
	}
	b, err := s.openBlob(f.Hash)
	if err != nil {
		s.seen.Delete(f.Hash)
		return false
	}
	if info.Size() > largeFile {
		s.seen.Store(f.Hash, fresh)
	}
	return b.Close() == nil
}
