package doors

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/disk"
)

// makeFolder makes the data folder if it is not there, and tells whether it did. The folder is the
// owner's alone: a new, empty or earlier one of ours is closed off; one that holds other things and
// is open to others is refused, because closing it off would take it away from them. It must be
// possible to sync it: what cannot be synced cannot be promised.
func makeFolder(dir string) (fresh bool, err error) {
	if dir == "" {
		return false, &db.ErrPlace{Sentence: "no data folder was given; use --data"}
	}
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		fresh = true
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, &db.ErrPlace{Sentence: "the data folder " + dir + " cannot be made: " + cause(err)}
	}
	probe, err := os.CreateTemp(dir, ".plumbline-*")
	if err != nil {
		return fresh, unwritable(dir, err)
	}
	probe.Close()
	if err := os.Remove(probe.Name()); err != nil {
		return fresh, &db.ErrPlace{Sentence: "the data folder " + dir + " cannot be written: " + cause(err)}
	}
	if err := closeFolder(dir); err != nil {
		return fresh, err
	}
	if err := disk.SyncDir(dir); err != nil {
		return fresh, &db.ErrPlace{Sentence: "the data folder " + dir + " cannot be synced to the disk (" + cause(err) + "); name one on a local disk"}
	}
	return fresh, nil
}

// unwritable is nil for a full disk with a house on it: its record can still be read.
func unwritable(dir string, err error) error {
	if disk.Full(err) && ours(dir) {
		return nil
	}
	return &db.ErrPlace{Sentence: "the data folder " + dir + " cannot be written: " + cause(err)}
}

// marks are files by which a folder of ours is known.
var marks = []string{"plumbline.db", "audit.key", disk.SpareName}

func ours(dir string) bool {
	for _, m := range marks {
		if _, err := os.Stat(filepath.Join(dir, m)); err == nil {
			return true
		}
	}
	return false
}

func closeFolder(dir string) error {
	mode, err := disk.Shared(dir)
	if err != nil || mode == 0 {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return &db.ErrPlace{Sentence: "the data folder " + dir + " cannot be read: " + cause(err)}
	}
	if len(entries) > 0 && !ours(dir) {
		return &db.ErrPlace{Sentence: "the data folder " + dir + " is open to others (mode " + mode.String() + ") and holds other things; name an empty folder, or run: chmod 700 " + dir}
	}
	if err := disk.CloseOff(dir); err != nil {
		return &db.ErrPlace{Sentence: "the data folder " + dir + " is open to others (mode " + mode.String() + "), and that cannot be changed: " + cause(err)}
	}
	return nil
}

// laySpare lays down the spare file beside the database, or in the data folder when the database is
// a server: then it keeps room for keys and evidence only.
func laySpare(cfg Config) (*disk.Spare, error) {
	if !cfg.Spare {
		return nil, nil
	}
	dir := cfg.Data
	fresh := !ours(dir)
	if !strings.Contains(cfg.DB, "://") {
		dir = filepath.Dir(cfg.DB)
		_, err := os.Stat(cfg.DB)
		fresh = errors.Is(err, os.ErrNotExist)
	}
	spare, err := disk.OpenSpare(dir, fresh)
	var room *disk.ErrRoom
	if errors.As(err, &room) {
		return nil, &db.ErrPlace{Sentence: "there is not enough room for a new house on the disk of " + dir + ": " + room.Error()}
	}
	if err != nil {
		return nil, &db.ErrPlace{Sentence: "the spare file cannot be laid down in " + dir + ": " + cause(err)}
	}
	return spare, nil
}
