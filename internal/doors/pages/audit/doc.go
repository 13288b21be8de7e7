// Package auditpage draws the auditor's pages: the record with its filter, the state of sealing, the
// proof of one entry, the checkpoints. Every seal on them is drawn from a check made for that page.
package auditpage
