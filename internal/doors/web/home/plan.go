package homeweb

import (
	"context"

	homepage "plumbline/internal/doors/pages/home"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/rectify"
)

// planTodos are plans that wait: to be written by the unit, signed by its head, reviewed by the
// office; and lists that a new head has not signed for (新官不理旧账).
func (s door) planTodos(c *front.Ctx) (out []homepage.Todo, more bool, err error) {
	for _, x := range []struct {
		right access.Right
		state string
		key   string
	}{{access.DoMeasure, rectify.PlanDraft, "plan_write"}, {access.SignPlan, rectify.PlanSubmitted, "plan_sign"}, {access.ReviewPlan, rectify.PlanSigned, "plan_review"}} {
		if !access.Anywhere(c.Who, x.right) {
			continue
		}
		plans, err := s.Rectify.Plans(c.Context(), c.Who, x.state)
		if err != nil {
			return nil, false, err
		}
		for i, p := range plans {
			if i == mostTodos {
				more = true
				break
			}
			out = append(out, planTodo(c.Context(), *p, x.key))
		}
	}
	if !access.Anywhere(c.Who, access.SignPlan) {
		return out, more, nil
	}
	old, err := s.Rectify.Inherited(c.Context(), c.Who)
	for _, x := range old {
		out = append(out, planTodo(c.Context(), x.Plan, "plan_again"))
	}
	return out, more, err
}

func planTodo(ctx context.Context, p rectify.Plan, key string) homepage.Todo {
	return homepage.Todo{Due: p.Due, Title: i18n.T(ctx, "home.plan."+key, "title", p.Title), Href: "/rectify/plans/" + string(p.ID),
		Verb: i18n.T(ctx, "home.verb."+key), Meta: []string{p.UnitName, p.SourceName}}
}
