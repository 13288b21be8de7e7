package witness

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/tlog"
)

const (
	keyFile  = "witness.key"
	lockFile = "lock"
	logs     = "logs"
)

// Folder is everything that a witness has: its key, the logs that it knows, and the newest checkpoint
// that it cosigned of each.
type Folder struct {
	dir   string
	key   tlog.WitnessKey
	clock clock.Clock
	mu    sync.Mutex
	// persisted is called between keeping a checkpoint and answering; tests stop the program there.
	persisted func()
}

// Log is a log that the witness knows.
type Log struct {
	Key        string    `json:"key"`        // the log's public key, whose name is the origin
	Label      string    `json:"label"`      // what people call it
	Since      time.Time `json:"since"`      // when it was taken in
	Size       int64     `json:"size"`       // of the newest checkpoint cosigned, 0 before the first
	Checkpoint string    `json:"checkpoint"` // that checkpoint
	Line       string    `json:"line"`       // and the last cosignature
	Heard      time.Time `json:"heard"`      // last valid contact; zero if there was none
}

// Origin is the name of the log.
func (l Log) Origin() string { origin, _, _ := strings.Cut(l.Key, "+"); return origin }

// Quiet is how long a log may be silent before the witness says so.
const Quiet = 24 * time.Hour

// Silent tells whether nothing valid came from the log for a day.
func (l Log) Silent(now time.Time) bool { return now.Sub(l.last()) > Quiet }

func (l Log) last() time.Time {
	if l.Heard.IsZero() {
		return l.Since
	}
	return l.Heard
}

// Unusable is a folder that cannot serve; Error is one sentence for the person at the terminal.
type Unusable struct{ Sentence string }

func (e *Unusable) Error() string { return e.Sentence }

func unusable(format string, args ...any) error { return &Unusable{fmt.Sprintf(format, args...)} }

// Make makes the folder of a new witness with a key of its own. A folder that has one is *Unusable.
func Make(dir, name string) (*Folder, error) {
	key, err := tlog.NewWitnessKey(name)
	if err != nil {
		return nil, unusable("%q cannot be the name of a witness: write one word without plus signs, for example witness.upper.example", name)
	}
	if err := os.MkdirAll(filepath.Join(dir, logs), 0o700); err != nil {
		return nil, unusable("the folder %s cannot be made: %v", dir, errors.Unwrap(err))
	}
	file := filepath.Join(dir, keyFile)
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, unusable("%s holds a witness already", dir)
	}
	if err != nil {
		return nil, unusable("%s cannot be written: %v", file, errors.Unwrap(err))
	}
	_, err = f.WriteString(key.Secret() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close(), disk.SyncDir(dir)); err != nil {
		return nil, err
	}
	return Open(dir, clock.System)
}

// Open opens the folder of a witness. One that is none, or whose key others can read, is *Unusable.
func Open(dir string, c clock.Clock) (*Folder, error) {
	file := filepath.Join(dir, keyFile)
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, unusable("%s is not the folder of a witness; make one with: plumbline witness init", dir)
	}
	if mode, err := disk.Shared(file); err != nil || mode != 0 {
		return nil, unusable("the key %s can be read by others; run: chmod 600 %s", file, file)
	}
	key, err := tlog.ParseWitnessKey(string(raw))
	if err != nil {
		return nil, unusable("%s is not the key of a witness", file)
	}
	return &Folder{dir: dir, key: key, clock: c, persisted: func() {}}, nil
}

// PublicKey is the key by which others check this witness's cosignatures.
func (f *Folder) PublicKey() string { return f.key.Public() }

// Name is the witness's name.
func (f *Folder) Name() string { return f.key.Name() }

func file(origin string) string {
	h := sha256.Sum256([]byte(origin))
	return filepath.Join(logs, hex.EncodeToString(h[:8])+".json")
}

// Know takes a log in. A log known already under another key is *Unusable: a changed key is for people
// to look into.
func (f *Folder) Know(key, label string) error {
	key = strings.TrimSpace(key)
	if err := tlog.CheckKey(key); err != nil {
		return unusable("that is not the public key of a record; it is one line such as plumbline/1a2b+0c1d2e3f+AZ…")
	}
	return f.locked(func() error {
		l := Log{Key: key, Label: label, Since: f.clock.Now().UTC()}
		was, err := f.read(l.Origin())
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return f.write(l)
		case err != nil:
			return err
		case was.Key != key:
			return unusable("%s is known under another key; find out why before you trust a new one", l.Origin())
		}
		was.Label = label
		return f.write(was)
	})
}

// Logs lists the known logs by name.
func (f *Folder) Logs() ([]Log, error) {
	names, err := filepath.Glob(filepath.Join(f.dir, logs, "*.json"))
	if err != nil {
		return nil, err
	}
	var out []Log
	for _, n := range names {
		l, err := readLog(n)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Log) int { return strings.Compare(a.Origin(), b.Origin()) })
	return out, nil
}

// locked runs fn while nobody else, in this program or another, looks at or changes the state.
func (f *Folder) locked(fn func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	lock, err := os.OpenFile(filepath.Join(f.dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := hold(lock); err != nil {
		return err
	}
	return fn()
}

func (f *Folder) read(origin string) (Log, error) {
	l, err := readLog(filepath.Join(f.dir, file(origin)))
	if err == nil && l.Origin() != origin {
		err = fmt.Errorf("%s is not about %s", file(origin), origin)
	}
	return l, err
}

func readLog(name string) (l Log, err error) {
	raw, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(raw, &l)
	}
	return l, err
}

// write keeps the state of a log so that after a power cut it is the old one or the new one, whole.
func (f *Folder) write(l Log) error {
	raw, err := json.MarshalIndent(l, "", "\t")
	if err != nil {
		return err
	}
	dir := filepath.Join(f.dir, logs)
	tmp, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone already when all went well
	_, err = tmp.Write(append(raw, '\n'))
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), filepath.Join(f.dir, file(l.Origin()))); err != nil {
		return err
	}
	return disk.SyncDir(dir)
}
