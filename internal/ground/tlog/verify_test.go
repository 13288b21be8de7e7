package tlog

import (
	"bytes"
	"crypto/rand"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	xtlog "golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// exported is a complete export of size entries, in memory.
func exported(t testing.TB, size int) (fstest.MapFS, Key) {
	t.Helper()
	k := newKey(t)
	m, trees := grow(t, size)
	msg, err := Sign(trees[0], k)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	put := func(name string, data []byte) error {
		files[name] = &fstest.MapFile{Data: bytes.Clone(data)}
		return nil
	}
	if err := Export(msg, m.read, source, put); err != nil {
		t.Fatal(err)
	}
	return files, k
}

func source(first, count int64) ([][]byte, error) {
	var out [][]byte
	for n := first; n < first+count; n++ {
		out = append(out, entry(int(n)))
	}
	return out, nil
}

func TestLayout(t *testing.T) {
	files, k := exported(t, 256*256+300)
	for _, name := range []string{"checkpoint", "tile/0/000", "tile/0/256", "tile/0/257.p/44", "tile/1/000",
		"tile/1/001.p/1", "tile/2/000.p/1", "tile/entries/000", "tile/entries/257.p/44"} {
		if files[name] == nil {
			t.Errorf("no file %s", name)
		}
	}
	if r := Verify(files, k.Public(), nil, nil); !r.Sound() {
		t.Errorf("a good export has problems: %v", r.Problems)
	}
	if got := bundlePath(xtlog.Tile{L: 0, N: 1234067, W: 8}); got != "tile/entries/x001/x234/067.p/8" {
		t.Errorf("bundle path %s", got)
	}
}

// x/mod's own tile reader, which checks every tile against the root, accepts
// our files: the layout is the public one, not merely one that we can read.
func TestForeignReaderAccepts(t *testing.T) {
	files, k := exported(t, 1000)
	c, err := Open(files["checkpoint"].Data, k.Public())
	if err != nil {
		t.Fatal(err)
	}
	r := xtlog.TileHashReader(xtlog.Tree{N: c.Size, Hash: c.Root}, foreign{files})
	for _, n := range []int64{0, 1, 255, 256, 999} {
		proof, err := xtlog.ProveRecord(c.Size, n, r)
		if err != nil {
			t.Fatal(err)
		}
		if err := xtlog.CheckRecord(proof, c.Size, c.Root, n, Leaf(entry(int(n)))); err != nil {
			t.Error(err)
		}
	}
}

type foreign struct{ fstest.MapFS }

func (f foreign) Height() int                      { return 8 }
func (f foreign) SaveTiles([]xtlog.Tile, [][]byte) {}
func (f foreign) ReadTiles(want []xtlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range want {
		// tile/8/L/N in x/mod's spelling, tile/L/N in that of tlog-tiles
		data, err := fs.ReadFile(f.MapFS, strings.Replace(t.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

// A flipped bit in any byte of any kind of file is found and laid at the
// right door.
func TestEveryByte(t *testing.T) {
	files, k := exported(t, 520)
	for name, f := range files {
		step := 1
		if len(f.Data) > 2000 {
			step = 37 // every byte of every field sees a flip in some file
		}
		for i := 0; i < len(f.Data); i += step {
			f.Data[i] ^= 1 << (i % 8)
			r := Verify(files, k.Public(), nil, nil)
			if r.Sound() {
				t.Errorf("%s byte %d: not noticed", name, i)
			}
			if name != "checkpoint" && !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.File == name }) {
				t.Errorf("%s byte %d: laid to %v", name, i, r.Problems)
			}
			f.Data[i] ^= 1 << (i % 8)
		}
	}
	if r := Verify(files, k.Public(), nil, nil); !r.Sound() {
		t.Fatalf("restored, yet %v", r.Problems)
	}
}

// The control for the naming: of 520 entries exactly the changed one is named.
func TestNamesTheEntry(t *testing.T) {
	files, k := exported(t, 520)
	at := bytes.Index(files["tile/entries/001"].Data, entry(300))
	files["tile/entries/001"].Data[at+6]++
	r := Verify(files, k.Public(), nil, nil)
	want := Problem{EntryChanged, "tile/entries/001", 300, 300}
	if len(r.Problems) != 1 || r.Problems[0] != want {
		t.Fatalf("got %v, want %v", r.Problems, want)
	}
	// A forger who also corrects the level-0 hash is held by the level above.
	h := Leaf(bytes.Replace(entry(300), []byte("3"), []byte("4"), 1))
	copy(files["tile/0/001"].Data[(300-256)*HashSize:], h[:])
	r = Verify(files, k.Public(), nil, nil)
	if !slices.Contains(r.Problems, Problem{RangeChanged, "tile/1/000.p/2", 256, 511}) {
		t.Errorf("range not named: %v", r.Problems)
	}
}

func TestTampering(t *testing.T) {
	flip := func(name string) func(fstest.MapFS) {
		return func(f fstest.MapFS) { f[name].Data[40] ^= 4 }
	}
	cases := map[string]struct {
		do   func(fstest.MapFS)
		want Kind
	}{
		"bundle removed":     {func(f fstest.MapFS) { delete(f, "tile/entries/000") }, Missing},
		"tile removed":       {func(f fstest.MapFS) { delete(f, "tile/0/001") }, Missing},
		"upper tile removed": {func(f fstest.MapFS) { delete(f, "tile/1/000.p/2") }, Missing},
		"checkpoint removed": {func(f fstest.MapFS) { delete(f, "checkpoint") }, Missing},
		"everything removed": {func(f fstest.MapFS) { clearTiles(f) }, Missing},
		"entry added at end": {func(f fstest.MapFS) {
			f["tile/entries/002.p/8"].Data = append(f["tile/entries/002.p/8"].Data, 0, 1, 'x')
		}, BadForm},
		"bundle cut":   {func(f fstest.MapFS) { f["tile/entries/001"].Data = f["tile/entries/001"].Data[:99] }, BadForm},
		"tile cut":     {func(f fstest.MapFS) { f["tile/0/001"].Data = f["tile/0/001"].Data[:99] }, BadForm},
		"foreign file": {func(f fstest.MapFS) { f["tile/0/009"] = &fstest.MapFile{Data: []byte("x")} }, Extra},
		"bundles swapped": {func(f fstest.MapFS) {
			f["tile/entries/000"], f["tile/entries/001"] = f["tile/entries/001"], f["tile/entries/000"]
		}, EntryChanged},
		"tiles swapped": {func(f fstest.MapFS) { f["tile/0/000"], f["tile/0/001"] = f["tile/0/001"], f["tile/0/000"] }, TileChanged},
		"upper tile":    {flip("tile/1/000.p/2"), RangeChanged},
		"entry and its tile": {func(f fstest.MapFS) {
			flip("tile/entries/000")(f)
			flip("tile/0/000")(f)
		}, RootChanged},
		"not a checkpoint": {func(f fstest.MapFS) { f["checkpoint"].Data = []byte("hello\n") }, BadForm},
		"absurd size": {func(f fstest.MapFS) {
			f["checkpoint"].Data = bytes.Replace(f["checkpoint"].Data, []byte("\n520\n"), []byte("\n9000000000000000\n"), 1)
		}, BadSignature},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			files, k := exported(t, 520)
			c.do(files)
			r := Verify(files, k.Public(), nil, nil)
			if !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Kind == c.want }) {
				t.Errorf("got %v, want a %s", r.Problems, c.want)
			}
		})
	}
}

