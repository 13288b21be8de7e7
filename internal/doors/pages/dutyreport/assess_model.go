package dutyreportpage

// AssessModel is what the panels of the assessment show beside and below a report.
type AssessModel struct{}
