package budgetweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/batch"
)

// in are the ways in of the lines of a plan, of a branch's dues and of vouchers.
func (s door) in() []front.Route {
	routes := s.ComesIn(front.ListIn{List: func() batch.List { return s.Budget.LinesIn() }, At: "/budget/plans/{id}/import", Template: "/budget/plans/template.xlsx", Of: "id",
		Title: "budget.import.lines", Current: "budget", Back: "/budget/plans/{id}", BackText: "budget.import.back_plan"})
	routes = append(routes, s.ComesIn(front.ListIn{List: func() batch.List { return s.Budget.DuesIn() }, At: "/budget/dues/{party}/import", Template: "/budget/dues/template.xlsx", Of: "party",
		Title: "budget.import.dues", Current: "dues", Back: "/budget/dues/{party}", BackText: "budget.dues.title"})...)
	return append(routes, s.ComesIn(front.ListIn{List: func() batch.List { return s.Budget.VouchersIn() }, At: "/budget/bills/import", Template: "/budget/bills/template.xlsx",
		Title: "budget.import.vouchers", Current: "budget", Back: "/budget/expenses", BackText: "budget.expenses"})...)
}
