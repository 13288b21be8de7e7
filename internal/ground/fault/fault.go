// Package fault is the closed list of ways in which a call can fail: Invalid, NotFound, Denied,
// Conflict; anything else is internal. A fault carries keys of words/, never sentences, so that the
// door translates it.
package fault

import (
	"errors"
	"slices"
	"strings"
)

// Kind is one of the five.
type Kind int

const (
	KindInternal Kind = iota
	KindInvalid
	KindNotFound
	KindDenied
	KindConflict
)

// Field is one thing wrong with the input: the field's name (empty for the whole form), the words
// key of the sentence, and its named values.
type Field struct {
	Name string
	Key  string
	Args []any // name, value, name, value …
}

// Fault is an error of one of the four named kinds.
type Fault struct {
	Kind   Kind
	Key    string // words key of the sentence for the whole
	Args   []any
	Fields []Field
	Rule   string // for Denied: the rule that refused, shown to the person and recorded
}

func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString([]string{"internal", "invalid", "not found", "denied", "conflict"}[f.Kind])
	if f.Rule != "" {
		b.WriteString(" by " + f.Rule)
	}
	if f.Key != "" {
		b.WriteString(": " + f.Key)
	}
	for _, x := range f.Fields {
		b.WriteString("; " + x.Name + ": " + x.Key)
	}
	return b.String()
}

// On names one wrong field: its name, the words key, and named values.
func On(name, key string, args ...any) Field { return Field{Name: name, Key: key, Args: args} }

// Invalid is input that cannot be accepted; the person can mend it.
func Invalid(fields ...Field) error { return &Fault{Kind: KindInvalid, Fields: fields} }

// NotFound is what does not exist, or may not be seen: the two are the same to the asker.
func NotFound() error { return &Fault{Kind: KindNotFound} }

// Denied is what the actor may see but not do; rule says which rule refused.
func Denied(rule string) error { return &Fault{Kind: KindDenied, Rule: rule, Key: "denied." + rule} }

// Conflict is a state that has moved meanwhile, or does not allow the act now.
func Conflict(key string, args ...any) error {
	return &Fault{Kind: KindConflict, Key: key, Args: args}
}

// As finds the fault in err.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// Is tells whether err is a fault of kind k.
func Is(err error, k Kind) bool {
	f, ok := As(err)
	return ok && f.Kind == k
}

// Check collects wrong fields and yields one fault for all of them.
type Check struct{ fields []Field }

// That adds the field when ok is false.
func (c *Check) That(ok bool, name, key string, args ...any) {
	if !ok {
		c.fields = append(c.fields, On(name, key, args...))
	}
}

// Err is nil when nothing was wrong.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return Invalid(c.fields...)
}

// Prefixed puts a prefix before the field names of an Invalid fault, for a form that asks for the
// same things several times; any other error stays as it is.
func Prefixed(err error, prefix string) error {
	f, ok := As(err)
	if !ok || f.Kind != KindInvalid {
		return err
	}
	g := *f
	g.Fields = slices.Clone(f.Fields)
	for i := range g.Fields {
		g.Fields[i].Name = prefix + g.Fields[i].Name
	}
	return &g
}