func clearTiles(f fstest.MapFS) {
	for name := range f {
		if name != "checkpoint" {
			delete(f, name)
		}
	}
}

// Whoever holds the key can sign another history; a checkpoint that has left
// the house shows it.
func TestForkIsSeen(t *testing.T) {
	k := newKey(t)
	m, trees := grow(t, 300, 200)
	old, err := Sign(trees[0], k)
	if err != nil {
		t.Fatal(err)
	}
	export := func(m *memory, tree Tree, src Entries) fstest.MapFS {
		files := fstest.MapFS{}
		msg, err := Sign(tree, k)
		if err != nil {
			t.Fatal(err)
		}
		put := func(name string, data []byte) error { files[name] = &fstest.MapFile{Data: data}; return nil }
		if err := Export(msg, m.read, src, put); err != nil {
			t.Fatal(err)
		}
		return files
	}
	if r := Verify(export(m, trees[1], source), k.Public(), [][]byte{old}, nil); !r.Sound() {
		t.Errorf("true continuation: %v", r.Problems)
	}
	rewritten := func(first, count int64) ([][]byte, error) {
		got, err := source(first, count)
		for i := range got {
			if first+int64(i) == 17 {
				got[i] = []byte("never happened")
			}
		}
		return got, err
	}
	all, _ := rewritten(0, 500)
	var hashes []Hash
	for _, e := range all {
		hashes = append(hashes, Leaf(e))
	}
	m2 := &memory{}
	tree2, err := Append(0, hashes, m2.read, m2.write)
	if err != nil {
		t.Fatal(err)
	}
	forged := export(m2, tree2, rewritten)
	if r := Verify(forged, k.Public(), nil, nil); !r.Sound() {
		t.Fatalf("the forgery is flawless in itself, yet %v", r.Problems)
	}
	r := Verify(forged, k.Public(), [][]byte{old}, nil)
	if len(r.Problems) != 1 || r.Problems[0].Kind != Forked {
		t.Errorf("got %v, want forked", r.Problems)
	}
}

