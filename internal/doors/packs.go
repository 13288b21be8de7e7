package doors

import "plumbline/internal/ground/pack"

// Packs are the packs of one kind in force today, shipped or brought by the unit.
func (h *House) Packs(kind pack.Kind) ([]*pack.Pack, error) { return h.Framework.Present(kind) }
