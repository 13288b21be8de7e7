package directivepage

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/directive"
)

func changeColour(kind string) string {
	switch kind {
	case directive.Added:
		return "green"
	case directive.Removed, directive.Wording:
		return ""
	}
	return "amber"
}

// changeTasks says what a change means for the tasks that hang on the older sentence.
func changeTasks(ctx context.Context, c directive.Change) string {
	if len(c.Tasks) == 0 {
		if c.Kind == directive.Added {
			return i18n.T(ctx, "directive.compare.none")
		}
		return ""
	}
	var numbers []string
	for _, t := range c.Tasks {
		numbers = append(numbers, t.Number)
	}
	if c.Kind == directive.Removed {
		return i18n.T(ctx, "directive.compare.orphan", "n", strings.Join(numbers, "、"))
	}
	return i18n.T(ctx, "directive.compare.check", "n", strings.Join(numbers, "、"))
}

func (p Page) compareCounts(ctx context.Context) string {
	n := map[string]int{}
	for _, c := range p.Compare.Changes {
		n[c.Kind]++
	}
	added, removed := n[directive.Added], n[directive.Removed]
	return i18n.T(ctx, "directive.compare.counts", "added", added, "changed", len(p.Compare.Changes)-added-removed, "removed", removed, "same", p.Compare.Unchanged)
}

func sentenceNo(ctx context.Context, clause string) string {
	_, n := directive.ClauseOf(clause)
	return i18n.T(ctx, "directive.outline.sentence", "n", n)
}

// here marks the node at hand for readers aloud.
func here(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}
