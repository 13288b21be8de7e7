package audit

import (
	"context"
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
)

// sealBatch bounds one sealing transaction, and with it how long other writers wait on SQLite.
const sealBatch = 1000

// ErrBroken means that the record no longer fits what was sealed, or an entry was changed before it
// was sealed. Sealing stops: to go on would sign a falsehood. Finding says where.
type ErrBroken struct{ Finding Finding }

func (e *ErrBroken) Error() string {
	return fmt.Sprintf("the record is broken: %s at entry %d (leaf %d); nothing was sealed", e.Finding.Fault, e.Finding.Seq, e.Finding.Index)
}

func broken(f Fault, seq, idx int64) error {
	return &ErrBroken{Finding{Fault: f, Seq: seq, Index: idx, Last: idx}}
}

// Seal gives every committed entry its leaf number, extends the tree and signs a checkpoint. It
// seals nothing past an open transaction, and may run twice or on two machines: what is sealed
// stays as it is. It returns how many entries were sealed, and *ErrBroken as said there.
func (l *Log) Seal(ctx context.Context) (int, error) {
	last := int64(0)
	// After Settle no open transaction holds a lower sequence number; what is there stays there, so
	// the lock is not kept while hashing.
	err := l.db.Upkeep(ctx, sealer, func(tx *db.Tx) (err error) {
		if err = tx.Settle("audit_entry"); err == nil {
			last, err = lastSeq(tx)
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	total := 0
	for {
		n := 0
		err := l.db.Upkeep(ctx, sealer, func(tx *db.Tx) (err error) {
			n, err = l.sealSome(tx, last)
			return err
		})
		if db.IsUnique(err) {
			return total, nil // another machine is sealing the same entries
		}
		total += n
		if err != nil || n < sealBatch {
			return total, err
		}
	}
}

var sealer = who.Job("seal")

func (l *Log) sealSome(tx *db.Tx, last int64) (int, error) {
	size, seq, err := sealedUpTo(tx)
	if err != nil {
		return 0, err
	}
	read := reader(tx)
	if err := l.stands(tx, size, read); err != nil {
		return 0, err
	}
	rows, err := rowsAfter(tx, seq, last, sealBatch)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	leaves := make([]tlog.Hash, len(rows))
	for i, r := range rows {
		if f := r.own(); f != "" {
			return 0, broken(f, r.Seq, -1)
		}
		leaves[i] = r.leaf()
	}
	if err := insertSealed(tx, size, rows); err != nil {
		return 0, err
	}
	tree, err := tlog.Append(size, leaves, read, func(first int64, hashes []tlog.Hash) error { return insertNodes(tx, first, hashes) })
	if err != nil {
		return 0, err
	}
	note, err := tlog.Sign(tree, l.key)
	if err != nil {
		return 0, err
	}
	return len(rows), insertCheckpoint(tx, tree.Size, tx.Now, note)
}

// stands checks before extending that the stored tree is the one that the last checkpoint signed.
func (l *Log) stands(tx *db.Tx, size int64, read tlog.Reader) error {
	cp, ok, err := lastCheckpoint(tx)
	switch {
	case err != nil:
		return err
	case !ok && size == 0:
		return nil
	case !ok || cp.Size != size:
		return broken(CheckpointMissing, -1, size-1)
	}
	signed, err := tlog.Open([]byte(cp.Note), l.key.Public())
	if err != nil {
		return broken(CheckpointBad, -1, size-1)
	}
	tree, err := tlog.Root(size, read)
	if err != nil || tree != signed.Tree {
		return broken(NodeChanged, -1, size-1)
	}
	return nil
}
