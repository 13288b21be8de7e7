package tlog

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Kind says what is wrong with an export.
type Kind string

// What [Verify] can find. Each has a sentence audit.verify.<kind> in words/.
const (
	BadKey       Kind = "bad_key"       // the given key is not a public key
	BadForm      Kind = "bad_form"      // a file cannot be read as what it should be
	BadSignature Kind = "bad_signature" // the checkpoint is not signed by the key
	Missing      Kind = "missing"       // a file of the tree is not there
	Extra        Kind = "extra"         // a file does not belong to the tree
	EntryChanged Kind = "entry_changed" // an entry is not the one that was sealed
	TileChanged  Kind = "tile_changed"  // a stored hash is wrong, its entry is right
	RangeChanged Kind = "range_changed" // something in the range is wrong
	RootChanged  Kind = "root_changed"  // the entries do not give the signed root
	Forked       Kind = "forked"        // the log does not extend an older checkpoint
)

// Problem is one finding. First and Last are entry numbers, or -1.
type Problem struct {
	Kind        Kind
	File        string
	First, Last int64
}

func (p Problem) String() string {
	s := string(p.Kind)
	if p.File != "" {
		s += " " + p.File
	}
	if p.First >= 0 {
		s += fmt.Sprintf(" [%d,%d]", p.First, p.Last)
	}
	return s
}

// Report is the outcome of [Verify]: sound if there is no problem.
type Report struct {
	Checkpoint Checkpoint
	Problems   []Problem
}

// Sound reports whether nothing at all was found.
func (r *Report) Sound() bool { return len(r.Problems) == 0 }

func (r *Report) add(k Kind, file string, first, last int64) {
	r.Problems = append(r.Problems, Problem{k, file, first, last})
}

// Verify checks an export against a public key: signature, every entry, every
// hash tile, no file missing and none too many. since holds older signed
// checkpoints that the log must extend. each, if not nil, is called with every
// readable entry in order. Files outside tile/ other than the checkpoint are
// not looked at.
func Verify(fsys fs.FS, vkey string, since [][]byte, each func(n int64, data []byte)) *Report {
	r := &Report{}
	if CheckKey(vkey) != nil {
		r.add(BadKey, "", -1, -1)
		return r
	}
	msg, err := fs.ReadFile(fsys, checkpointFile)
	if err != nil {
		r.add(Missing, checkpointFile, -1, -1)
		return r
	}
	r.Checkpoint, err = Open(msg, vkey)
	switch {
	case errors.Is(err, ErrSignature):
		// Go on: what the unsigned statement covers is still worth naming.
		r.add(BadSignature, checkpointFile, -1, -1)
	case err != nil:
		r.add(BadForm, checkpointFile, -1, -1)
		return r
	}
	c := &check{fsys: fsys, report: r, seen: map[string]bool{}}
	c.run(each)
	c.extends(since, vkey)
	return r
}

// check is one pass over an export. entry holds the leaf hashes recomputed
// from the entries, tile those that the level-0 tiles claim.
type check struct {
	fsys        fs.FS
	report      *Report
	entry, tile []Hash
	lost        []bool // entry n could not be read
	leaves      []Hash // the hashes that the signed root proves, as far as known
	seen        map[string]bool
}

func (c *check) run(each func(int64, []byte)) {
	size := c.report.Checkpoint.Size
	if size > c.plausible() {
		c.report.add(Missing, "tile/", -1, -1)
		return
	}
	c.entry, c.tile, c.lost = make([]Hash, size), make([]Hash, size), make([]bool, size)
	all := tiles(size)
	for _, t := range all {
		if t.L == 0 {
			c.readBundle(t, each)
			c.readTile(t)
		}
	}
	c.judge()
	for _, t := range all {
		if t.L > 0 {
			c.upper(t)
		}
	}
	c.extras()
}

// plausible bounds the tree by the bundles that exist, so that a forged size
// cannot make the checker reserve memory for it.
func (c *check) plausible() int64 {
	n := int64(0)
	_ = fs.WalkDir(c.fsys, "tile/entries", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n += tileWidth
		}
		return nil
	})
	// A few bundles may be missing; they are named one by one.
	return n + 16*tileWidth
}

// read returns a file of the export; "" names it missing.
func (c *check) read(name string, first, last int64) ([]byte, bool) {
	c.seen[name] = true
	data, err := fs.ReadFile(c.fsys, name)
	if err != nil {
		c.report.add(Missing, name, first, last)
		return nil, false
	}
	return data, true
}

