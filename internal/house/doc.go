// Package house holds the guards of the house: tests that read the sources, the migrations, the words and the packs, and
// name by file what breaks a rule of HOUSE.md. It has no code of its own for others to call.
//
// Every guard is a function over a file tree that answers a list of faults, so that each can be shown a planted fault
// beside the real tree: a guard that was never seen to catch anything guards nothing.
package house
