// Package backup copies a house while it runs, proves that the copy can be restored, and restores it.
//
// # What it promises
//
//   - A backup is one file, encrypted with age to at least two recipients. It holds every row of one
//     snapshot, every piece of evidence that those rows name, the keys of the house, and a manifest with
//     counts, fingerprints, the root of the record and its checkpoint, signed with the log's key. It is
//     written under another name, synced and renamed: a file with the right name is whole. Nothing is
//     written unencrypted on the way.
//   - The rows are in a form that both databases share, so that a backup of SQLite can be restored into
//     PostgreSQL and back. Inside the encryption it is a tar file of JSON lines: age, tar and gzip are
//     enough to read it in thirty years.
//   - Every backup is restored at once by the house itself into a scratch place and compared (the drill).
//   - A restore is verified to the last row, hash and leaf before the place becomes usable, and a failed
//     one leaves nothing. What it made is read-only until two persons have agreed (TRUST.md 2.11 no. 15).
//
// # What it does not do
//
// It is no second machine: copies must be carried away from the disk. Between two backups it loses what
// was done; PostgreSQL with a synchronous standby does not.
package backup
