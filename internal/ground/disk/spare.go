package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"plumbline/internal/ground/clock"
)

// The spare file: its name, and its size on an ordinary disk. On a small one it takes a sixteenth.
const (
	SpareName = "spare.room"
	SpareSize = 64 << 20
	spareLeft = 16
)

// lookEvery bounds how often a full disk is asked whether there is room again.
const lookEvery = time.Second

// Spare is the spare file of one folder. The nil Spare is a house without one: never low.
type Spare struct {
	dir, file string
	size      int64

	mu     sync.Mutex
	low    bool
	since  time.Time
	looked time.Time
}

// State of the spare file as the page of the system administrator shows it.
type State struct {
	Dir   string
	Size  int64 // what it takes when it is there
	Low   bool  // given up: the disk was full
	Since time.Time
	Space Space
}

// ErrRoom is a disk too full to begin on.
type ErrRoom struct{ Free, Need int64 }

func (e *ErrRoom) Error() string {
	return fmt.Sprintf("only %s are free, at least %s are needed", bytes(e.Free), bytes(e.Need))
}

func bytes(n int64) string {
	if n < 10<<20 {
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// OpenSpare lays the spare file down in a folder. When there is no room for it, a new house is told
// so by *ErrRoom; one that exists begins low, so that what it holds can still be read.
func OpenSpare(dir string, fresh bool) (*Spare, error) {
	space, err := SpaceOf(dir)
	if err != nil || space.Total == 0 {
		return nil, err
	}
	s := &Spare{dir: dir, file: filepath.Join(dir, SpareName), size: min(SpareSize, space.Total/spareLeft)}
	err = s.lay()
	var room *ErrRoom
	switch {
	case errors.As(err, &room) && !fresh:
		s.low, s.since = true, clock.System.Now()
		return s, s.drop()
	case err != nil:
		return nil, err
	}
	return s, nil
}

// lay makes the file if there is room for it and as much again. What is there already is topped up.
func (s *Spare) lay() error {
	held := int64(0)
	if info, err := os.Stat(s.file); err == nil {
		held = info.Size()
	}
	if held == s.size {
		return nil
	}
	space, err := SpaceOf(s.dir)
	if err != nil {
		return err
	}
	if space.Free+held < 2*s.size {
		return &ErrRoom{Free: space.Free + held, Need: 2 * s.size}
	}
	err = s.fill()
	if Full(err) {
		return errors.Join(s.drop(), &ErrRoom{Free: space.Free, Need: 2 * s.size})
	}
	return err
}

// fill takes the room: at once where the system can, else block by block, because a hole would hold
// none.
func (s *Spare) fill() error {
	f, err := os.OpenFile(s.file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if !allocate(f, s.size) {
		err = write(f, s.size)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func write(f *os.File, size int64) error {
	block := make([]byte, 1<<20)
	for at := int64(0); at < size; at += int64(len(block)) {
		if _, err := f.WriteAt(block[:min(int64(len(block)), size-at)], at); err != nil {
			return err
		}
	}
	return nil
}

func (s *Spare) drop() error {
	if err := os.Remove(s.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return SyncDir(s.dir)
}

// Give gives the spare file up: somebody found the disk full.
func (s *Spare) Give() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.low {
		return
	}
	now := clock.System.Now() // the disk keeps the machine's time
	s.low, s.since, s.looked = true, now, now
	s.drop() //nolint:errcheck // Low is what counts; the next look tries again
}

// Low tells whether the spare file had to be given up. Once a second it looks whether there is room
// for it again; then it is laid down anew and the house is no longer low.
func (s *Spare) Low() bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := clock.System.Now()
	if !s.low || now.Sub(s.looked) < lookEvery && !now.Before(s.looked) {
		return s.low
	}
	s.looked = now
	s.low = s.lay() != nil
	return s.low
}

// State tells how it stands now.
func (s *Spare) State() State {
	if s == nil {
		return State{}
	}
	low := s.Low()
	s.mu.Lock()
	defer s.mu.Unlock()
	out := State{Dir: s.dir, Size: s.size, Low: low}
	if low {
		out.Since = s.since
	}
	out.Space, _ = SpaceOf(s.dir) // not told is shown as unknown
	return out
}