func (c *check) readBundle(t tlog.Tile, each func(int64, []byte)) {
	first := t.N * tileWidth
	last := first + int64(t.W) - 1
	data, found := c.read(bundlePath(t), first, last)
	entries, whole := unpackBundle(data, t.W)
	for i, e := range entries {
		n := first + int64(i)
		c.entry[n] = Leaf(e)
		if each != nil {
			each(n, e)
		}
	}
	for n := first + int64(len(entries)); n <= last; n++ {
		c.lost[n] = true
	}
	if found && !whole {
		c.report.add(BadForm, bundlePath(t), first+int64(len(entries)), last)
	}
}

func (c *check) readTile(t tlog.Tile) {
	first := t.N * tileWidth
	last := first + int64(t.W) - 1
	data, found := c.read(tilePath(t), first, last)
	if found && len(data) != t.W*HashSize {
		c.report.add(BadForm, tilePath(t), first, last)
	}
	for i := range t.W {
		if len(data) >= (i+1)*HashSize {
			copy(c.tile[first+int64(i)][:], data[i*HashSize:])
		}
	}
}

// judge settles which of two differing sides is right by asking which of them
// gives the signed root.
func (c *check) judge() {
	signed := c.report.Checkpoint.Root
	entriesProven, tilesProven := rootOf(c.entry) == signed, rootOf(c.tile) == signed
	c.leaves = c.entry
	kind, path := RangeChanged, bundlePath
	switch {
	case entriesProven:
		kind, path = TileChanged, tilePath
	case tilesProven:
		c.leaves, kind = c.tile, EntryChanged
	default:
		c.report.add(RootChanged, checkpointFile, -1, -1)
	}
	for n := range c.entry {
		if c.entry[n] != c.tile[n] && !c.lost[n] {
			c.report.add(kind, path(tileOf(int64(n), int64(len(c.entry)))), int64(n), int64(n))
		}
	}
}

// tileOf is the level-0 tile of entry n in a tree of that size.
func tileOf(n, size int64) tlog.Tile {
	t := tlog.Tile{H: tileHeight, N: n / tileWidth, W: tileWidth}
	t.W = int(min(size-t.N*tileWidth, tileWidth))
	return t
}

// upper compares a tile above level 0 with the hashes computed from below.
func (c *check) upper(t tlog.Tile) {
	span := int64(1) << (tileHeight * t.L) // entries under one hash of the tile
	first := t.N * tileWidth * span
	data, found := c.read(tilePath(t), first, first+int64(t.W)*span-1)
	if !found {
		return
	}
	if len(data) != t.W*HashSize {
		c.report.add(BadForm, tilePath(t), first, first+int64(t.W)*span-1)
		return
	}
	for i := range t.W {
		lo := first + int64(i)*span
		if rootOf(c.leaves[lo:lo+span]) != Hash(data[i*HashSize:(i+1)*HashSize]) {
			c.report.add(RangeChanged, tilePath(t), lo, lo+span-1)
		}
	}
}

// extras names files below tile/ that the signed tree does not have.
func (c *check) extras() {
	err := fs.WalkDir(c.fsys, "tile", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() && !c.seen[name] {
			c.report.add(Extra, name, -1, -1)
		}
		return nil
	})
	if err != nil && c.report.Checkpoint.Size > 0 {
		c.report.add(Missing, "tile/", -1, -1)
	}
}

// extends checks that the log still begins with what each older checkpoint
// stated.
func (c *check) extends(since [][]byte, vkey string) {
	var older []Tree
	for _, msg := range since {
		was, err := Open(msg, vkey)
		if err != nil {
			c.report.add(BadSignature, "since", -1, -1)
			continue
		}
		older = append(older, was.Tree)
	}
	if n := firstFork(c.leaves, older); n >= 0 {
		c.report.add(Forked, "since", 0, n-1)
	}
}

// firstFork is the size of the smallest older tree that leaves do not extend,
// or -1. All are compared in one pass.
func firstFork(leaves []Hash, older []Tree) int64 {
	slices.SortFunc(older, func(a, b Tree) int { return cmp.Compare(a.Size, b.Size) })
	var f frontier
	for _, t := range older {
		if t.Size > int64(len(leaves)) {
			return t.Size
		}
		for f.size < t.Size {
			f.add(leaves[f.size])
		}
		if f.root() != t.Root {
			return t.Size
		}
	}
	return -1
}
