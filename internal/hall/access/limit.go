package access

import (
	"sync"
	"time"

	"plumbline/internal/ground/clock"
)

// limiter makes repeated failures of one account from one source wait, 0 to 30 seconds. It lives in
// memory: it holds up guessing, it is no record.
type limiter struct {
	mu    sync.Mutex
	clock clock.Clock
	tries map[string]*tries
}

type tries struct {
	failed int
	until  time.Time
}

const (
	freeTries  = 5
	mostWait   = 30 * time.Second
	mostMemory = 10000 // sources remembered at once
)

func newLimiter(c clock.Clock) *limiter { return &limiter{clock: c, tries: map[string]*tries{}} }

func (l *limiter) wait(key string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.tries[key]; t != nil {
		return t.until.Sub(l.clock.Now())
	}
	return 0
}

func (l *limiter) failed(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.tries) >= mostMemory {
		clear(l.tries)
	}
	t := l.tries[key]
	if t == nil {
		t = &tries{}
		l.tries[key] = t
	}
	t.failed++
	if over := t.failed - freeTries; over >= 0 {
		t.until = l.clock.Now().Add(min(mostWait, time.Duration(1<<min(over, 5))*time.Second))
	}
}

func (l *limiter) passed(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.tries, key)
}
