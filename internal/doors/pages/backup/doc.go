// Package backuppage shows the administrators how the house stands with its backups: what was made,
// whether it was proven by a restore, and what is to be done; and a restored house that it waits.
package backuppage
