package searchpage

import "github.com/a-h/templ"

func currentFacet(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}
