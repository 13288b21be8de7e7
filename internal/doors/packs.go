package doors

import (
	"sync"

	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/packs"
)

// Packs are the shipped packs of one kind.
func (h *House) Packs(kind pack.Kind) ([]*pack.Pack, error) {
	all, err := shipped()
	if err != nil {
		return nil, err
	}
	var out []*pack.Pack
	for _, p := range all {
		if p.Kind == kind {
			out = append(out, p)
		}
	}
	return out, nil
}

// Checklist finds a check-list by code and version.
func (h *House) Checklist(code, version string) (*pack.Pack, error) {
	lists, err := h.Packs(pack.Checklist)
	if err != nil {
		return nil, err
	}
	for _, p := range lists {
		if p.Code == code && p.Version == version {
			return p, nil
		}
	}
	return nil, fault.NotFound()
}

var shipped = sync.OnceValues(func() ([]*pack.Pack, error) { return pack.ReadFS(packs.FS) })
