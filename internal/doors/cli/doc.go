// Package cli holds the commands of the program, one file each. A command that cannot be carried
// out answers with an *Exit: one clear sentence and a code, 2 for what the caller can mend.
package cli
