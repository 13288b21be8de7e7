// Package rectify is the room of the one ledger that every source feeds: rectification items, from
// the finding to its close-out and the look-back (DOMAIN.md 3).
//
// The states and who may move an item are one table, Moves, in states.go; docs/states.md draws it.
// Pages ask it which buttons to show, verbs ask it whether they may go on, tests walk all of it.
//
// The three lists (问题清单, 任务清单, 责任清单) are one tree seen from three sides: an item has
// manifestations and tasks, a task has measures, a measure has a lead, an owner and a date. A plan
// (整改方案) is the tree of all items that one unit received from one source; each version that its
// head signed is kept word for word.
//
// What the room never does: it never changes the words of a finding, a number or the first due date;
// it never closes an item by one person, or on content that one of the two did not see; it never
// lets the unit's own people verify; it never stores "overdue", which is a matter of today.
package rectify
