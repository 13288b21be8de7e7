package tlog

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a SHA-256 hash of an entry or of a node of the tree.
type Hash = tlog.Hash

// HashSize is the length of a [Hash] in bytes.
const HashSize = tlog.HashSize

// Tree is a size and the root hash of the tree with that many entries.
type Tree struct {
	Size int64
	Root Hash
}

// Reader returns the stored hashes at the given indexes, in that order.
type Reader func(indexes []int64) ([]Hash, error)

// Writer stores hashes under consecutive indexes beginning with first.
type Writer func(first int64, hashes []Hash) error

// ReadHashes makes a Reader usable by the library; it refuses short answers.
func (r Reader) ReadHashes(indexes []int64) ([]Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	got, err := r(indexes)
	if err != nil {
		return nil, err
	}
	if len(got) != len(indexes) {
		return nil, fmt.Errorf("tlog: asked for %d stored hashes, got %d", len(indexes), len(got))
	}
	return got, nil
}

// Leaf is the hash under which entry data stands in the tree.
func Leaf(data []byte) Hash { return tlog.RecordHash(data) }

// HashCount is how many stored hashes a tree of that size consists of.
func HashCount(size int64) int64 { return tlog.StoredHashCount(size) }

// LeafIndex is the place of entry n's leaf hash among the stored hashes.
func LeafIndex(n int64) int64 { return tlog.StoredHashIndex(0, n) }

// Append extends a tree of size entries by leaves. It reads what it needs
// from the old hashes, writes the new ones in one call and returns the new
// tree. Without leaves it writes nothing.
func Append(size int64, leaves []Hash, read Reader, write Writer) (Tree, error) {
	if size < 0 {
		return Tree{}, errors.New("tlog: negative tree size")
	}
	first := HashCount(size)
	var fresh []Hash
	both := func(indexes []int64) ([]Hash, error) { return overlay(indexes, first, fresh, read) }
	for i, leaf := range leaves {
		more, err := tlog.StoredHashesForRecordHash(size+int64(i), leaf, Reader(both))
		if err != nil {
			return Tree{}, err
		}
		fresh = append(fresh, more...)
	}
	if len(fresh) > 0 {
		if err := write(first, fresh); err != nil {
			return Tree{}, err
		}
	}
	return Root(size+int64(len(leaves)), both)
}

// overlay answers from fresh for indexes at and beyond first, else from read.
func overlay(indexes []int64, first int64, fresh []Hash, read Reader) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	var old []int64
	var place []int
	for i, x := range indexes {
		switch {
		case x < first:
			old, place = append(old, x), append(place, i)
		case x-first < int64(len(fresh)):
			out[i] = fresh[x-first]
		default:
			return nil, fmt.Errorf("tlog: stored hash %d does not exist yet", x)
		}
	}
	got, err := read.ReadHashes(old)
	if err != nil {
		return nil, err
	}
	for i, h := range got {
		out[place[i]] = h
	}
	return out, nil
}

// Root computes the root of the first size entries from the stored hashes.
func Root(size int64, read Reader) (Tree, error) {
	h, err := tlog.TreeHash(size, read)
	return Tree{Size: size, Root: h}, err
}

// ProveInclusion returns the hashes that prove entry n in the tree of size.
func ProveInclusion(size, n int64, read Reader) ([]Hash, error) {
	return tlog.ProveRecord(size, n, read)
}

// CheckInclusion is nil if proof shows that entry n of tree has that leaf hash.
func CheckInclusion(proof []Hash, tree Tree, n int64, leaf Hash) error {
	return tlog.CheckRecord(proof, tree.Size, tree.Root, n, leaf)
}

// ProveConsistency returns the hashes that prove the tree of size to be an
// extension of its first older entries.
func ProveConsistency(older, size int64, read Reader) ([]Hash, error) {
	if older == 0 {
		return nil, nil
	}
	return tlog.ProveTree(size, older, read)
}

// CheckConsistency is nil if proof shows that tree extends older: nothing in
// older was changed, removed or reordered.
func CheckConsistency(proof []Hash, older, tree Tree) error {
	if older.Size == 0 {
		if older.Root != rootOf(nil) || len(proof) != 0 {
			return errors.New("tlog: not the empty tree")
		}
		return nil
	}
	return tlog.CheckTree(proof, tree.Size, tree.Root, older.Size, older.Root)
}

// rootOf computes the root over leaf hashes alone, from no stored hash: the
// check must not lean on the bookkeeping that it checks.
func rootOf(leaves []Hash) Hash {
	var f frontier
	for _, leaf := range leaves {
		f.add(leaf)
	}
	return f.root()
}

// frontier is the right edge of a growing tree: one full subtree for each one
// bit of its size, the largest first.
type frontier struct {
	size int64
	full []Hash
	made []Hash
}

// add appends a leaf and returns the stored hashes that it completes.
func (f *frontier) add(leaf Hash) []Hash {
	f.made = append(f.made[:0], leaf)
	for n := f.size; n&1 == 1; n >>= 1 {
		last := len(f.full) - 1
		leaf = tlog.NodeHash(f.full[last], leaf)
		f.full, f.made = f.full[:last], append(f.made, leaf)
	}
	f.full = append(f.full, leaf)
	f.size++
	return f.made
}

func (f *frontier) root() Hash {
	if f.size == 0 {
		empty, _ := tlog.TreeHash(0, nil)
		return empty
	}
	root := f.full[len(f.full)-1]
	for i := len(f.full) - 2; i >= 0; i-- {
		root = tlog.NodeHash(f.full[i], root)
	}
	return root
}

// Grower computes the root of a tree entry by entry without storage, for
// checks that read all entries anyway.
type Grower struct{ f frontier }

// Add appends one leaf hash and returns the stored hashes that belong to it,
// in their order of storage; they are valid until the next call.
func (g *Grower) Add(leaf Hash) []Hash { return g.f.add(leaf) }

// Tree is the tree of all leaves added so far.
func (g *Grower) Tree() Tree { return Tree{Size: g.f.size, Root: g.f.root()} }
