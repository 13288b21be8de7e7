// Package batch keeps uploaded workbooks between the moment when their errors are shown and the moment when
// somebody decides: take the good rows, all or none. Nothing of a workbook reaches a register before that
// decision, and the workbook's bytes are deleted with it; number, name, hash and receipt stay.
//
// It knows nothing of what is imported: a kind names the register and the right that its import needs.
package batch
