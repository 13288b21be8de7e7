package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) budgetRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/budget", Right: access.ReadBudget, Handle: s.budgetHome},
		{Method: post, Pattern: "/budget/plans", Right: access.PlanBudget, Handle: s.budgetMakePlan},
		{Method: get, Pattern: "/budget/plans/{id}", Right: access.ReadBudget, Handle: s.budgetPlan},
		{Method: post, Pattern: "/budget/plans/{id}/lines", Right: access.PlanBudget, Handle: s.budgetLines},
		{Method: get, Pattern: "/budget/plans/{id}/export.xlsx", Right: access.ReadBudget, Handle: s.budgetPlanBook},
		{Method: post, Pattern: "/budget/plans/{id}/submit", Right: access.PlanBudget, Handle: s.budgetSubmit},
		{Method: post, Pattern: "/budget/plans/{id}/decide", Right: access.ApproveBudget, Handle: s.budgetDecide},
		{Method: post, Pattern: "/budget/plans/{id}/adjust", Right: access.PlanBudget, Handle: s.budgetAdjust},
		{Method: post, Pattern: "/budget/adjusts/{id}/decide", Right: access.ApproveBudget, Handle: s.budgetDecideAdjust},
		{Method: post, Pattern: "/budget/plans/{id}/publish", Right: access.PlanBudget, Handle: s.budgetPublish},
		{Method: get, Pattern: "/budget/published/{id}", Right: access.SignedIn, Handle: s.budgetPublished},
		{Method: get, Pattern: "/budget/published/{id}/sheet.xlsx", Right: access.SignedIn, Handle: s.budgetSheetBook},
		{Method: get, Pattern: "/budget/published/{id}/sheet.docx", Right: access.SignedIn, Handle: s.budgetSheetPaper},

		{Method: get, Pattern: "/budget/expenses", Right: access.ReadBudget, Handle: s.budgetExpenses},
		{Method: get, Pattern: "/budget/expenses/export.xlsx", Right: access.ReadBudget, Handle: s.budgetExpenseBook},
		{Method: get, Pattern: "/budget/expenses/settle.ics", Right: access.ReadBudget, Handle: s.budgetDates},
		{Method: get, Pattern: "/budget/expenses/new", Right: access.AskExpense, Handle: s.budgetAskForm},
		{Method: post, Pattern: "/budget/expenses", Right: access.AskExpense, Handle: s.budgetAsk},
		{Method: get, Pattern: "/budget/expenses/{id}", Right: access.ReadBudget, Handle: s.budgetExpense},
		{Method: get, Pattern: "/budget/expenses/{id}/form.docx", Right: access.ReadBudget, Handle: s.budgetPaper},
		{Method: post, Pattern: "/budget/expenses/{id}/sign", Right: access.ApproveExpense, Handle: s.budgetSign},
		{Method: post, Pattern: "/budget/expenses/{id}/vouchers", Right: access.ReadBudget, Handle: s.budgetAddVoucher},
		{Method: post, Pattern: "/budget/expenses/{id}/settle", Right: access.SettleExpense, Handle: s.budgetSettle},
		{Method: post, Pattern: "/budget/expenses/{id}/withdraw", Right: access.AskExpense, Handle: s.budgetWithdraw},
		{Method: get, Pattern: "/budget/vouchers/new", Right: access.ReadBudget, Handle: s.budgetNewVoucher},
		{Method: post, Pattern: "/budget/vouchers", Right: access.ReadBudget, Handle: s.budgetLooseVoucher},
		{Method: get, Pattern: "/budget/vouchers/{id}", Right: access.ReadBudget, Handle: s.budgetVoucher},
		{Method: post, Pattern: "/budget/vouchers/{id}/tie", Right: access.ReadBudget, Handle: s.budgetTie},
		{Method: post, Pattern: "/budget/vouchers/{id}/cancel", Right: access.ReadBudget, Handle: s.budgetCancel},

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
