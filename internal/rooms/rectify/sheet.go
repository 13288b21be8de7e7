package rectify

import "plumbline/internal/ground/office"

// LedgerSheet describes the ledger as a workbook: the same columns for template, import and export. What
// only the system says (number, state, percentage) stands behind them in an export and is not read back.
func LedgerSheet() office.Sheet {
	return office.Sheet{ID: "ledger", Key: column("sheet"), Columns: []office.Column{
		{ID: "finding", Key: column("finding"), Required: true, Max: maxText, Width: 44},
		{ID: "title", Key: column("title"), Max: 120, Width: 28},
		{ID: "unit", Key: column("unit"), Required: true, Width: 22},
		{ID: "partners", Key: column("partners"), Max: 400, Width: 20},
		{ID: "source", Key: column("source"), Kind: office.ChoiceCell, Required: true, Choices: choices("rectify.source.", Sources), Width: 12},
		{ID: "source_name", Key: column("source_name"), Max: 120, Width: 20},
		{ID: "category", Key: column("category"), Width: 18},
		{ID: "severity", Key: column("severity"), Kind: office.ChoiceCell, Choices: choices("rectify.severity.", Severities), Width: 8},
		{ID: "manifestations", Key: column("manifestations"), Max: maxText, Width: 30},
		{ID: "target", Key: column("target"), Max: maxText, Width: 30},
		{ID: "due_kind", Key: column("due_kind"), Kind: office.ChoiceCell, Choices: choices("rectify.due_kind.", DueKinds), Width: 14},
		{ID: "due", Key: column("due"), Kind: office.DayCell, Width: 12},
		{ID: "lead", Key: column("lead"), Max: 30, Width: 10},
		{ID: "owner", Key: column("owner"), Max: 30, Width: 10},
		{ID: "topic", Key: column("topic"), Max: 60, Width: 16},
	}}
}

// column is the words key of a column's title.
func column(name string) string { return "rectify.column." + name }

func choices[T ~string](prefix string, list []T) []office.Choice {
	out := make([]office.Choice, len(list))
	for i, v := range list {
		out[i] = office.Choice{Code: string(v), Key: prefix + string(v)}
	}
	return out
}
