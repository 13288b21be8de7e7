// Package partyorg keeps Party organisations (党组织), their members and the admission of new ones
// (DOMAIN.md 6.1, 6.3, 6.8b E3 and E4).
//
// The tree of organisations, the posts of secretaries and committees and the terms are hall/org's: this
// room adds what the tree does not know. Completeness (纵向到底、横向到边) is computed from the register at
// every look and never stored: units without an organisation, members without a branch, branches too small
// or too large, committees of the wrong size, terms that run out. A lawful exception marks a line with its
// reason, basis and last day; it never takes the line away.
//
// A member is a person of the register with a branch and a kind, full or probationary. A move or the end of
// probation ends one row and begins another. Nothing else is kept of a member (docs/design/0027).
//
// Admission runs one way:
//
//	applied → talked → activist → candidate → prereviewed → voted → probation → converted → full
//
// with observations, the political review and the training in between. A gate says what is missing and from
// which day it opens; it is passed early only with a written exception that somebody else approved. Who kept
// the file does not approve it (N-33). The periods are rules R-FZ-… of packs/rules, the numbers those of
// packs/party_rules.yaml.
//
// The room never ranks branches and never counts persons by anything that says who they are.
package partyorg
