package access

import (
	"time"

	"plumbline/internal/ground/clock"
)

// Gate holds up whoever guesses at a page that needs nobody to be signed in, by the same buckets as the
// sign-in: one for each source, one for the whole house.
type Gate struct {
	l             *limiter
	source, house rate
}

// NewGate makes a gate: so many tries at once from one source and then one each step, and the same for
// all sources together.
func NewGate(c clock.Clock, perSource int, sourceStep time.Duration, all int, allStep time.Duration) *Gate {
	return &Gate{l: newLimiter(c), source: rate{burst: perSource, step: sourceStep}, house: rate{burst: all, step: allStep}}
}

// Try charges a try; wait is above 0 when it is refused. done gives the charge back when the try was right.
func (g *Gate) Try(source string) (done func(right bool), wait time.Duration) {
	list := []charge{{"house", g.house}, {"source\x00" + source, g.source}}
	if wait = g.l.take(list); wait > 0 {
		return func(bool) {}, wait
	}
	return func(right bool) {
		if right {
			g.l.giveBack(list, true)
		}
	}, 0
}
