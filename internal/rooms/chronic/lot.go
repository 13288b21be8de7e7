package chronic

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// A lot is drawn so that anybody can draw it again: everything that could be drawn is known (the pool), a
// seed is given, and whoever has the smallest SHA-256 of seed and name comes first. Nobody can choose who
// is drawn without changing the seed or the pool, and both stand in the record.

// lotKey is the place in the draw of one name.
func lotKey(seed, name string) string {
	h := sha256.Sum256([]byte(seed + "\n" + name))
	return hex.EncodeToString(h[:])
}

// Draw takes n of the pool with the seed, in the order of their keys.
func Draw(seed string, pool []string, n int) []string {
	out := slices.Clone(pool)
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(lotKey(seed, a), lotKey(seed, b)) })
	return out[:min(max(n, 0), len(out))]
}

// Assign gives each drawn name one of the reviewers that may look at it: the one with the fewest so far,
// and among those the one whose key with this name is smallest. A name that nobody may look at gets "".
func Assign(seed string, drawn, reviewers []string, may func(reviewer, name string) bool) map[string]string {
	load, out := map[string]int{}, map[string]string{}
	for _, name := range drawn {
		best := ""
		for _, r := range reviewers {
			if !may(r, name) {
				continue
			}
			if best == "" || load[r] < load[best] || load[r] == load[best] && lotKey(seed, name+"\n"+r) < lotKey(seed, name+"\n"+best) {
				best = r
			}
		}
		if best != "" {
			load[best]++
		}
		out[name] = best
	}
	return out
}

// PoolHash is the fingerprint of a pool, whatever its order.
func PoolHash(pool []string) string {
	sorted := slices.Sorted(slices.Values(pool))
	h := sha256.Sum256([]byte(strings.Join(sorted, "\n")))
	return hex.EncodeToString(h[:])
}

// SeedHash is what is published of a seed before it is shown.
func SeedHash(seed string) string {
	h := sha256.Sum256([]byte(seed))
	return hex.EncodeToString(h[:])
}

func newSeed() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
