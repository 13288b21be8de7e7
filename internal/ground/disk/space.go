package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Space is the room of a file system in bytes. Total is 0 where the system does not tell.
type Space struct{ Total, Free int64 }

// Full tells whether err says that a disk, or somebody's share of it, is full.
func Full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// SyncDir brings the names in a folder to the disk. What cannot be synced cannot be promised.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Shared is the mode of a file or folder that others than its owner can use; 0 if they cannot, or if
// the system has no such modes.
func Shared(name string) (fs.FileMode, error) {
	info, err := os.Stat(name)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return 0, err
	}
	return info.Mode().Perm(), nil
}

// CloseOff takes a file or folder away from everybody but its owner.
func CloseOff(name string) error {
	mode, err := Shared(name)
	if err != nil || mode == 0 {
		return err
	}
	return os.Chmod(name, mode&0o700)
}

// CloseOffFiles does so with the files of a folder that match a pattern; none is no fault.
func CloseOffFiles(dir, pattern string) error {
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	for _, n := range names {
		if e := CloseOff(n); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}
