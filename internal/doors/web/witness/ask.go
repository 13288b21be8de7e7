package witness

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// lifeSign is how often a witness hears from a house in which nothing happens, so that silence means
// something.
const lifeSign = time.Hour

// Asker asks the witnesses of a house; see [Asker.Run].
type Asker struct {
	log    *audit.Log
	client *Client
	now    func() time.Time
}

// NewAsker makes the night work that asks.
func NewAsker(l *audit.Log, now func() time.Time) *Asker { return &Asker{l, NewClient(), now} }

// Run hands the newest checkpoint to every witness on the network that does not have it yet, at the same
// time, and keeps what they answer. A witness that does not answer well is noted and asked again next
// time; it stops nobody. Run answers how many cosigned.
func (a *Asker) Run(ctx context.Context) (int, error) {
	w, err := a.log.Watching(ctx, who.Job("witness"))
	if err != nil || w.Newest.Size == 0 {
		return 0, err
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var n int
	var failed error
	for _, x := range w.Witnesses {
		if !x.Active() || x.Kind != audit.ByHTTP || x.Size == w.Newest.Size && a.now().Sub(x.Heard) < lifeSign {
			continue
		}
		wg.Go(func() {
			ok, err := a.ask(ctx, x)
			mu.Lock()
			defer mu.Unlock()
			if ok {
				n++
			}
			failed = errors.Join(failed, err)
		})
	}
	wg.Wait()
	return n, failed
}

// ask asks one witness, a second time when it stands elsewhere than we thought. The error is only that
// of our own database.
func (a *Asker) ask(ctx context.Context, w audit.Witness) (bool, error) {
	old := w.Size
	for try := range 2 {
		s, size, err := a.log.Submission(ctx, old)
		if fault.Is(err, fault.KindConflict) { // it has cosigned more than we have
			return false, a.log.Unheard(ctx, w, "ahead", audit.WitnessAhead)
		}
		if err != nil {
			return false, err
		}
		line, err := a.client.Submit(ctx, w.URL, w.Key, s)
		var behind *Behind
		switch {
		case err == nil:
			return true, a.log.Cosigned(ctx, w, size, line)
		case errors.As(err, &behind) && behind.Size != old && try == 0:
			old = behind.Size
		case errors.As(err, &behind) && behind.Size == old || errors.Is(err, ErrRefused) && strings.HasSuffix(err.Error(), "422"):
			return false, a.log.Unheard(ctx, w, "forked", audit.WitnessForked)
		case ctx.Err() != nil:
			return false, nil // the house is stopping
		default:
			return false, a.log.Unheard(ctx, w, reason(err), "")
		}
	}
	return false, a.log.Unheard(ctx, w, "moving", "")
}

// reason says in one word why a witness did not cosign; its sentence is audit.witness.fault.<word>.
func reason(err error) string {
	switch {
	case errors.Is(err, ErrRefused) && strings.HasSuffix(err.Error(), "404"):
		return "unknown"
	case errors.Is(err, ErrRefused):
		return "refused"
	case errors.Is(err, ErrGarbage):
		return "garbage"
	case errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "Timeout"):
		return "slow"
	}
	return "down"
}
