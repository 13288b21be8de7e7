package cut

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the expected outlines")

// TestOutlines cuts every text in testdata and compares the tree with the one beside it, which was
// read by a person.
func TestOutlines(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, ".want") {
			continue
		}
		t.Run(filepath.Base(f), func(t *testing.T) {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			text, err := Decode(raw)
			if err != nil {
				t.Fatal(err)
			}
			d := Outline(text)
			checkDoc(t, d)
			got, want := sketch(d), f+".want"
			if *update {
				if err := os.WriteFile(want, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			expected, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(expected), got); diff != "" {
				t.Errorf("outline differs (-want +got):\n%s", diff)
			}
		})
	}
}

// sketch writes a document as a person would check it: parts, then one line per node with its title
// and its last words.
func sketch(d *Doc) string {
	var b strings.Builder
	part := func(name string, p Part) {
		if !p.Empty() {
			fmt.Fprintf(&b, "%s: %s\n", name, ends(p.Text))
		}
	}
	part("title", d.Title)
	part("number", d.Number)
	part("date", d.Date)
	part("salutation", d.Salutation)
	part("preamble", d.Preamble)
	d.Walk(func(n *Node) {
		fmt.Fprintf(&b, "%s%s | %s | …%s\n", strings.Repeat("  ", n.Level), n.Marker, n.Title, tail(n.Text, 8))
	})
	part("closing", d.Closing)
	part("signed", d.Signed)
	part("tail", d.Tail)
	return b.String()
}

func ends(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:26]) + "…" + string(r[len(r)-12:])
	}
	return s
}

func tail(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	return string(r[max(0, len(r)-n):])
}

// checkDoc proves the promises that every document keeps: spans nest, never overlap, begin with their
// marker, and together cover the whole body.
func checkDoc(t interface {
	Helper()
	Errorf(string, ...any)
}, d *Doc) {
	t.Helper()
	covered := make([]bool, d.Len())
	cover := func(s Span) {
		for i := s.Start; i < s.End; i++ {
			if covered[i] {
				t.Errorf("code point %d belongs to two nodes", i)
				return
			}
			covered[i] = true
		}
	}
	var check func(nodes []*Node, level, from, to int)
	check = func(nodes []*Node, level, from, to int) {
		for _, n := range nodes {
			switch {
			case n.Level != level:
				t.Errorf("%s: level %d, want %d", n.Marker, n.Level, level)
			case n.Start < from || n.End > to || n.Start >= n.End:
				t.Errorf("%s: span %d-%d leaves %d-%d", n.Marker, n.Start, n.End, from, to)
			case n.Marker == "" || !strings.HasPrefix(d.Slice(Span{n.Start, n.End}), n.Marker):
				t.Errorf("%s does not begin its span %q", n.Marker, d.Slice(Span{n.Start, n.End}))
			case len(n.Children) == 0 && n.Text != d.Slice(Span{n.Start, n.End}):
				t.Errorf("%s: text of a leaf is not its span", n.Marker)
			}
			for _, s := range n.Own() {
				cover(s)
			}
			check(n.Children, level+1, n.Start, n.End)
			from = n.End
		}
	}
	body := d.Closing.Start
	if d.Closing.Empty() {
		body = d.Len()
	}
	check(d.Outline, 1, 0, body)
	if len(d.Outline) == 0 {
		return
	}
	first := d.Outline[0].Start
	end := d.Outline[len(d.Outline)-1].End
	for i := first; i < end; i++ {
		if !covered[i] && !isSpace(d.src[i]) && !strings.ContainsRune("#*_->+", d.src[i]) {
			t.Errorf("code point %d %q belongs to no node", i, d.src[i])
			return
		}
	}
}
