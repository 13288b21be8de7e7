package tlog

import (
	"fmt"
	"io/fs"
	"os"
	"path"

	"golang.org/x/mod/sumdb/tlog"
)

// Put stores one file of an export under a slash-separated relative name.
type Put func(name string, data []byte) error

// Entries returns the data of count entries beginning with first.
type Entries func(first, count int64) ([][]byte, error)

// Export writes the tree that the signed checkpoint speaks of in tlog-tiles
// layout: entry bundles, hash tiles, and last the checkpoint itself.
func Export(checkpoint []byte, read Reader, entries Entries, put Put) error {
	c, err := Parse(checkpoint)
	if err != nil {
		return err
	}
	for _, t := range tiles(c.Size) {
		if t.L == 0 {
			if err := exportBundle(t, entries, put); err != nil {
				return err
			}
		}
		data, err := tlog.ReadTileData(t, read)
		if err != nil {
			return err
		}
		if err := put(tilePath(t), data); err != nil {
			return err
		}
	}
	return put(checkpointFile, checkpoint)
}

func exportBundle(t tlog.Tile, entries Entries, put Put) error {
	first := t.N * tileWidth
	got, err := entries(first, int64(t.W))
	if err != nil {
		return err
	}
	if len(got) != t.W {
		return fmt.Errorf("tlog: asked for %d entries from %d, got %d", t.W, first, len(got))
	}
	data, err := packBundle(got)
	if err != nil {
		return err
	}
	return put(bundlePath(t), data)
}

// ToDir puts files below root, with folders as needed, readable by the owner
// alone. It never leaves root.
func ToDir(root *os.Root) Put {
	return func(name string, data []byte) error {
		if !fs.ValidPath(name) {
			return fmt.Errorf("tlog: %q is not a name inside an export", name)
		}
		if dir := path.Dir(name); dir != "." {
			if err := root.MkdirAll(dir, 0o700); err != nil {
				return err
			}
		}
		return root.WriteFile(name, data, 0o600)
	}
}
