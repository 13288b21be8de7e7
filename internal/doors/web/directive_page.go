package web

import (
	"net/http"
	"strconv"
	"strings"

	directivepage "plumbline/internal/doors/pages/directive"
	"plumbline/internal/ground/fault"
	"plumbline/internal/rooms/directive"
)

func (s *Server) directivePage(c *Ctx) error {
	return s.showDirective(c, http.StatusOK, directive.NodeID(c.Query("n")), nil)
}

// showDirective shows a directive with a node at hand; change may put a form on the page that came back.
func (s *Server) showDirective(c *Ctx, status int, node directive.NodeID, change func(*directivepage.Page)) error {
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
func (s *Server) atHand(c *Ctx, p *directivepage.Page, node directive.NodeID) error {
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
func (s *Server) nodeAct(c *Ctx, do func(directive.NodeID) error) error {
	node := directive.NodeID(c.Path("node"))
	err := do(node)
	if Invalid(err) {
		return s.showDirective(c, http.StatusUnprocessableEntity, node, func(p *directivepage.Page) {
			p.Reason = c.directiveForm(err, "reason")
			p.Problems = p.Reason.Problems
		})
	}
	if err != nil {
		return err
	}
	return c.toNode(node)
}

func (c *Ctx) toNode(node directive.NodeID) error {
	return c.See("/directive/" + c.Path("id") + "?n=" + string(node) + "#s-" + string(node))
}

func (s *Server) directivePrune(c *Ctx) error {
	return s.nodeAct(c, func(n directive.NodeID) error { return s.Directive.Prune(c.Context(), c.Who, n) })
}

func (s *Server) directiveRestore(c *Ctx) error {
	return s.nodeAct(c, func(n directive.NodeID) error { return s.Directive.Restore(c.Context(), c.Who, n) })
}

func (s *Server) directiveMerge(c *Ctx) error {
	return s.nodeAct(c, func(n directive.NodeID) error { return s.Directive.Merge(c.Context(), c.Who, n) })
}

func (s *Server) directiveSplit(c *Ctx) error {
	at, _ := strconv.Atoi(c.Value("at"))
	return s.nodeAct(c, func(n directive.NodeID) error { return s.Directive.Split(c.Context(), c.Who, n, at) })
}

func (s *Server) directiveDecline(c *Ctx) error {
	return s.nodeAct(c, func(n directive.NodeID) error {
		return s.Directive.Decline(c.Context(), c.Who, n, c.Value("reason"))
	})
}

var taskFields = []string{"title", "lead", "assist", "each", "due", "standard", "rhythm"}

// directiveMakeTask makes a task and goes on to the next open clause. Pressing 采用 without a script
// brings the form back with the phrase in its field.
func (s *Server) directiveMakeTask(c *Ctx) error {
	node := directive.NodeID(c.Path("node"))
	if field, value, ok := strings.Cut(c.Value("adopt"), "="); ok {
		return s.showDirective(c, http.StatusOK, node, func(p *directivepage.Page) {
			p.Form = c.directiveForm(nil, taskFields...)
			p.Form.Values[field] = value
		})
	}
	_, err := s.Directive.MakeTask(c.Context(), c.Who, node, directive.NewTask{Title: c.Value("title"), Lead: c.Value("lead"), Assist: c.Value("assist"),
		Each: c.Value("each"), Due: c.Value("due"), Standard: c.Value("standard"), Rhythm: c.Value("rhythm")})
	if Invalid(err) {
		return s.showDirective(c, http.StatusUnprocessableEntity, node, func(p *directivepage.Page) {
			p.Form = c.directiveForm(err, taskFields...)
			p.Problems = p.Form.Problems
		})
	}
	if err != nil {
		return err
	}
	return s.nextClause(c, node)
}

// nextClause leads to the next clause that demands something and has no task, else stays.
func (s *Server) nextClause(c *Ctx, node directive.NodeID) error {
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
			return c.toNode(n.ID)
		}
	}
	return c.toNode(node)
}

func (s *Server) directiveWithdrawTask(c *Ctx) error {
	err := s.Directive.WithdrawTask(c.Context(), c.Who, directive.TaskID(c.Path("task")), c.Value("why"))
	node := directive.NodeID(c.Value("n"))
	if Invalid(err) {
		return s.showDirective(c, http.StatusUnprocessableEntity, node, func(p *directivepage.Page) { p.Problems = c.directiveForm(err).Problems })
	}
	if err != nil {
		return err
	}
	return c.toNode(node)
}
