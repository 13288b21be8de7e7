package access

import (
	"strings"
	"unicode/utf8"

	"plumbline/internal/ground/fault"
)

// LeastPassword and MostPassword bound a password's length in characters (NIST SP 800-63B-4 3.1.1.2:
// at least 15 where it is the only factor; long ones allowed).
const (
	LeastPassword = 15
	MostPassword  = 256
)

// leastOwn is how many characters must remain once the account's name is taken out of a password.
const leastOwn = 8

// CheckPassword refuses a password that is too short, too long, or little more than the account's name.
func CheckPassword(login, password string) error {
	var c fault.Check
	n := utf8.RuneCountInString(password)
	c.That(n >= LeastPassword, "password", "login.password_short", "least", LeastPassword)
	c.That(n <= MostPassword, "password", "login.password_long", "most", MostPassword)
	own := utf8.RuneCountInString(strings.ReplaceAll(strings.ToLower(password), strings.ToLower(login), ""))
	c.That(n < LeastPassword || own >= leastOwn, "password", "login.password_is_name")
	return c.Err()
}
