// Package keyring keeps secrets that a program must be able to read again (class P5) unreadable in the
// database: sealed with AES-256-GCM under a key that lies in a file, bound to what they belong to.
//
// A Ring is the file: one key a line, the first seals, all open. Whoever has the database without the
// file (a copy of it, its server's administrator, a dump) has nothing; whoever has both has the secrets.
// A sealed text names its key, so that keys can be exchanged while both are known.
package keyring
