package chronic

import (
	"fmt"
	"strings"
)

var stateNames = map[State]string{Found: "排查登记", Handing: "待移交", Planning: "待补", Working: "整改中", Claimed: "申请验收", Returned: "退回", Accepted: "已验收",
	Ruled: "已建制", Closed: "已销号", Handed: "转整改台账", Clue: "已移交", Dismissed: "不成立"}

// Diagram draws the table of moves as docs/chronic-states.md.
func Diagram() string {
	var b strings.Builder
	b.WriteString("# States of a chronic problem\n\nDrawn from `internal/rooms/chronic/states.go`; a test keeps it current.\n\n```mermaid\nstateDiagram-v2\n")
	for _, s := range States {
		fmt.Fprintf(&b, "    %s: %s %s\n", s, stateNames[s], s)
	}
	for _, m := range Moves {
		if m.From == nil {
			fmt.Fprintf(&b, "    [*] --> %s: %s\n", m.To, m.Act)
		}
		for _, s := range m.From {
			if m.To != "" && m.To != s {
				fmt.Fprintf(&b, "    %s --> %s: %s\n", s, m.To, m.Act)
			}
		}
	}
	b.WriteString("    clue --> [*]\n    dismissed --> [*]\n    handed --> [*]: the rectification ledger\n```\n\n| act | from | to | right | other hand | asked for |\n|---|---|---|---|---|---|\n")
	for _, m := range Moves {
		var from []string
		for _, s := range m.From {
			from = append(from, string(s))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", m.Act, dash(strings.Join(from, ", ")), dash(string(m.To)), m.Right, dash(string(m.Side)), dash(strings.Join(m.Needs, ", ")))
	}
	b.WriteString("\nTo `–`: stays where it is. `start` and `transfer` follow by themselves from `plan` once limit, measure and standard are there; until then the clock does not run. Other hand `second`: not who proposed the hand-over; `acceptor`: not who accepted. The unit's own side is kept from accepting, reviewing and closing by the policy (Q-726, Q-727, Q-728).\n")
	return b.String()
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
