package dutyreportpage

import (
	"slices"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/rooms/dutyreport"
)

// sources are those of which there is a question.
func (m QuestionsModel) sources() []string {
	var out []string
	for _, s := range dutyreport.Sources {
		if slices.ContainsFunc(m.View.Questions, func(q dutyreport.Asked) bool { return q.Source == s }) {
			out = append(out, s)
		}
	}
	return out
}

func (m QuestionsModel) units() []part.Option {
	var out []part.Option
	for _, u := range m.View.Units {
		out = append(out, part.Option{Value: u.ID, Text: u.Name})
	}
	return out
}
