package front

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// mostDeep is how deeply what a browser sends may be nested (TRUST.md 2.18).
const mostDeep = 32

var errJSON = errors.New("web: not acceptable JSON")

// clean answers the JSON that a script sent, if it is one value, not too deep, and names nothing
// twice: two readers of a name that stands twice may believe two things. What is not answers "" , which
// no verb takes for anything. Whether a name is known is judged by who reads it into a fixed type; what
// browsers add to a passkey's answer is theirs to choose.
func clean(raw string) []byte {
	dec := json.NewDecoder(bytes.NewReader([]byte(raw)))
	dec.UseNumber()
	if err := value(dec, 0); err != nil {
		return nil
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil
	}
	return []byte(raw)
}

// value reads one value.
func value(dec *json.Decoder, deep int) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	open, ok := tok.(json.Delim)
	if !ok {
		return nil
	}
	if deep++; deep > mostDeep {
		return errJSON
	}
	names := map[string]bool{}
	for dec.More() {
		if open == '{' {
			name, err := dec.Token()
			if err != nil {
				return err
			}
			text, _ := name.(string)
			if names[text] {
				return errJSON
			}
			names[text] = true
		}
		if err := value(dec, deep); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}
