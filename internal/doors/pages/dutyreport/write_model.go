package dutyreportpage

// WriteModel is what the writer's panel shows beside a report.
type WriteModel struct{}
