package directiveweb

import (
	"net/http"
	"strconv"
	"strings"

	directivepage "plumbline/internal/doors/pages/directive"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/rooms/directive"
)

func (s door) page(c *front.Ctx) error {
	return s.showDirective(c, http.StatusOK, directive.NodeID(c.Query("n")), nil)
}

// showDirective shows a directive with a node at hand; change may put a form on the page that came back.
func (s door) showDirective(c *front.Ctx, status int, node directive.NodeID, change func(*directivepage.Page)) error {
	draft, _ := strconv.Atoi(c.Query("draft"))
	v, err := s.Directive.Get(c.Context(), c.Who, directive.ID(c.Path("id")), max(draft, 0))
	if err != nil {
		return err
	}
	p := directivepage.Page{View: v, Today: c.Today()}
	if err := s.atHand(c, &p, node); err != nil {
		return err
	}
	if v.Text.N > 1 {
		cmp, err := s.Directive.Compare(c.Context(), c.Who, v.ID, v.Text.N-1, v.Text.N)
		if err != nil {
			return err
		}
		p.Compare = &cmp
	}
	if change != nil {
		change(&p)
	}
	return c.RenderStatus(status, directivepage.Directive(p))
}

// atHand finds the node, its words and what they propose.
func (s door) atHand(c *front.Ctx, p *directivepage.Page, node directive.NodeID) error {
	if node == "" {
		return nil
	}
	n, text, err := p.View.Sentence(node)
	if fault.Is(err, fault.KindNotFound) {
		return nil // merged away, or of another draft: the page stands without it
	}
	if err != nil {
		return err
	}
	p.Node = &n
	if n.Kind != directive.Sentence {
		return nil
	}
	p.Sentence = text
	p.Phrases, err = s.Directive.Suggest(c.Context(), c.Who, text)
	p.Form = directivepage.Form{Values: map[string]string{"title": n.Title}}
	return err
}

// nodeAct runs a correction of the outline and comes back to the node.
func (s door) nodeAct(c *front.Ctx, do func(directive.NodeID) error) error {
	node := directive.NodeID(c.Path("node"))
	err := do(node)
	if front.Invalid(err) {
		return s.showDirective(c, http.StatusUnprocessableEntity, node, func(p *directivepage.Page) {
			p.Reason = directiveForm(c, err, "reason")
			p.Problems = p.Reason.Problems
		})
	}
	if err != nil {
		return err
	}
	return toNode(c, node)
}

func toNode(c *front.Ctx, node directive.NodeID) error {
	return c.See("/directive/" + c.Path("id") + "?n=" + string(node) + "#s-" + string(node))
}

func (s door) prune(c *front.Ctx) error {
	return s.nodeAct(c, func(n directive.NodeID) error { return s.Directive.Prune(c.Context(), c.Who, n) })
}

func (s door) restore(c *front.Ctx) error {
	return s.nodeAct(c, func(n directive.NodeID) error { return s.Directive.Restore(c.Context(), c.Who, n) })
}

func (s door) merge(c *front.Ctx) error {
	return s.nodeAct(c, func(n directive.NodeID) error { return s.Directive.Merge(c.Context(), c.Who, n) })
}

func (s door) split(c *front.Ctx) error {
	at, _ := strconv.Atoi(c.Value("at"))
	return s.nodeAct(c, func(n directive.NodeID) error { return s.Directive.Split(c.Context(), c.Who, n, at) })
}

func (s door) decline(c *front.Ctx) error {
	return s.nodeAct(c, func(n directive.NodeID) error {
		return s.Directive.Decline(c.Context(), c.Who, n, c.Value("reason"))
	})
}

var taskFields = []string{"title", "lead", "assist", "each", "due", "standard", "rhythm"}

// makeTask makes a task and goes on to the next open clause. Pressing 采用 without a script
// brings the form back with the phrase in its field.
func (s door) makeTask(c *front.Ctx) error {
	node := directive.NodeID(c.Path("node"))
	if field, value, ok := strings.Cut(c.Value("adopt"), "="); ok {
		return s.showDirective(c, http.StatusOK, node, func(p *directivepage.Page) {
			p.Form = directiveForm(c, nil, taskFields...)
			p.Form.Values[field] = value
		})
	}
	_, err := s.Directive.MakeTask(c.Context(), c.Who, node, directive.NewTask{Title: c.Value("title"), Lead: c.Value("lead"), Assist: c.Value("assist"),
		Each: c.Value("each"), Due: c.Value("due"), Standard: c.Value("standard"), Rhythm: c.Value("rhythm")})
	if front.Invalid(err) {
		return s.showDirective(c, http.StatusUnprocessableEntity, node, func(p *directivepage.Page) {
			p.Form = directiveForm(c, err, taskFields...)
			p.Problems = p.Form.Problems
		})
	}
	if err != nil {
		return err
	}
	return s.nextClause(c, node)
}

// nextClause leads to the next clause that demands something and has no task, else stays.
func (s door) nextClause(c *front.Ctx, node directive.NodeID) error {
	v, err := s.Directive.Get(c.Context(), c.Who, directive.ID(c.Path("id")), 0)
	if err != nil {
		return err
	}
	gone := v.Gone()
	here := false
	for _, n := range v.Nodes {
		if n.ID == node {
			here = true
			continue
		}
		if here && n.Kind == directive.Sentence && n.Demands && n.Mark == "" && !gone[n.ID] && len(v.Tasks[n.ID]) == 0 {
			return toNode(c, n.ID)
		}
	}
	return toNode(c, node)
}

func (s door) withdrawTask(c *front.Ctx) error {
	err := s.Directive.WithdrawTask(c.Context(), c.Who, directive.TaskID(c.Path("task")), c.Value("why"))
	node := directive.NodeID(c.Value("n"))
	if front.Invalid(err) {
		return s.showDirective(c, http.StatusUnprocessableEntity, node, func(p *directivepage.Page) { p.Problems = directiveForm(c, err).Problems })
	}
	if err != nil {
		return err
	}
	return toNode(c, node)
}
