package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
)

// KeyFile is the file in the data folder that holds the key of the record; a backup takes it along.
const KeyFile = keyFile

// Extent is how far the record reaches: how many entries there are, how many of them are sealed, the
// root of the tree over those, and the checkpoint that signs it.
type Extent struct {
	Entries    int64  `json:"entries"`
	Size       int64  `json:"size"`
	Root       string `json:"root"`
	Checkpoint string `json:"checkpoint"`
}

// ExtentOf reads how far the record reaches from what is stored of it. It works on the schema of every
// release, because it is asked before an upgrade.
func ExtentOf(tx *db.Tx) (s Extent, err error) {
	if s.Entries, err = countEntries(tx); err != nil {
		return s, err
	}
	if s.Size, _, err = sealedUpTo(tx); err != nil || s.Size == 0 {
		return s, err
	}
	tree, err := tlog.Root(s.Size, reader(tx))
	if err != nil {
		return s, err
	}
	cp, _, err := lastCheckpoint(tx)
	s.Root, s.Checkpoint = tree.Root.String(), cp.Note
	return s, err
}

// Recompute is ExtentOf with every sealed leaf computed anew from its columns. It fails with
// *ErrBroken when the leaves do not give the root that the last checkpoint signs with the key vkey.
func Recompute(tx *db.Tx, vkey string) (s Extent, err error) {
	if s, err = ExtentOf(tx); err != nil || s.Size == 0 {
		return s, err
	}
	var grow tlog.Grower
	for next := int64(0); next < s.Size; {
		rows, err := rowsFrom(tx, next, s.Size, 2000)
		if err != nil {
			return s, err
		}
		for _, r := range rows {
			if f := r.own(); f != "" && f != DetailGone || r.Index != next {
				return s, broken(orElse(f, IndexGap), r.Seq, r.Index)
			}
			grow.Add(r.leaf())
			next++
		}
		if len(rows) == 0 {
			return s, broken(IndexGap, -1, next)
		}
	}
	signed, err := tlog.Open([]byte(s.Checkpoint), vkey)
	switch {
	case err != nil:
		return s, broken(CheckpointBad, -1, s.Size-1)
	case signed.Tree != grow.Tree() || s.Root != signed.Root.String():
		return s, broken(CheckpointForked, -1, s.Size-1)
	}
	return s, nil
}

func orElse(f, other Fault) Fault {
	if f == "" {
		return other
	}
	return f
}

// Unchanged is a fingerprint of the whole history in columns that every release has: equal before and
// after an upgrade, or the upgrade is undone.
func Unchanged(tx *db.Tx) (string, error) {
	s, err := ExtentOf(tx)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%d %d %s\n%s\n", s.Entries, s.Size, s.Root, s.Checkpoint)
	err = eachHistory(tx, func(seq int64, fields ...string) { fmt.Fprintf(h, "%d %q\n", seq, fields) })
	return hex.EncodeToString(h.Sum(nil)), err
}
