// Package audit keeps the record of every act, refusal and sensitive look.
//
// Record writes the entry in the transaction of the act: without an entry the transaction does not
// commit. An entry's leaf is the SHA-256 of its canonical text; it names the leaf of the previous
// entry about the same object, so that the history of one item is a chain, and it commits to the
// details without containing them. Sealing takes committed entries in order, extends a Merkle tree
// and signs a checkpoint; anybody can re-compute all of it from an export.
package audit
