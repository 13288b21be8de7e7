// Package ballot runs anonymous polls: one-time tokens on slips, a page on a phone, paper ballots that
// two people count, and a result by a formula that is shown beside it.
//
// What is promised (docs/design/0026-anonymous-ballots.md): a vote is nowhere a row. It is added to the
// urn, one row a subject, in the transaction that strikes its token off the roll; both are rewritten
// whole and in an order of their own, so that nothing in the database tells which vote came from which
// token, or in which order votes came. Of a token only a keyed hash is kept, and none after the close.
// Nobody can look into an open urn: no function of this package answers what is in it.
//
// The record has an entry for each vote cast, which names the poll and nothing else.
package ballot
