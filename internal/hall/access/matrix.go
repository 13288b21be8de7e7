package access

import (
	"strings"

	"plumbline/internal/ground/office"
)

// Cell is what a rule gives one role: the highest class by the tree and by the team, 0 for none.
type Cell struct{ Tree, Team Class }

// Cell is the rule's entry for the role.
func (r *Rule) Cell(role Role) (c Cell) {
	for _, x := range r.Roles {
		if x == role {
			c.Tree = r.Most
		}
	}
	for _, x := range r.Team {
		if x == role {
			c.Team = r.Named
		}
	}
	return c
}

// Text is the cell in words, "" for a no.
func (c Cell) Text(lang string, say office.Say) string {
	var out []string
	if c.Tree != 0 {
		out = append(out, say(lang, "policy.tree", "n", int(c.Tree)-1))
	}
	if c.Team != 0 {
		out = append(out, say(lang, "policy.team", "n", int(c.Team)-1))
	}
	return strings.Join(out, say(lang, "policy.comma"))
}

// StatesText names the states in which the rule's right may be used.
func (r *Rule) StatesText(lang string, say office.Say) string {
	if r.When == nil {
		return say(lang, "policy.states_any")
	}
	out := make([]string, len(r.When))
	for i, s := range r.When {
		out[i] = say(lang, stateWords[r.Kind]+s)
	}
	return strings.Join(out, say(lang, "policy.comma"))
}

// stateWords are how the rooms call the states of their things; a room's words stay its own.
var stateWords = map[Kind]string{KindDuty: "directive.state.", KindRound: "inspect.round_state.", KindInspection: "inspect.state.", KindPaper: "inspect.paper_state.",
	KindFeedback: "inspect.feedback_state.", KindItem: "rectify.state.", KindPlan: "rectify.plan.state."}

// Section is the rules about one kind of thing.
type Section struct {
	Kind  Kind
	Rules []*Rule
}

// Sections are the rules by what they act upon, kinds and rules in the order of the table.
func Sections() (out []Section) {
	at := map[Kind]int{}
	for i := range table {
		r := &table[i]
		n, ok := at[r.Kind]
		if !ok {
			n = len(out)
			at[r.Kind] = n
			out = append(out, Section{Kind: r.Kind})
		}
		out[n].Rules = append(out[n].Rules, r)
	}
	return out
}

// KeepsText names the sides that the rule keeps away.
func (r *Rule) KeepsText(lang string, say office.Say) string {
	var out []string
	if r.Keeps&BySide != 0 {
		out = append(out, say(lang, "policy.side"))
	}
	if r.Keeps&ByHand != 0 {
		out = append(out, say(lang, "policy.hand"))
	}
	return strings.Join(out, say(lang, "policy.comma"))
}

// Markdown is the matrix as a readable text: docs/policy.md, and the page's download.
func Markdown(lang string, say office.Say) string {
	var b strings.Builder
	t := func(key string, args ...any) string { return say(lang, key, args...) }
	b.WriteString("# " + t("policy.title") + "\n\n" + t("policy.md.head") + "\n\n" + t("policy.md.cells") + " " + t("policy.key.class") + "\n")
	for _, s := range Sections() {
		b.WriteString("\n## " + t("policy.kind."+string(s.Kind)) + "\n\n| " + strings.Join(markdownHeads(lang, say), " | ") + " |\n" + strings.Repeat("|---", len(Roles)+4) + "|\n")
		for _, r := range s.Rules {
			b.WriteString("| " + strings.Join(markdownRow(r, lang, say), " | ") + " |\n")
		}
	}
	b.WriteString("\n## " + t("policy.prohibitions") + "\n\n" + t("policy.prohibitions_note") + "\n\n| " + t("policy.number") + " | " + t("policy.sentence") + " |\n|---|---|\n")
	for _, n := range Prohibitions {
		b.WriteString("| " + n + " | " + t(SentenceOf(n)) + " |\n")
	}
	return b.String()
}

func markdownHeads(lang string, say office.Say) []string {
	out := []string{say(lang, "policy.number"), say(lang, "policy.right")}
	for _, role := range Roles {
		out = append(out, say(lang, "shell.role."+role))
	}
	return append(out, say(lang, "policy.states"), say(lang, "policy.apart"))
}

func markdownRow(r *Rule, lang string, say office.Say) []string {
	out := []string{r.Number(), say(lang, "right."+string(r.Right)) + " `" + string(r.Right) + "`"}
	for _, role := range Roles {
		out = append(out, r.Cell(role).Text(lang, say))
	}
	return append(out, r.StatesText(lang, say), r.KeepsText(lang, say))
}

// Workbook is the matrix as a workbook: one page of grants, one of prohibitions.
func Workbook(lang string, say office.Say, conditions []string) (*office.Book, error) {
	book, err := office.NewBook()
	if err != nil {
		return nil, err
	}
	t := func(key string) string { return say(lang, key) }
	heads := []office.Head{{Title: t("policy.number"), Width: 8}, {Title: t("policy.right"), Width: 34}, {Title: t("policy.name"), Width: 22}, {Title: t("policy.sees"), Width: 18}, {Title: t("policy.kind"), Width: 18}}
	for _, role := range Roles {
		heads = append(heads, office.Head{Title: t("shell.role." + role), Width: 11})
	}
	heads = append(heads, office.Head{Title: t("policy.states"), Width: 40}, office.Head{Title: t("policy.apart"), Width: 24})
	page, err := book.Page(t("policy.grants"), t("policy.title"), conditions, heads)
	if err != nil {
		return nil, err
	}
	for i := range table {
		r := &table[i]
		row := []any{r.Number(), t("right." + string(r.Right)), string(r.Right), string(r.Sees), t("policy.kind." + string(r.Kind))}
		for _, role := range Roles {
			row = append(row, r.Cell(role).Text(lang, say))
		}
		if err := page.Row(append(row, r.StatesText(lang, say), r.KeepsText(lang, say))...); err != nil {
			return nil, err
		}
	}
	if err := page.End(); err != nil {
		return nil, err
	}
	return book, prohibited(book, lang, say, conditions)
}

func prohibited(book *office.Book, lang string, say office.Say, conditions []string) error {
	page, err := book.Page(say(lang, "policy.prohibitions"), say(lang, "policy.prohibitions"), conditions,
		[]office.Head{{Title: say(lang, "policy.number"), Width: 8}, {Title: say(lang, "policy.sentence"), Width: 90}})
	if err != nil {
		return err
	}
	for _, n := range Prohibitions {
		if err := page.Row(n, say(lang, SentenceOf(n))); err != nil {
			return err
		}
	}
	return page.End()
}
