// Package partywork is the room of Party duties and their assessment (党建责任、考核).
//
//	list:       draft → issued; each organisation named gets its own copy of every task
//	duty:       open → reported → accepted; reported → returned → reported
//	hearing:    held in time, held late or missed: computed from its dates, never stored
//	assessment: self → checking → told → confirmed; an objection has its reply before that
//
// The rhythm is the one of the main work: reports come by the month or the quarter as those of
// directives do, and the page of an organisation sets its milestones beside the tasks of directives and
// the rectification items that fall due in the same quarter, so that both are planned, checked and
// assessed in the same periods and nobody reports twice.
//
// Organisations are assessed, persons never (TRUST.md 1.6). An item whose figure the records have is
// computed and cannot be typed; it is shown with its list. Whoever scored does not check, whoever
// checked does not judge the objection, and a third pair of eyes confirms; the result is bound by a
// hash. Results stand in the order of the register: there is no rank anywhere.
package partywork
