package enrolpage

import "strings"

// lines puts a code on two lines of three groups, so that the eye keeps its place.
func lines(code string) []string {
	groups := strings.Split(code, "-")
	half := (len(groups) + 1) / 2
	return []string{strings.Join(groups[:half], "-"), strings.Join(groups[half:], "-")}
}
