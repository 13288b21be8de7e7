package org

import "plumbline/internal/ground/office"

// The sheets of the workbook in which the register comes and goes. IDs are stable; titles are words.
const (
	sheetUnit      = "unit"
	sheetParty     = "party"
	sheetPerson    = "person"
	sheetPost      = "post"
	sheetPortfolio = "portfolio"
)

// Sheets describes the workbook: the same for template, import and export.
func Sheets() []office.Sheet {
	return []office.Sheet{
		{ID: sheetUnit, Key: "org.sheet.unit", Columns: []office.Column{
			{ID: "code", Key: title("code"), Max: maxCode, Width: 14},
			{ID: "name", Key: title("unit_name"), Required: true, Max: maxName, Width: 28},
			{ID: "short", Key: title("short"), Max: maxShort, Width: 16},
			{ID: "kind", Key: title("unit_kind"), Kind: office.ChoiceCell, Required: true, Choices: kindChoices(UnitKinds)},
			{ID: "parent", Key: title("parent_unit"), Width: 24},
			{ID: "aliases", Key: title("aliases"), Width: 20},
			{ID: "inspected", Key: title("inspected"), Kind: office.ChoiceCell, Width: 10, Choices: []office.Choice{{Code: "yes", Key: "org.yes"}, {Code: "no", Key: "org.no"}}},
			{ID: "since", Key: title("founded"), Kind: office.DayCell, Width: 12},
		}},
		{ID: sheetParty, Key: "org.sheet.party", Columns: []office.Column{
			{ID: "code", Key: title("code"), Max: maxCode, Width: 14},
			{ID: "name", Key: title("party_name"), Required: true, Max: maxName, Width: 30},
			{ID: "short", Key: title("short"), Max: maxShort, Width: 16},
			{ID: "kind", Key: title("party_kind"), Kind: office.ChoiceCell, Required: true, Choices: kindChoices(PartyKinds)},
			{ID: "parent", Key: title("parent_party"), Width: 26},
			{ID: "units", Key: title("covers"), Max: 400, Width: 28},
			{ID: "term", Key: title("term"), Kind: office.WholeCell, Width: 8},
			{ID: "term_since", Key: title("term_since"), Kind: office.DayCell, Width: 12},
			{ID: "term_until", Key: title("term_until"), Kind: office.DayCell, Width: 12},
		}},
		{ID: sheetPerson, Key: "org.sheet.person", Columns: []office.Column{
			{ID: "name", Key: title("person"), Required: true, Max: maxPerson, Width: 12},
			{ID: "badge", Key: title("badge"), Max: maxBadge, Width: 12},
			{ID: "unit", Key: title("unit"), Required: true, Width: 28},
			{ID: "phone", Key: title("phone"), Max: 24, Width: 16},
		}},
		{ID: sheetPost, Key: "org.sheet.post", Columns: []office.Column{
			{ID: "person", Key: title("person"), Required: true, Max: maxPerson, Width: 12},
			{ID: "badge", Key: title("badge"), Max: maxBadge, Width: 12},
			{ID: "unit", Key: title("post_at"), Required: true, Width: 28},
			{ID: "title", Key: title("title"), Required: true, Max: maxName, Width: 18},
			{ID: "kind", Key: title("post_kind"), Kind: office.ChoiceCell, Required: true, Choices: postChoices()},
			{ID: "since", Key: title("since"), Kind: office.DayCell, Required: true, Width: 12},
			{ID: "until", Key: title("until"), Kind: office.DayCell, Width: 12},
		}},
		{ID: sheetPortfolio, Key: "org.sheet.portfolio", Columns: []office.Column{
			{ID: "person", Key: title("leader"), Required: true, Max: maxPerson, Width: 12},
			{ID: "badge", Key: title("badge"), Max: maxBadge, Width: 12},
			{ID: "unit", Key: title("charge_unit"), Width: 28},
			{ID: "field", Key: title("charge_field"), Max: maxName, Width: 24},
			{ID: "since", Key: title("since"), Kind: office.DayCell, Required: true, Width: 12},
			{ID: "until", Key: title("until"), Kind: office.DayCell, Width: 12},
		}},
	}
}

func kindChoices(kinds []string) []office.Choice {
	out := make([]office.Choice, len(kinds))
	for i, k := range kinds {
		out[i] = office.Choice{Code: k, Key: "org.kind." + k}
	}
	return out
}

func postChoices() []office.Choice {
	out := make([]office.Choice, len(PostKinds))
	for i, k := range PostKinds {
		out[i] = office.Choice{Code: k, Key: "org.post_kind." + k}
	}
	return out
}

// title is the words key of a column's title.
func title(name string) string { return "org.column." + name }
