// Package org keeps the register of organisations and people: the two trees of a bureau (units 单位 and
// Party organisations 党组织, DOMAIN.md 1.1), persons, posts with their dates, the heads among them, and
// who is in charge of what (分管).
//
// Nothing is ever deleted. A unit that was merged, split or closed keeps its id, its names and its
// events; what belonged to it stays readable, and Successors says who answers for it now. A unit merged
// into another stands below it in the tree from that day, so that whoever may see the successor sees what
// it inherited (新官不理旧账 is answered by the tree, not by copying rows).
//
// A node's tree number ord and the last number of its subtree are a sparse pre-order: a subtree is one
// range, a scope is a few (db.Scope). Adding a unit takes a free number; when there is none, or when a
// subtree moves, the numbers change in that same transaction and every function given to OnRenumber
// corrects the rows that carry them.
//
// Persons have a name, a badge number, a unit and a telephone. Ethnicity, birth, family, health and travel
// are not stored here or anywhere.
package org
