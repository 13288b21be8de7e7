package directive

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// clause joins the markers above a sentence and its number under the last of them: 二、（二）|1.
func clause(path string, n int) string { return path + "|" + strconv.Itoa(n) }

// ClauseOf divides a clause into its path and the number of its sentence; zero for a part.
func ClauseOf(s string) (path string, n int) {
	path, num, _ := strings.Cut(s, "|")
	n, _ = strconv.Atoi(num)
	return path, n
}

// clauses names every node by where it stands.
func clauses(nodes []Node) map[NodeID]string {
	path := map[NodeID]string{}
	count := map[NodeID]int{}
	out := map[NodeID]string{}
	for _, n := range inOrder(nodes) {
		if n.Mark == Merged {
			continue
		}
		if n.Kind == Part {
			path[n.ID] = path[n.Parent] + strings.Join(strings.Fields(n.Marker), "")
			out[n.ID] = clause(path[n.ID], 0)
			continue
		}
		count[n.Parent]++
		out[n.ID] = clause(path[n.Parent], count[n.Parent])
	}
	return out
}

// inOrder sorts nodes as the text reads, a part before what it holds.
func inOrder(nodes []Node) []Node {
	out := slices.Clone(nodes)
	slices.SortStableFunc(out, func(a, b Node) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Level, b.Level), cmp.Compare(b.Last, a.Last))
	})
	return out
}
