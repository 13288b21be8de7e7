package access

import (
	"runtime"
	"sync"
	"time"

	"plumbline/internal/ground/clock"
)

// limiter makes guessing slow: one bucket per account and source, one per source, one for the whole
// house, by the generic cell rate algorithm (as Boulder does). A try is charged when it begins and
// given back when it was right, so that many tries at once are counted too. A browser that the
// account knows has a bucket of its own and passes the others: whoever guesses from elsewhere keeps
// nobody out. It lives in memory: it holds up guessing, it is no record.
type limiter struct {
	mu    sync.Mutex
	clock clock.Clock
	cells map[string]*cell
}

// cell is a bucket: full is the instant at which it will be empty again; wrong counts charges that
// were not given back.
type cell struct {
	full  time.Time
	wrong int
}

// rate is how a bucket fills: so many at once, then one each step; grows doubles the step with each
// wrong try beyond the first, up to mostWait.
type rate struct {
	burst int
	step  time.Duration
	grows bool
}

const (
	mostWait   = 30 * time.Second
	mostMemory = 50000 // buckets remembered at once
)

var (
	perPair   = rate{burst: 5, step: time.Second, grows: true}
	perDevice = rate{burst: 5, step: time.Second, grows: true}
	perSource = rate{burst: 100, step: time.Second} // a whole unit may stand behind one address
	// The house takes fewer strangers' guesses than it could hash, so that the line never fills.
	perHouse = rate{burst: 40, step: time.Second / time.Duration(3*runtime.NumCPU())}
)

type charge struct {
	key  string
	rate rate
}

func newLimiter(c clock.Clock) *limiter { return &limiter{clock: c, cells: map[string]*cell{}} }

// charges are the buckets of a sign-in: what the account is called decides, not whether it exists.
func charges(what, login, source, device string) []charge {
	if device != "" {
		return []charge{{"device\x00" + what + "\x00" + login + "\x00" + device, perDevice}}
	}
	return []charge{{"house", perHouse}, {"source\x00" + source, perSource}, {"pair\x00" + what + "\x00" + login + "\x00" + source, perPair}}
}

// take charges every bucket, or none and answers how long to wait.
func (l *limiter) take(list []charge) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	var wait time.Duration
	for _, c := range list {
		wait = max(wait, l.cells[c.key].wait(now, c.rate))
	}
	if wait > 0 {
		return wait
	}
	for _, c := range list {
		x := l.cells[c.key]
		if x == nil {
			l.room(now)
			x = &cell{}
			l.cells[c.key] = x
		}
		x.wrong++
		if x.full.Before(now) {
			x.full = now
		}
		x.full = x.full.Add(c.rate.pace(x.wrong))
	}
	return 0
}

// wait is how long until the bucket takes one more.
func (x *cell) wait(now time.Time, r rate) time.Duration {
	if x == nil {
		return 0
	}
	if !r.grows {
		return x.full.Add(-time.Duration(r.burst-1) * r.step).Sub(now)
	}
	if x.wrong < r.burst {
		return 0
	}
	return x.full.Sub(now)
}

// pace is what the n-th wrong try adds.
func (r rate) pace(n int) time.Duration {
	if !r.grows {
		return r.step
	}
	over := n - r.burst
	if over < 0 {
		return 0
	}
	return min(mostWait, r.step<<min(over, 5))
}

// giveBack takes a charge back because the try was right, or was never made.
func (l *limiter) giveBack(list []charge, right bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range list {
		x := l.cells[c.key]
		if x == nil {
			continue
		}
		if right && c.rate.grows {
			delete(l.cells, c.key)
			continue
		}
		x.full = x.full.Add(-c.rate.pace(x.wrong))
		x.wrong--
	}
}

// bucketKept is how long a bucket that is empty again is remembered: a guesser who waits that long has
// made less than one try a minute.
const bucketKept = 15 * time.Minute

// room makes place for one more bucket: those long empty go, and if that is not enough any does,
// because the bucket of the whole house still holds.
func (l *limiter) room(now time.Time) {
	if len(l.cells) < mostMemory {
		return
	}
	for k, x := range l.cells {
		if now.Sub(x.full) > bucketKept {
			delete(l.cells, k)
		}
	}
	for k := range l.cells {
		if len(l.cells) < mostMemory*9/10 {
			return
		}
		if k != "house" {
			delete(l.cells, k)
		}
	}
}
