package demo

import (
	"hash/fnv"
	"math/rand/v2"
)

// draw is a source of choices that gives the same ones every time: each thing draws from a source of
// its own, so that a change in one place does not reshuffle the others.
type draw struct{ *rand.Rand }

func drawFor(name string) draw {
	h := fnv.New64a()
	h.Write([]byte(name))
	return draw{rand.New(rand.NewPCG(h.Sum64(), 20260618))} //nolint:gosec // a demo is not a secret
}

// between is a number from lo to hi, both included.
func (d draw) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

func pick[T any](d draw, list []T) T { return list[d.IntN(len(list))] }
