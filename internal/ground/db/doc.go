// Package db opens the one database of the house, SQLite or PostgreSQL, and runs transactions on it.
//
// A Write is one transaction that carries the actor and one instant. A transaction that wrote and
// recorded nothing does not commit (ErrUnrecorded), so that no act escapes the record.
//
// On SQLite a single writer runs every waiting transaction in a savepoint of one real transaction
// and answers all of them after its sync (group commit): four thousand durable writes a second
// instead of two thousand, and fair waiting. One that fails rolls back to its savepoint and harms
// nobody. PostgreSQL groups its commits itself.
//
// SQL is one text for both databases, with $1 placeholders; see HOUSE.md. Only this package and
// hall/search know which database they talk to.
package db
