// Package notify tells people what the house has to tell them.
//
// Queue puts a message into the outbox in the transaction of the act: what rolls back tells nobody,
// and nothing inside a transaction leaves the machine. One key is one message, so night work may run
// twice. Send empties the outbox into the in-app inbox of each account that is meant: a person's
// accounts, or the holders of a role nearest to a unit.
//
// A restricted matter's message carries no title and no values: only that something is due, and
// where to look.
package notify
