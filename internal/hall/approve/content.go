package approve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// How the values of a field are shown, and compared when an approval is used.
const (
	AsText  = ""     // as they stand
	AsWord  = "word" // keys of words/
	AsDay   = "day"
	AsHash  = "hash"
	AsQuote = "quote" // long text
	AsFile  = "file"  // SHA-256 of its bytes in hex, a space, its name
	AsMost  = "most"  // a number: one use may have fewer, never more

	AsCategory = "category" // code of a problem category
)

// Field is one field of what is asked for: its name is a key of words/. Before and After are equal
// for what stays, which is bound too.
type Field struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
	As     string `json:"as,omitempty"`
}

// Changed tells whether the approval changes the field.
func (f Field) Changed() bool { return f.Before != f.After }

// Content is exactly what is asked for: the transition, its object, and every field in order.
type Content struct {
	Code   Code
	Kind   string
	Object string
	Fields []Field
}

const contentHead = "plumbline/approve/v1"

// Canonical is the text whose SHA-256 both persons sign: one JSON string a line, in this order, with
// the number of fields, so that it can be computed again with any hash program.
func (c Content) Canonical() []byte {
	var b bytes.Buffer
	b.WriteString(contentHead + "\n")
	line := func(v string) {
		raw, err := json.Marshal(v)
		if err != nil {
			panic(err) // a string
		}
		b.Write(raw)
		b.WriteByte('\n')
	}
	for _, v := range []string{string(c.Code), c.Kind, c.Object, strconv.Itoa(len(c.Fields))} {
		line(v)
	}
	for _, f := range c.Fields {
		line(f.Name)
		line(f.Before)
		line(f.After)
	}
	return b.Bytes()
}

// Hash is the fingerprint of the content in hex.
func (c Content) Hash() string {
	h := sha256.Sum256(c.Canonical())
	return hex.EncodeToString(h[:])
}

// Changes counts the fields that change.
func (c Content) Changes() (n int) {
	for _, f := range c.Fields {
		if f.Changed() {
			n++
		}
	}
	return n
}

// covers tells whether what is about to be used is what was agreed to: the same in every field, and
// not more where only a greatest number was agreed to.
func (c Content) covers(now Content) bool {
	if c.Code != now.Code || c.Kind != now.Kind || c.Object != now.Object || len(c.Fields) != len(now.Fields) {
		return false
	}
	for i, f := range c.Fields {
		n := now.Fields[i]
		if f.As == AsMost && f.Name == n.Name {
			most, e1 := strconv.Atoi(f.After)
			have, e2 := strconv.Atoi(n.After)
			if e1 != nil || e2 != nil || have > most {
				return false
			}
			continue
		}
		if f != n {
			return false
		}
	}
	return true
}
