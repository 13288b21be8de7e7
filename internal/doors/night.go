package doors

import (
	"sync"
	"time"
)

// Night remembers what each piece of night work last did in this process, for the page of the system
// administrator.
type Night struct {
	mu   sync.Mutex
	last map[string]NightRun
}

// NightRun is how one piece of work last ended.
type NightRun struct {
	At   time.Time
	Done int
	Err  error
	Fail int // times that it has failed since it last succeeded
}

// Note keeps a run.
func (n *Night) Note(name string, at time.Time, done int, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.last == nil {
		n.last = map[string]NightRun{}
	}
	r := NightRun{At: at, Done: done, Err: err}
	if err != nil {
		r.Fail = n.last[name].Fail + 1
	}
	n.last[name] = r
}

// Last is the last run of a piece of work; ok is false when there was none yet.
func (n *Night) Last(name string) (r NightRun, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, ok = n.last[name]
	return r, ok
}
