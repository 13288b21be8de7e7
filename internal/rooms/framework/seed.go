package framework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Seed installs the packs that ship with the program. On a new house they are in force at once; later
// a version that came with an upgrade is only offered, so that a rule never changes because a
// program was replaced. What is installed already is not even parsed.
func (r *Room) Seed(ctx context.Context, shipped fs.FS) error {
	fresh, err := r.unknown(ctx, shipped)
	if err != nil || len(fresh) == 0 {
		return err
	}
	return r.db.Write(ctx, who.Job("seed"), func(tx *db.Tx) error {
		known, err := listEditions(tx)
		if err != nil {
			return err
		}
		var done []string
		for _, p := range fresh {
			put, err := seed(tx, p, known)
			if err != nil {
				return err
			}
			if put {
				done = append(done, p.Name())
			}
		}
		return audit.Record(tx, audit.Entry{Action: "framework.seed", Kind: "job", ID: "seed", Details: map[string]any{"packs": done}})
	})
}

// unknown parses the shipped files whose fingerprint is not installed.
func (r *Room) unknown(ctx context.Context, shipped fs.FS) ([]*pack.Pack, error) {
	var hashes map[string]bool
	err := r.db.Read(ctx, who.Job("seed"), func(tx *db.Tx) (err error) {
		hashes, err = loadHashes(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []*pack.Pack
	err = fs.WalkDir(shipped, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		raw, err := fs.ReadFile(shipped, path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(raw)
		if hashes[hex.EncodeToString(sum[:])] {
			return nil
		}
		p, err := pack.Read(path, raw)
		if err == nil {
			r.packs.Store(p.Hash, p)
			out = append(out, p)
		}
		return err
	})
	return out, err
}

// seed puts one shipped pack; a version whose file changed after it was installed is left as it is:
// what was approved stays what it was.
func seed(tx *db.Tx, p *pack.Pack, known []Edition) (bool, error) {
	e := edition(p)
	e.BroughtBy, e.BroughtAt = tx.Who.Name, tx.Now
	others := false
	for _, k := range known {
		if k.Code != p.Code {
			continue
		}
		if k.Version == p.Version {
			return false, nil
		}
		others = true
	}
	if !others || p.Kind == pack.Calendar {
		e.State, e.Since, e.Until = Approved, p.From, p.To
		e.Approver, e.ApprovedAt = tx.Who.Name, tx.Now
	}
	if err := insertEdition(tx, e, string(p.Raw)); err != nil {
		return false, err
	}
	if e.State != Approved {
		return true, nil
	}
	return true, handOver(tx, e, p)
}

// handOver gives a seeded pack to the calendar; a year that the unit entered itself stays.
func handOver(tx *db.Tx, e Edition, p *pack.Pack) error {
	err := takeForce(tx, &e, p)
	if p.Kind == pack.Calendar && isEntered(err) {
		return nil
	}
	return err
}
