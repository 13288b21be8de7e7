package part

import "github.com/a-h/templ"

func sortIcon(dir Sort) string {
	switch dir {
	case SortUp:
		return "sort-ascending"
	case SortDown:
		return "sort-descending"
	}
	return "selector"
}

func expanded(n Node) templ.Attributes {
	if len(n.Nodes) == 0 {
		return nil
	}
	if n.Open {
		return templ.Attributes{"aria-expanded": "true"}
	}
	return templ.Attributes{"aria-expanded": "false"}
}

// current marks the entry that the reader is at.
func current(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}
