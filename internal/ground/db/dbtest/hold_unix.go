//go:build unix

package dbtest

import (
	"os"
	"syscall"
)

// hold takes the lock from every other program; closing f gives it back.
func hold(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }
