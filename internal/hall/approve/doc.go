// Package approve is four eyes (双人批准) for every room: one person asks for exactly this change,
// another one agrees to exactly this change, or it does not happen (TRUST.md 2.11).
//
// Table declares the 17 transitions: who may ask, who may agree, whether the second pair of eyes must
// come from another line. Ask keeps the content as an ordered list of fields and its SHA-256; Decide
// wants the same hash three times: what was asked, what the one who decides has seen, and what the
// room computes from its tables at that moment. When they differ the request dies and says so.
//
// Rules holds the conditions of a decision, one line each; nothing else stands between a request and
// its approval, nobody can override one, and each has a test in which its absence lets a cheat pass.
// A room asks and decides inside its own transaction, so that the approval, what it changes and both
// records commit together or not at all; what it may do with an approval it gets as an Approved,
// which only Decide can make.
package approve
