package front

import (
	"strings"
	"testing"
)

func TestCleanJSON(t *testing.T) {
	nested := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	for raw, want := range map[string]bool{
		`{"id":"x","response":{"a":[1,2,{"b":null}]}}`: true, `[]`: true, nested(32): true, nested(33): false, strings.Repeat("[", 100_000): false,
		`{"a":1,"a":2}`: false, `{"a":{"b":1,"b":1}}`: false, `{"a":1}{"b":2}`: false, `{"a":1} x`: false, `{`: false, ``: false, `{"a":}`: false, `{"a":1,}`: false,
	} {
		if got := clean(raw) != nil; got != want {
			t.Errorf("%.60s: taken %v, want %v", raw, got, want)
		}
	}
}
