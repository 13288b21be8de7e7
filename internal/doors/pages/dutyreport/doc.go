// Package dutyreportpage draws the pages of the duty reports: the years, one year, its set questions,
// one report and its questioning. Who writes and who assesses have panels of their own in files write*
// and assess*.
package dutyreportpage
