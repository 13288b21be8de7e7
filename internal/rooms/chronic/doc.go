// Package chronic is the room of chronic problems (顽瘴痼疾, DOMAIN.md 7.3) and of what a campaign looks
// at itself: cross reviews and spot checks drawn by lot, and unannounced visits (明察暗访).
//
// A problem is repaired in one place and has one date. On track "campaign" its row carries the repair to
// the end. On track "ledger" it becomes an item of the rectification ledger as soon as limit, measure and
// standard are there; from then on this row is the campaign's view of it, and state and date are the
// item's (v_item). A problem that is a clue leaves: two persons hand over a slip without content, and the
// row keeps its number and nothing else.
//
// What a problem may do is one table (states.go). Visits are known to the persons named and to nobody
// else until their summary is given to the office.
package chronic
