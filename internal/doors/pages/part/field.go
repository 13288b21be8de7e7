package part

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"plumbline/internal/ground/i18n"
)

func inputType(t string) string {
	if t == "" {
		return "text"
	}
	return t
}

func rows(n int) string {
	if n == 0 {
		n = 3
	}
	return strconv.Itoa(n)
}

func dated(f Field) Field {
	f.Type = "date"
	return f
}

// fieldAttrs are the attributes that only some fields carry.
func fieldAttrs(f Field) templ.Attributes {
	a := templ.Attributes{}
	if d := described(f); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Placeholder != "" {
		a["placeholder"] = f.Placeholder
	}
	if f.Autocomplete != "" {
		a["autocomplete"] = f.Autocomplete
	}
	if f.Max > 0 {
		a["maxlength"] = strconv.Itoa(f.Max)
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

// SignField is the field in which a person signs: the password, or the code of the authenticator app.
func SignField(ctx context.Context, problem string) Field {
	return Field{Name: "sign", Label: i18n.T(ctx, "signin.sign"), Hint: i18n.T(ctx, "signin.sign.hint"), Error: problem, Type: "password", Autocomplete: "current-password", Required: true}
}
