// Package importpage draws the import of a workbook into any register: choose a file, see what its columns
// were taken for, see every error with row, column, original, reason and repair, see what would be stored,
// then choose good rows or none, and get a receipt. It knows no register; the door fills a Model.
package importpage
