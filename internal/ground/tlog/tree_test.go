package tlog

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	xtlog "golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// memory keeps stored hashes the way a table would: dense, never overwritten.
type memory struct{ hashes []Hash }

func (m *memory) read(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(m.hashes)) {
			return nil, fmt.Errorf("no hash %d", x)
		}
		out[i] = m.hashes[x]
	}
	return out, nil
}

func (m *memory) write(first int64, hashes []Hash) error {
	if first != int64(len(m.hashes)) {
		return fmt.Errorf("write at %d, have %d", first, len(m.hashes))
	}
	m.hashes = append(m.hashes, hashes...)
	return nil
}

func entry(n int) []byte { return fmt.Appendf(nil, "entry %d 整改", n) }

func leaves(from, to int) []Hash {
	var out []Hash
	for n := from; n < to; n++ {
		out = append(out, Leaf(entry(n)))
	}
	return out
}

// grow builds a log in batches and returns the tree after each.
func grow(t testing.TB, batches ...int) (*memory, []Tree) {
	t.Helper()
	m, size, out := &memory{}, 0, []Tree(nil)
	for _, b := range batches {
		tree, err := Append(int64(size), leaves(size, size+b), m.read, m.write)
		if err != nil {
			t.Fatal(err)
		}
		size += b
		out = append(out, tree)
	}
	return m, out
}

func TestRootIsRFC6962(t *testing.T) {
	for size := range 70 {
		m, trees := grow(t, size)
		want, err := xtlog.TreeHash(int64(size), Reader(m.read))
		if err != nil {
			t.Fatal(err)
		}
		if trees[0].Root != want || rootOf(leaves(0, size)) != want {
			t.Fatalf("size %d: roots differ", size)
		}
		var g Grower
		var stored []Hash
		for _, leaf := range leaves(0, size) {
			stored = append(stored, g.Add(leaf)...)
		}
		if g.Tree().Root != want || !slices.Equal(stored, m.hashes) {
			t.Fatalf("size %d: the grower differs from the stored tree", size)
		}
		if HashCount(int64(size)) != int64(len(m.hashes)) {
			t.Fatalf("size %d: %d stored hashes, want %d", size, len(m.hashes), HashCount(int64(size)))
		}
	}
}

// In whatever batches a log grew: same root, every entry provable, every
// earlier tree a prefix; and no proof holds for anything else.
func TestProofsHold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		batches := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 8).Draw(rt, "batches")
		m, trees := grow(t, batches...)
		last := trees[len(trees)-1]
		if last.Root != rootOf(leaves(0, int(last.Size))) {
			rt.Fatal("the root depends on the batches")
		}
		for _, older := range trees {
			proof, err := ProveConsistency(older.Size, last.Size, m.read)
			if err != nil {
				rt.Fatal(err)
			}
			if err := CheckConsistency(proof, older, last); err != nil {
				rt.Fatalf("%d -> %d: %v", older.Size, last.Size, err)
			}
			forged := older
			forged.Root[3] ^= 1
			if CheckConsistency(proof, forged, last) == nil {
				rt.Fatal("a forged older root passed")
			}
		}
		if last.Size == 0 {
			return
		}
		n := rapid.Int64Range(0, last.Size-1).Draw(rt, "n")
		proof, err := ProveInclusion(last.Size, n, m.read)
		if err != nil {
			rt.Fatal(err)
		}
		if err := CheckInclusion(proof, last, n, Leaf(entry(int(n)))); err != nil {
			rt.Fatal(err)
		}
		if CheckInclusion(proof, last, n, Leaf(entry(int(n)+1))) == nil {
			rt.Fatal("another entry passed")
		}
	})
}

func TestAppendFailsWhole(t *testing.T) {
	m, _ := grow(t, 5)
	short := func(indexes []int64) ([]Hash, error) { return nil, nil }
	if _, err := Append(5, leaves(5, 6), short, m.write); err == nil {
		t.Error("a reader that answers too little was believed")
	}
	broken := errors.New("disk full")
	_, err := Append(5, leaves(5, 6), m.read, func(int64, []Hash) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the writer's error", err)
	}
	if int64(len(m.hashes)) != HashCount(5) {
		t.Error("a failed append left hashes")
	}
}
