package budgetweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/budget", Right: access.ReadBudget, Handle: s.home},
		{Method: post, Pattern: "/budget/plans", Right: access.PlanBudget, Handle: s.makePlan},
		{Method: get, Pattern: "/budget/plans/{id}", Right: access.ReadBudget, Handle: s.plan},
		{Method: post, Pattern: "/budget/plans/{id}/lines", Right: access.PlanBudget, Handle: s.lines},
		{Method: get, Pattern: "/budget/plans/{id}/export.xlsx", Right: access.ReadBudget, Handle: s.planBook},
		{Method: post, Pattern: "/budget/plans/{id}/submit", Right: access.PlanBudget, Handle: s.submit},
		{Method: post, Pattern: "/budget/plans/{id}/decide", Right: access.ApproveBudget, Handle: s.decide},
		{Method: post, Pattern: "/budget/plans/{id}/adjust", Right: access.PlanBudget, Handle: s.adjust},
		{Method: post, Pattern: "/budget/adjusts/{id}/decide", Right: access.ApproveBudget, Handle: s.decideAdjust},
		{Method: post, Pattern: "/budget/plans/{id}/publish", Right: access.PlanBudget, Handle: s.publish},
		{Method: get, Pattern: "/budget/published/{id}", Right: access.SignedIn, Handle: s.published},
		{Method: get, Pattern: "/budget/published/{id}/sheet.xlsx", Right: access.SignedIn, Handle: s.sheetBook},
		{Method: get, Pattern: "/budget/published/{id}/sheet.docx", Right: access.SignedIn, Handle: s.sheetPaper},

		{Method: get, Pattern: "/budget/expenses", Right: access.ReadBudget, Handle: s.expenses},
		{Method: get, Pattern: "/budget/expenses/export.xlsx", Right: access.ReadBudget, Handle: s.expenseBook},
		{Method: get, Pattern: "/budget/expenses/settle.ics", Right: access.ReadBudget, Handle: s.dates},
		{Method: get, Pattern: "/budget/expenses/new", Right: access.AskExpense, Handle: s.askForm},
		{Method: post, Pattern: "/budget/expenses", Right: access.AskExpense, Handle: s.ask},
		{Method: get, Pattern: "/budget/expenses/{id}", Right: access.ReadBudget, Handle: s.expense},
		{Method: get, Pattern: "/budget/expenses/{id}/form.docx", Right: access.ReadBudget, Handle: s.paper},
		{Method: post, Pattern: "/budget/expenses/{id}/sign", Right: access.ApproveExpense, Handle: s.sign},
		{Method: post, Pattern: "/budget/expenses/{id}/vouchers", Right: access.ReadBudget, Handle: s.addVoucher},
		{Method: post, Pattern: "/budget/expenses/{id}/settle", Right: access.SettleExpense, Handle: s.settle},
		{Method: post, Pattern: "/budget/expenses/{id}/withdraw", Right: access.AskExpense, Handle: s.withdraw},
		{Method: get, Pattern: "/budget/vouchers/new", Right: access.ReadBudget, Handle: s.newVoucher},
		{Method: post, Pattern: "/budget/vouchers", Right: access.ReadBudget, Handle: s.looseVoucher},
		{Method: get, Pattern: "/budget/vouchers/{id}", Right: access.ReadBudget, Handle: s.voucher},
		{Method: post, Pattern: "/budget/vouchers/{id}/tie", Right: access.ReadBudget, Handle: s.tie},
		{Method: post, Pattern: "/budget/vouchers/{id}/cancel", Right: access.ReadBudget, Handle: s.cancel},

		{Method: get, Pattern: "/budget/dues", Right: access.ReadDues, Handle: s.duesHome},
		{Method: get, Pattern: "/budget/dues/export.xlsx", Right: access.ReadDues, Handle: s.duesBook},
		{Method: get, Pattern: "/budget/dues/{party}", Right: access.KeepDues, Handle: s.duesRoll},
		{Method: get, Pattern: "/budget/dues/{party}/export.xlsx", Right: access.KeepDues, Handle: s.duesRollBook},
		{Method: get, Pattern: "/budget/dues/{party}/register.docx", Right: access.KeepDues, Handle: s.duesRollPaper},
		{Method: post, Pattern: "/budget/dues/{party}/base", Right: access.KeepDues, Handle: s.duesBase},
		{Method: post, Pattern: "/budget/dues/{party}/month", Right: access.KeepDues, Handle: s.duesMonth},
		{Method: post, Pattern: "/budget/dues/{party}/pay", Right: access.KeepDues, Handle: s.duesPay},
		{Method: post, Pattern: "/budget/dues/{party}/hand", Right: access.KeepDues, Handle: s.duesHand},
		{Method: post, Pattern: "/budget/dues/{party}/publish", Right: access.KeepDues, Handle: s.duesPublish},
	}
}
