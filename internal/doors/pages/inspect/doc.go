// Package inspectpage draws the room of inspections: the list of rounds, the page on site, the
// report with its findings, and the leading group's decisions with the feedback.
package inspectpage