func TestToDir(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	k := newKey(t)
	m, trees := grow(t, 260)
	msg, err := Sign(trees[0], k)
	if err != nil {
		t.Fatal(err)
	}
	if err := Export(msg, m.read, source, ToDir(root)); err != nil {
		t.Fatal(err)
	}
	n := 0
	r := Verify(os.DirFS(dir), k.Public(), nil, func(int64, []byte) { n++ })
	if !r.Sound() || n != 260 {
		t.Errorf("%d entries, %v", n, r.Problems)
	}
	info, err := os.Stat(filepath.Join(dir, "tile", "entries", "000"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := ToDir(root)("../out", nil); err == nil {
		t.Error("a name outside the export was written")
	}
}

// Random damage of random exports never passes and never panics.
func TestRandomDamage(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		files, k := exported(t, rapid.IntRange(1, 600).Draw(rt, "size"))
		var names []string
		for name := range files {
			names = append(names, name)
		}
		slices.Sort(names)
		whole := contents(files)
		for range rapid.IntRange(1, 3).Draw(rt, "wounds") {
			f := files[rapid.SampledFrom(names).Draw(rt, "file")]
			switch rapid.IntRange(0, 2).Draw(rt, "kind") {
			case 0:
				f.Data = f.Data[:rapid.IntRange(0, len(f.Data)-1).Draw(rt, "cut")]
			case 1:
				f.Data = append(f.Data, rapid.Byte().Draw(rt, "more"))
			case 2:
				junk := make([]byte, len(f.Data)+1)
				_, _ = rand.Read(junk)
				f.Data = junk
			}
			if len(f.Data) == 0 {
				return // nothing left to wound a second time
			}
		}
		if maps.EqualFunc(whole, contents(files), bytes.Equal) {
			return // a byte added and cut off again is no damage
		}
		if Verify(files, k.Public(), nil, nil).Sound() {
			rt.Fatal("damage passed")
		}
	})
}

// contents is a copy of what each file holds.
func contents(files fstest.MapFS) map[string][]byte {
	out := map[string][]byte{}
	for name, f := range files {
		out[name] = bytes.Clone(f.Data)
	}
	return out
}
