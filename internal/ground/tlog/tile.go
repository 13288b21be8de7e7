package tlog

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// The C2SP tlog-tiles layout: a tile holds up to 256 hashes of one level,
// eight levels apart; a bundle holds the entries under one level-0 tile.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	// MaxEntry is the longest entry that the layout can carry.
	MaxEntry = 1<<16 - 1

	checkpointFile = "checkpoint"
)

// tilePath is where a tile of hashes lies: tile/<level>/<n>[.p/<width>].
func tilePath(t tlog.Tile) string {
	return fmt.Sprintf("tile/%d/%s", t.L, tileNumber(t))
}

// bundlePath is where the entries under a level-0 tile lie.
func bundlePath(t tlog.Tile) string {
	return "tile/entries/" + tileNumber(t)
}

// tileNumber spells n in groups of three digits, all but the last with an x.
func tileNumber(t tlog.Tile) string {
	n := t.N
	s := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	if t.W < tileWidth {
		s += fmt.Sprintf(".p/%d", t.W)
	}
	return s
}

// tiles lists every tile of a tree of that size, level 0 first.
func tiles(size int64) []tlog.Tile { return tlog.NewTiles(tileHeight, 0, size) }

// packBundle writes entries with a two-byte length before each.
func packBundle(entries [][]byte) ([]byte, error) {
	var out []byte
	for _, e := range entries {
		if len(e) > MaxEntry {
			return nil, fmt.Errorf("tlog: entry of %d bytes, at most %d fit", len(e), MaxEntry)
		}
		out = binary.BigEndian.AppendUint16(out, uint16(len(e)))
		out = append(out, e...)
	}
	return out, nil
}

// unpackBundle reads at most want entries; ok is false if there are not
// exactly that many or bytes are left over.
func unpackBundle(data []byte, want int) (entries [][]byte, ok bool) {
	for len(data) > 0 && len(entries) < want {
		if len(data) < 2 {
			return entries, false
		}
		n := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+n {
			return entries, false
		}
		entries = append(entries, data[2:2+n])
		data = data[2+n:]
	}
	return entries, len(entries) == want && len(data) == 0
}
