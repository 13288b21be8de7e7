// Package batch brings lists in from workbooks: every list of every room by the same way.
//
// A room declares a List: its sheets, the right that it needs, the action of the record, and one function that looks
// at the rows. That function says of each row what is wrong with it, that it is there already, or what storing it
// means; everything else is here: finding sheets and headers, the complaints by sheet, row and column, the empty
// workbook with its example row, the decision between all rows, the good ones and none, one transaction, one record.
//
// Uploaded workbooks are kept between the moment when their errors are shown and the moment when somebody decides.
// Nothing of a workbook reaches a register before that decision, and its bytes are deleted with it; number, name,
// hash and receipt stay.
package batch
