// Package tlog is the arithmetic of a tamper-evident record: an append-only
// Merkle tree over entries (RFC 6962), signed checkpoints over its root (C2SP
// tlog-checkpoint, Ed25519) and an export that anybody can check with public
// tools (C2SP tlog-tiles). It knows nothing of databases, people or business.
//
// The hashes of the tree live wherever the caller keeps them: a [Reader] and
// a [Writer] over one dense list of 32-byte hashes are all the package asks.
// So the caller can keep them in tables of the database whose facts they
// prove, in the same transaction.
//
// # What it promises
//
//   - [Append] extends the tree; hashes once written are never written again.
//   - [Open] accepts a checkpoint only in its one canonical spelling, signed
//     by the given key. A flipped byte anywhere in it is refused.
//   - [Verify] recomputes an export from its entries alone, without database
//     and network, and names what is wrong: the entry if the checkpoint still
//     proves which side is right, else the narrowest range that does not fit.
//
// # What it does not promise
//
// A log whose key and storage are in the same hands convinces only people who
// keep an older checkpoint elsewhere: see [Report] and the since argument of
// [Verify]. Whoever holds the key can sign a second history; nobody can make
// that history fit a checkpoint that has left the house.
package tlog
