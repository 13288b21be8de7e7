package campaign

import (
	"crypto/rand"
	"strings"
)

// alphabet has no letter that is taken for a figure or another letter when a number is read aloud.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// code draws n characters of the alphabet. rand.Int of the standard library would do; rejection keeps every
// character as likely as the next.
func code(n int) string {
	out := make([]byte, 0, n)
	var b [32]byte
	for len(out) < n {
		_, _ = rand.Read(b[:]) // never fails (crypto/rand)
		for _, x := range b {
			if int(x) < 256-256%len(alphabet) && len(out) < n {
				out = append(out, alphabet[int(x)%len(alphabet)])
			}
		}
	}
	return string(out)
}

// checkOf is the check character of a number: every single wrong character and every two neighbours that
// were exchanged give another one (weights 2 and 1 in turn would miss some; position weights modulo a
// prime do not: 31 is the next prime above the alphabet, its one residue too many is written U).
func checkOf(body string) byte {
	sum := 0
	for i, r := range body {
		sum += (i + 2) * (strings.IndexRune(alphabet, r) + 1)
	}
	return (alphabet + "U")[sum%31]
}

// newNumber draws a number that says nothing about order or count: eight characters and their check.
func newNumber(prefix string) string {
	body := code(8)
	return prefix + "-" + body[:4] + "-" + body[4:] + "-" + string(checkOf(body))
}

// Tidy brings a number to the form it was given out in: capitals, dashes, and letters for what they are
// taken for. The empty string is no number; its check character was wrong or it is too short.
func Tidy(prefix, typed string) string {
	var body []rune
	for _, r := range strings.ToUpper(typed) {
		switch {
		case strings.ContainsRune(alphabet+"U", r):
			body = append(body, r)
		case r == '0', r == 'O', r == '1', r == 'I', r == 'L':
			return ""
		}
	}
	s := string(body)
	if len(s) == 9+len(prefix) {
		s = strings.TrimPrefix(s, prefix)
	}
	if len(s) != 9 || strings.Contains(s[:8], "U") || checkOf(s[:8]) != s[8] {
		return ""
	}
	return prefix + "-" + s[:4] + "-" + s[4:8] + "-" + s[8:]
}
