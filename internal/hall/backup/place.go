package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/fault"
)

func syncDir(dir string) error { return disk.SyncDir(dir) }

// syncTree brings every folder below dir to the disk; the files were synced when they were written.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return disk.SyncDir(path)
	})
}

// emptyFolder wants a folder that is not there, or has nothing in it.
func emptyFolder(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(list) == 0 {
		return nil
	}
	return fault.Invalid(fault.On("data", "backup.place_not_empty", "dir", dir))
}

func unreadable(file string) error {
	return fault.Invalid(fault.On("file", "backup.file_unreadable", "file", file))
}

func hashFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

// said turns what can go wrong into a fault with a sentence. What the encryption, the archive or the
// comparison found is one thing for the reader: this file is not the backup that was made.
func said(err error) error {
	var place *db.ErrPlace
	var newer *db.ErrNewer
	_, known := fault.As(err)
	switch {
	case err == nil || known || errors.As(err, &place) || errors.As(err, &newer):
		return err
	case errors.Is(err, context.Canceled):
		return err
	case disk.Full(err):
		return fault.Conflict("backup.disk_full")
	}
	return fault.Invalid(fault.On("file", "backup.damaged", "why", err.Error()))
}

// room refuses before the first byte when the disk has not enough of it.
func room(dir string, need int64) error {
	s, err := disk.SpaceOf(dir)
	if err != nil || s.Total == 0 || s.Free > need {
		return err
	}
	return fault.Conflict("backup.no_room", "dir", dir, "need", mega(need), "free", mega(s.Free))
}

func mega(n int64) int64 { return (n + 1<<20 - 1) >> 20 }
