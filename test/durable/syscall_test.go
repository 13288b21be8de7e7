package durable

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// T-SYSCALL: system calls on files fail or the process dies in them, at points chosen at random.
// Whatever was answered as saved is there, nothing is there by half, nothing is corrupt.
func TestSyscall(t *testing.T) {
	tracer(t)
	for lane := range 2 { // most of the time is waiting for the disk
		t.Run(fmt.Sprint(lane), func(t *testing.T) {
			t.Parallel()
			lanes(t, size(100, 2000))
		})
	}
}

func lanes(t *testing.T, want int) {
	began := time.Now()
	var s *site
	var all []line
	points, dead, runs, refused, acked := 0, 0, 0, 0, 0
	for r := rand.New(rand.NewPCG(uint64(began.UnixNano()), 0)); points < want; runs++ {
		if runs > 2*want {
			t.Fatalf("only %d points in %d runs", points, runs)
		}
		if runs%15 == 0 { // a small house is quickly looked through
			s = closed(t, s, all)
			all = nil
		}
		deadly := runs%3 == 0
		events, w := traced(t, task{Site: *s, Clients: 3, Ops: 14, Seed: r.Uint64(), Name: fmt.Sprintf("s%d", runs)}, "-e", planted(r, deadly))
		hit := hits(events)
		if deadly && w.of("done") == nil && len(w.of("ready")) > 0 {
			hit, dead = hit+1, dead+1 // the call in which it died is not printed
		}
		points += min(hit, mostOfRun)
		refused += len(w.of("err"))
		acked += len(w.of("ack"))
		all = append(all, w.of("ack")...)
		for _, f := range inspect(t, s, w.of("ack")) {
			t.Errorf("run %d: %s", runs, f)
		}
		if t.Failed() {
			return
		}
	}
	closed(t, s, all)
	spent(t, began, "%d points in %d runs (%d deaths), %d acknowledged, %d refused", points, runs, dead, acked, refused)
}

func hits(events []event) (n int) {
	for _, e := range events {
		if e.injected {
			n++
		}
	}
	return n
}

// closed looks a house through for the last time and answers a new one.
func closed(t *testing.T, s *site, acks []line) *site {
	t.Helper()
	if s != nil {
		for _, f := range append(inspect(t, s, acks), orphans(t, s)...) {
			t.Error(f)
		}
	}
	return build(t, filepath.Join(t.TempDir(), "data"), "")
}

// mostOfRun is how many failing calls of one run count: more of the same prove little.
const mostOfRun = 12

// planted is what strace does to a system call: an error again and again, or death at one call.
func planted(r *rand.Rand, deadly bool) string {
	calls := []string{"pwrite64", "fsync,fdatasync", "pwrite64", "openat", "renameat,renameat2,linkat", "write", "ftruncate", "fsync,fdatasync"}
	call := calls[r.IntN(len(calls))]
	if deadly {
		n := 1 + r.IntN(30)
		if strings.HasPrefix(call, "rename") || call == "ftruncate" {
			n = 1 + r.IntN(4)
		}
		return fmt.Sprintf("inject=%s:signal=KILL:when=%d", call, n)
	}
	errs := []string{"EIO", "ENOSPC", "EINTR", "EIO", "ENOSPC", "EDQUOT"}
	first, step := 12+r.IntN(40), 5+r.IntN(25)
	if strings.HasPrefix(call, "rename") || call == "ftruncate" {
		first, step = 1+r.IntN(3), 1+r.IntN(3)
	}
	err := errs[r.IntN(len(errs))]
	if err == "EINTR" {
		step = max(step, 2) // a call that is interrupted every time is tried for ever, and rightly so
	}
	if call == "write" { // standard output is the ledger: it must not fail
		call, first = "pwrite64", 1+r.IntN(20)
	}
	return fmt.Sprintf("inject=%s:error=%s:when=%d+%d", call, err, first, step)
}

// The planted fault: a worker that acknowledges before it is answered claims what a failing disk refuses.
func TestSyscallCatchesAnEarlyAnswer(t *testing.T) {
	tracer(t)
	s := build(t, filepath.Join(t.TempDir(), "data"), "")
	for n := range 10 {
		_, w := traced(t, task{Site: *s, Clients: 3, Ops: 14, Seed: uint64(n), Name: fmt.Sprintf("p%d", n), Plant: "early"}, "-e", "inject=pwrite64:error=EIO:when=40+3")
		if strings.Contains(strings.Join(inspect(t, s, w.of("ack")), "\n"), "lost:") {
			return
		}
	}
	t.Fatal("a failing disk lost nothing of a worker that answers too early")
}
