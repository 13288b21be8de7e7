package ballot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"plumbline/internal/ground/pack"
)

// Field is the name of a subject's block in a form.
func Field(seq int) string { return "s" + strconv.Itoa(seq) }

// roll holds the keyed hashes of a poll's tokens, each list sorted: its order says nothing.
type roll struct{ fresh, spent []string }

func (r *roll) give(mac string) bool {
	i, there := slices.BinarySearch(r.fresh, mac)
	if there || r.used(mac) {
		return false
	}
	r.fresh = slices.Insert(r.fresh, i, mac)
	return true
}

func (r *roll) has(mac string) bool  { _, ok := slices.BinarySearch(r.fresh, mac); return ok }
func (r *roll) used(mac string) bool { _, ok := slices.BinarySearch(r.spent, mac); return ok }

func (r *roll) spend(mac string) {
	i, ok := slices.BinarySearch(r.fresh, mac)
	if !ok {
		return
	}
	r.fresh = slices.Delete(r.fresh, i, i+1)
	j, _ := slices.BinarySearch(r.spent, mac)
	r.spent = slices.Insert(r.spent, j, mac)
}

// Counts are the votes about one subject, added up: N by aspect and grade, in the order of the form.
type Counts struct {
	Seq    int
	N      [][]int
	Filled int // ballots that say something about the subject
	Blank  int
}

func newCounts(f pack.Form, seq int) Counts {
	c := Counts{Seq: seq, N: make([][]int, len(f.Aspects))}
	for i := range c.N {
		c.N[i] = make([]int, len(f.Grades))
	}
	return c
}

// sound tells whether each aspect has as many marks as there are filled ballots.
func (c Counts) sound(f pack.Form) bool {
	if len(c.N) != len(f.Aspects) {
		return false
	}
	for _, row := range c.N {
		sum := 0
		for _, n := range row {
			if n < 0 {
				return false
			}
			sum += n
		}
		if sum != c.Filled {
			return false
		}
	}
	return true
}

func (c *Counts) plus(o Counts) {
	c.Filled, c.Blank = c.Filled+o.Filled, c.Blank+o.Blank
	for i := range c.N {
		for j := range c.N[i] {
			c.N[i][j] += o.N[i][j]
		}
	}
}

// text is how counts are stored: 3,1,0,0;4,0,0,0.
func (c Counts) text() string {
	rows := make([]string, len(c.N))
	for i, row := range c.N {
		cells := make([]string, len(row))
		for j, n := range row {
			cells[j] = strconv.Itoa(n)
		}
		rows[i] = strings.Join(cells, ",")
	}
	return strings.Join(rows, ";")
}

func (c *Counts) read(f pack.Form, text string) error {
	rows := strings.Split(text, ";")
	*c = Counts{Seq: c.Seq, Filled: c.Filled, Blank: c.Blank}
	for _, row := range rows {
		var ns []int
		for _, cell := range strings.Split(row, ",") {
			n, err := strconv.Atoi(cell)
			if err != nil {
				return fmt.Errorf("counts of subject %d: %w", c.Seq, err)
			}
			ns = append(ns, n)
		}
		if len(ns) != len(f.Grades) {
			return fmt.Errorf("counts of subject %d have %d grades, the form has %d", c.Seq, len(ns), len(f.Grades))
		}
		c.N = append(c.N, ns)
	}
	if len(c.N) != len(f.Aspects) {
		return fmt.Errorf("counts of subject %d have %d aspects, the form has %d", c.Seq, len(c.N), len(f.Aspects))
	}
	return nil
}

// urn is what was voted so far, by subject. Only Cast and Close hold one.
type urn []Counts

func (u urn) add(f pack.Form, v Vote) {
	for i, marks := range v {
		if marks[0] == "" {
			u[i].Blank++
			continue
		}
		u[i].Filled++
		for a, m := range marks {
			for g := range f.Grades {
				if f.Grades[g].Code == m {
					u[i].N[a][g]++
				}
			}
		}
	}
}

// sum is the fingerprint of the counts, for the record of the close.
func (u urn) sum() string {
	h := sha256.New()
	for _, c := range u {
		fmt.Fprintf(h, "%d %s %d %d\n", c.Seq, c.text(), c.Filled, c.Blank)
	}
	return hex.EncodeToString(h.Sum(nil))
}
