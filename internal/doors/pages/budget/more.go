package budgetpage

import (
	"context"
	"fmt"
	"slices"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/rooms/budget"
)

func total(lines []budget.Use) (sum budget.Money) {
	for _, l := range lines {
		sum += l.Amount
	}
	return sum
}

func states(ctx context.Context) []part.Option {
	out := []part.Option{{Value: "", Text: i18n.T(ctx, "budget.all")}}
	for _, s := range []string{budget.Asked, budget.Approved, budget.Settled, budget.Refused, budget.Withdrawn} {
		out = append(out, part.Option{Value: s, Text: i18n.T(ctx, "budget.state."+s)})
	}
	return out
}

func yearText(year int) string {
	if year == 0 {
		return ""
	}
	return itoa(year)
}

func hinted(f part.Field, hint string) part.Field {
	f.Hint = hint
	return f
}

func sumText(ctx context.Context, m RollModel) string {
	due, paid := m.sum()
	return i18n.T(ctx, "budget.roll.sum", "due", due.Text(), "paid", paid.Text())
}

func memberOptions(ctx context.Context, m RollModel) []part.Option {
	out := []part.Option{{Value: "", Text: i18n.T(ctx, "budget.choose")}}
	for _, x := range m.View.Members {
		out = append(out, part.Option{Value: x.Person, Text: x.Name})
	}
	return out
}

// halves are the last half-years that are over.
func halves(m RollModel) (out []part.Option) {
	year := m.View.Today.Year()
	for _, x := range [][2]int{{year, 1}, {year - 1, 2}, {year - 1, 1}} {
		v := fmt.Sprintf("%04dH%d", x[0], x[1])
		out = append(out, part.Option{Value: v, Text: v})
	}
	return out
}

// Problems puts a fault into words; what the pack says in two languages is said in the reader's.
func Problems(ctx context.Context, err error) part.Problems { return problems(ctx, err) }

func problems(ctx context.Context, err error) part.Problems {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	g := *f
	g.Fields = slices.Clone(f.Fields)
	for i, x := range g.Fields {
		args := slices.Clone(x.Args)
		for j, a := range args {
			switch v := a.(type) {
			case pack.Text:
				args[j] = v.In(i18n.Lang(ctx))
			case string:
				if i18n.Has(ctx, v) && j%2 == 1 {
					args[j] = i18n.T(ctx, v)
				}
			}
		}
		g.Fields[i].Args = args
	}
	return part.ProblemsOf(ctx, &g)
}
