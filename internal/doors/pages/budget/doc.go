// Package budgetpage draws the pages of Party money: the year with what is shown without being asked, a
// plan, an application with its vouchers, what was published, and dues.
//
// Amounts are right-aligned with thousands; a bar always has its figures beside it. Lists of branches
// stand in the order of the register. Every act is a plain form.
package budgetpage
