package rectify

import (
	"fmt"
	"strings"
)

var stateNames = map[State]string{Listed: "待签收", Signed: "已签收", Working: "整改中", MostlyDone: "基本完成", Claimed: "申请销号", Verifying: "验收中", Returned: "退回整改",
	Standing: "长期坚持", Closed: "已销号", Relapsed: "反弹", Voided: "不成立"}

// Diagram draws the table of moves as docs/states.md: a state diagram and the table itself.
func Diagram() string {
	var b strings.Builder
	b.WriteString("# States of a rectification item\n\nDrawn from `internal/rooms/rectify/states.go`; a test keeps it current.\n\n```mermaid\nstateDiagram-v2\n")
	for _, s := range States {
		fmt.Fprintf(&b, "    %s: %s %s\n", s, stateNames[s], strings.ReplaceAll(string(s), "_", " "))
	}
	for _, m := range Moves {
		if m.From == nil {
			fmt.Fprintf(&b, "    [*] --> %s: %s\n", m.To, m.Action)
		}
		for _, s := range m.From {
			if m.To != "" && m.To != s {
				fmt.Fprintf(&b, "    %s --> %s: %s\n", s, m.To, m.Action)
			}
		}
	}
	b.WriteString("    closed --> [*]\n    voided --> [*]\n```\n\n| action | from | to | right | kept apart | asked for | recorded as | due date |\n|---|---|---|---|---|---|---|---|\n")
	for _, m := range Moves {
		right := string(m.Right)
		if m.Or != "" {
			right += " or " + string(m.Or)
		}
		var from []string
		for _, s := range m.From {
			from = append(from, string(s))
		}
		if len(from) == len(States) {
			from = []string{"any"}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", m.Action, strings.Join(from, ", "), dash(string(m.To)), right, dash(string(m.Apart)),
			dash(strings.Join(m.Needs, ", ")), m.Records, dash(string(m.Due)))
	}
	b.WriteString("\nTo `–`: stays where it is. Apart `own_item`: nobody of the responsible unit, nor the item's lead or owner; `same_hand`: besides, nobody who verified or gave the first signature.\n")
	return b.String()
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
