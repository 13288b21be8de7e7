package keyring

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"plumbline/internal/ground/disk"
)

// FileName is the name of the file in a data folder.
const FileName = "secrets.key"

// mostKeys a file may hold: more than a rotation needs.
const mostKeys = 16

// Ring holds the keys of one file; it is safe for several goroutines.
type Ring struct {
	file string // "" for one that lives in memory only
	mu   sync.Mutex
	keys []key
}

// Fresh makes a ring with a new key that no file keeps: for scratch databases and tests.
func Fresh() (*Ring, error) {
	k, err := draw()
	return &Ring{keys: []key{k}}, err
}

// Read reads the file; fs.ErrNotExist when there is none. Another error is one sentence for the person
// at the terminal: it can be read by others, or holds something else than keys.
func Read(file string) (*Ring, error) {
	keys, err := readKeys(file)
	if err != nil {
		return nil, err
	}
	return &Ring{file: file, keys: keys}, nil
}

// Make writes a file with one new key, or reads the one that somebody else has just written.
func Make(file string) (*Ring, error) {
	k, err := draw()
	if err != nil {
		return nil, err
	}
	part, err := writePart(file, []key{k})
	if err != nil {
		return nil, err
	}
	defer os.Remove(part)
	// A link fails when another process was first; then its key counts.
	if err := os.Link(part, file); err != nil {
		return Read(file)
	}
	return &Ring{file: file, keys: []key{k}}, disk.SyncDir(filepath.Dir(file))
}

func readKeys(file string) (keys []key, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read by others (mode %v); run: chmod 600 %s", file, info.Mode().Perm(), file)
	}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		k, err := parse(line)
		if err != nil || len(keys) == mostKeys {
			return nil, notKeys(file)
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 || lines.Err() != nil {
		return nil, notKeys(file)
	}
	return keys, nil
}

func notKeys(file string) error {
	return fmt.Errorf("%s holds no keys for sealed secrets; put the right file back from the backup", file)
}

const header = "# Keys with which this house seals its stored secrets; the first seals, all open.\n# Keep it as the key of the record is kept, and the same on every machine that serves this house.\n"

// writePart writes the keys beside the file, synced, and answers the name it has there.
func writePart(file string, keys []key) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(file), "."+FileName+"-*") // mode 0600
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(header)
	for _, k := range keys {
		b.WriteString(k.text + "\n")
	}
	_, err = f.WriteString(b.String())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// replace puts the keys into the file in one step, and onto the ring.
func (r *Ring) replace(keys []key) error {
	if r.file != "" {
		part, err := writePart(r.file, keys)
		if err != nil {
			return err
		}
		if err := os.Rename(part, r.file); err != nil {
			return errors.Join(err, os.Remove(part))
		}
		if err := disk.SyncDir(filepath.Dir(r.file)); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys = keys
	return nil
}

// Add puts a new key before the others: from now on it seals, and the others open what they sealed.
func (r *Ring) Add() error {
	k, err := draw()
	if err != nil {
		return err
	}
	return r.replace(append([]key{k}, r.list()...))
}

// Only drops every key but the first, once nothing is sealed with the others any more.
func (r *Ring) Only() error { return r.replace(r.list()[:1]) }

// Reload reads the file again; what stands there counts from now on.
func (r *Ring) Reload() error {
	if r.file == "" {
		return nil
	}
	keys, err := readKeys(r.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // what is in memory still opens
	}
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys = keys
	return nil
}

func (r *Ring) list() []key {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]key(nil), r.keys...)
}

func (r *Ring) find(id string) (key, bool) {
	for _, k := range r.list() {
		if k.id == id {
			return k, true
		}
	}
	return key{}, false
}

// ID names the key that seals.
func (r *Ring) ID() string { return r.list()[0].id }

// Has tells whether a key is on the ring.
func (r *Ring) Has(id string) bool {
	_, ok := r.find(id)
	return ok
}

// File is where the ring lies, "" for one that lives in memory only.
func (r *Ring) File() string { return r.file }

// Holds tells whether the text of a key file has the key of that name: for a backup, which holds the
// file and not the ring.
func Holds(text []byte, id string) bool {
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if k, err := parse(line); err == nil && k.id == id {
			return true
		}
	}
	return false
}
