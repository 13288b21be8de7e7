//go:build unix

package witness

import (
	"os"
	"syscall"
)

// hold takes the folder's lock from every other program and every other request; closing f gives it back.
func hold(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }
