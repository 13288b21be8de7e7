package dbtest

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Fill fills an empty folder with what makes itself only by much work, such as three years of a bureau. Where
// PLUMBLINE_TEST_SHARED names a folder (scripts/unit.sh makes one for its run and removes it), the work is done
// once for all test programs of that run and everybody gets a copy; without it the work is done here.
//
// What is made under one name must be the same whoever makes it.
func Fill(dir, name string, work func(dir string) error) error {
	shared := os.Getenv("PLUMBLINE_TEST_SHARED")
	if shared == "" {
		return work(dir)
	}
	whole := filepath.Join(shared, name)
	if err := once(shared, name, whole, work); err != nil {
		return err
	}
	return copied(dir, whole)
}

// once does the work unless it is done. It is done in another folder that is then renamed, so that one with the
// right name is whole; the lock lets the others wait for the first, and goes with its holder however that ends.
func once(shared, name, whole string, work func(dir string) error) error {
	lock, err := os.OpenFile(filepath.Join(shared, name+".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := hold(lock); err != nil {
		return err
	}
	if _, err := os.Stat(whole); err == nil {
		return nil
	}
	draft := whole + ".draft"
	if err := os.RemoveAll(draft); err != nil {
		return err
	}
	if err := work(draft); err != nil {
		return err
	}
	return os.Rename(draft, whole)
}

// copied copies a folder with the rights of its files: a key that others may read is refused.
func copied(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		at := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(at, info.Mode().Perm())
		}
		return copyFile(at, path, info.Mode().Perm())
	})
}

func copyFile(to, from string, mode fs.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
