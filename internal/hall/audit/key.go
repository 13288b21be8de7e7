package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
)

const keyFile = "audit.key"

// Log is the sealed record of one house.
type Log struct {
	db    *db.DB
	key   tlog.Key
	check checking
	rec   reconciling
}

// Open finds the key that signs the record's checkpoints in the data folder; at the first start it
// makes one, readable by the owner alone. A key that cannot be read, or that others can read, is a
// *db.ErrPlace with one sentence.
func Open(d *db.DB, dataFolder string) (*Log, error) {
	file := filepath.Join(dataFolder, keyFile)
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		raw, err = makeKey(file)
	}
	if err != nil {
		return nil, place("the key of the record, %s, cannot be read: %v", file, errors.Unwrap(err))
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, place("the key of the record, %s, can be read by others (mode %v); run: chmod 600 %s", file, info.Mode().Perm(), file)
	}
	key, err := tlog.ParseKey(string(raw))
	if err != nil {
		return nil, place("%s is not a key of the record; put the right one back from the backup", file)
	}
	return &Log{db: d, key: key}, nil
}

func place(format string, args ...any) error {
	return &db.ErrPlace{Sentence: fmt.Sprintf(format, args...)}
}

// makeKey writes a new key so that it is either there whole or not at all.
func makeKey(file string) ([]byte, error) {
	key, err := tlog.NewKey("plumbline/" + db.NewID()[16:])
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(file), "."+keyFile+"-*") // mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	text := []byte(key.Secret() + "\n")
	if _, err := f.Write(text); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	// A link fails when another process was first; then its key counts.
	if err := os.Link(f.Name(), file); err != nil {
		return os.ReadFile(file)
	}
	return text, syncDir(filepath.Dir(file))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// PublicKey is the verifier key of the checkpoints. Print it and keep it outside the house.
func (l *Log) PublicKey() string { return l.key.Public() }

// Origin is the name of this log in its checkpoints.
func (l *Log) Origin() string { return l.key.Origin() }
