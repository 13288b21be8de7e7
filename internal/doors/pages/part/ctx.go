package part

import (
	"context"
	"strconv"

	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
)

type tokenKey struct{}

// WithToken puts the session's form token into ctx, for CSRF. The frame does it for every page.
func WithToken(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, tokenKey{}, token)
}

type freshKey struct{}

// WithFresh puts into ctx whether the person proved to be there a moment ago, for Sign.
func WithFresh(ctx context.Context, fresh bool) context.Context {
	return context.WithValue(ctx, freshKey{}, fresh)
}

func fresh(ctx context.Context) bool {
	ok, _ := ctx.Value(freshKey{}).(bool)
	return ok
}

func token(ctx context.Context) string {
	s, _ := ctx.Value(tokenKey{}).(string)
	return s
}

// Problem is one wrong field with its sentence, in the reader's language.
type Problem struct{ Field, Text string }

// Problems are the wrong fields of a form that is shown again.
type Problems []Problem

// ProblemsOf translates the fields of an Invalid or Conflict fault; nil for any other error.
func ProblemsOf(ctx context.Context, err error) Problems {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	var out Problems
	for _, x := range f.Fields {
		out = append(out, Problem{x.Name, i18n.T(ctx, x.Key, x.Args...)})
	}
	if len(out) == 0 && f.Key != "" {
		out = Problems{{"", i18n.T(ctx, f.Key, f.Args...)}}
	}
	return out
}

// Of is the sentence for one field, empty when nothing is wrong with it.
func (p Problems) Of(field string) string {
	for _, x := range p {
		if x.Field == field {
			return x.Text
		}
	}
	return ""
}

// ID is the element id of a form field; the error summary links to it.
func ID(field string) string { return "f-" + field }

func errorID(field string) string { return ID(field) + "-e" }

func hintID(field string) string { return ID(field) + "-h" }

func itoa(n int) string { return strconv.Itoa(n) }
