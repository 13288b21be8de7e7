package part

import (
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// titled is a title attribute where there is something to say.
func titled(s string) templ.Attributes {
	if s == "" {
		return nil
	}
	return templ.Attributes{"title": s}
}

func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(name))
	if r == utf8.RuneError {
		return ""
	}
	return string(r)
}

// ShortHash is the beginning and end of a hexadecimal hash: a13c8a…4dbc.
func ShortHash(h string) string {
	if len(h) <= 12 {
		return h
	}
	return h[:6] + "…" + h[len(h)-4:]
}

// described ties a field to its error and hint.
func described(f Field) string {
	var ids []string
	if f.Error != "" {
		ids = append(ids, errorID(f.Name))
	}
	if f.Hint != "" {
		ids = append(ids, hintID(f.Name))
	}
	return strings.Join(ids, " ")
}
