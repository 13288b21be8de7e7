package audit

import (
	"fmt"
	"strings"
)

// fill numbers the named values of a test statement.
func fill(q string, values map[string]any, over string) (string, []any) {
	q = strings.ReplaceAll(q, "$over", over)
	var args []any
	for _, name := range []string{"$leaf", "$sum", "$own", "$hash"} {
		if strings.Contains(q, name) {
			args = append(args, values[name])
			q = strings.Replace(q, name, fmt.Sprintf("$%d", len(args)), 1)
		}
	}
	return q, args
}
