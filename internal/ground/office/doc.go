// Package office reads and writes the office files that bureaus exchange: workbooks (.xlsx) in and out,
// official documents (.docx) out and their text in, calendar files (.ics) out.
//
// Everything that comes in is treated as hostile: sizes are limited before anything is unpacked, nothing in
// a file is ever executed, and whatever cannot be read is refused with a sentence that says what is wrong.
// Everything that goes out is plain text in cells: a value that looks like a formula stays text
// (DOMAIN.md 11.3), so that a workbook made here cannot act on the machine that opens it.
//
// The package knows no people and no business. Rooms describe their sheets as columns (Sheet, Column) and
// get back rows whose cells remember sheet, row and column, so that every complaint can name its place.
package office
