// Package durable proves what the house promises about what it has answered as saved: it is there
// after the process is killed, the disk is full or fails, the clock is wrong, the database server is
// gone. docs/design/0020-durability.md says what each test does and what it measured.
//
// The test program starts itself again as the worker that is killed: it opens a house, performs verbs
// from several goroutines and prints one line before each and one after its answer. A pipe keeps what
// was printed when the process dies, so the lines are the ledger of what was acknowledged.
//
//	make durable                             the sizes of every change
//	PLUMBLINE_NIGHTLY=1 make durable         the sizes of every night, with PostgreSQL's fail-over
package durable
