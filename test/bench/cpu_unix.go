//go:build unix

package main

import (
	"syscall"
	"time"
)

// processor is the processor time that this process has used so far: on a loaded machine it holds still where the wall
// clock does not. What a server of PostgreSQL uses is not in it.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
