// Package calendar keeps every promised date: it reckons due dates from deadline rules and the
// working calendar, extends and suspends them, and once a night finds the promises that crossed a
// warning point.
//
//	Keep    a promise begins: under the rule in force on its first day, which it keeps to the end
//	Done    it was kept; nobody is reminded any more
//	Drop    it fell away (the matter was voided or returned)
//	Extend  the present due date moves, as often and as far as the rule allows; the first one never
//	Suspend the clock stands still for a reason that the rule names; Resume lets it run on
//	Sweep   unkept promises that crossed a warning point become reminders; twice is once
//
// The pure part (reckon.go, light.go) knows no database. Overdue is computed from dates and never
// stored. A year whose holidays nobody has entered is an error that names the year: a due date is
// never guessed.
//
// Other rooms call the functions that take a *db.Tx inside their own transaction; the methods of
// Hall are verbs of their own (holidays of a year, the sweep).
package calendar
