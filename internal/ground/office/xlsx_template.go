package office

import (
	"strconv"
	"strings"

	"plumbline/internal/ground/clock"
)

// Template writes a workbook to be filled in: one sheet per description with its drop lists and an example
// row, which is never read back, and a first sheet that explains every column. guide is the words key of that sheet's name; title of its headline.
func Template(lang string, say Say, guide, title string, sheets []Sheet) (*Book, error) {
	b, err := NewBook()
	if err != nil {
		return nil, err
	}
	if err := b.guide(lang, say, guide, title, sheets); err != nil {
		return nil, err
	}
	for _, s := range sheets {
		p, err := b.Page(say(lang, s.Key), "", nil, s.Heads(lang, say))
		if err != nil {
			return nil, err
		}
		if err := p.Row(s.example(lang, say)...); err != nil {
			return nil, err
		}
		if err := p.End(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// exampleDay stands in the days of an example row that no words give.
const exampleDay clock.Day = "2026-03-05"

// example is the row that shows how a sheet is filled in. Its first cell bears the mark by which it is known.
func (s Sheet) example(lang string, say Say) []any {
	out := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		text := say(lang, c.Key+".example")
		if text == c.Key+".example" {
			text = ""
			if c.Kind == ChoiceCell && c.Required && len(c.Choices) > 0 {
				text = say(lang, c.Choices[0].Key)
			}
		}
		out[i] = text
		if c.Kind == DayCell && c.Required && text == "" {
			out[i] = exampleDay
		}
	}
	if len(out) > 0 {
		text, _ := out[0].(string) // the first column of every sheet is a text or a choice
		out[0] = say(lang, "import.example_mark") + text
	}
	return out
}

// isExample tells whether the row is the template's example: its first column begins with the mark.
func (s Sheet) isExample(row Row, cols map[string]int, say Say) bool {
	if len(s.Columns) == 0 {
		return false
	}
	first := plain(row.At(cols[s.Columns[0].ID]).Text)
	for _, lang := range languages {
		if strings.HasPrefix(first, plain(say(lang, "import.example_mark"))) {
			return true
		}
	}
	return false
}

// Heads are the columns of a sheet as a writer needs them; a required one carries a star.
func (s Sheet) Heads(lang string, say Say) []Head {
	out := make([]Head, len(s.Columns))
	for i, c := range s.Columns {
		h := Head{Title: say(lang, c.Key), Width: c.Width, Kind: c.Kind}
		if c.Required {
			h.Title += " *"
		}
		for _, ch := range c.Choices {
			h.Choice = append(h.Choice, say(lang, ch.Key))
		}
		out[i] = h
	}
	return out
}

// Code is the word of a choice's code in a language; the code itself when the list does not have it.
func (c Column) Code(code, lang string, say Say) string {
	for _, ch := range c.Choices {
		if ch.Code == code {
			return say(lang, ch.Key)
		}
	}
	return code
}

func (b *Book) guide(lang string, say Say, guide, title string, sheets []Sheet) error {
	p, err := b.Page(say(lang, guide), say(lang, title), []string{say(lang, "import.guide_rule_1"), say(lang, "import.guide_rule_2"), say(lang, "import.guide_rule_3"), say(lang, "import.guide_rule_4")}, []Head{
		{Title: say(lang, "import.guide_sheet"), Width: 14}, {Title: say(lang, "import.guide_column"), Width: 18},
		{Title: say(lang, "import.guide_required"), Width: 10}, {Title: say(lang, "import.guide_form"), Width: 26},
		{Title: say(lang, "import.guide_hint"), Width: 70},
	})
	if err != nil {
		return err
	}
	for _, s := range sheets {
		for _, c := range s.Columns {
			hint := say(lang, c.Key+".hint")
			if hint == c.Key+".hint" {
				hint = ""
			}
			if err := p.Row(say(lang, s.Key), say(lang, c.Key), say(lang, required(c)), c.form(lang, say), hint); err != nil {
				return err
			}
		}
	}
	return p.End()
}

func required(c Column) string {
	if c.Required {
		return "import.guide_yes"
	}
	return "import.guide_no"
}

// form says in words how a column is to be filled.
func (c Column) form(lang string, say Say) string {
	switch c.Kind {
	case DayCell:
		return say(lang, "import.form_day")
	case WholeCell:
		return say(lang, "import.form_whole")
	case ChoiceCell:
		return say(lang, "import.form_choice", translated(lang, say, []any{"choices", c.choices()})...)
	}
	limit := c.Max
	if limit == 0 {
		limit = defaultMax
	}
	return say(lang, "import.form_text", "max", strconv.Itoa(limit))
}
