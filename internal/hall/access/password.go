package access

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

// LeastPassword and MostPassword bound a password's length in characters (NIST SP 800-63B-4 3.1.1.2:
// at least 15 where it is the only factor; long ones allowed, any character, nothing prescribed).
const (
	LeastPassword = 15
	MostPassword  = 256
)

// leastOwn is how many characters must remain once everything that a guesser knows is taken out.
const leastOwn = 8

// historyKept is how many passwords, the present one among them, must not come back, and leastClasses
// how many kinds of characters there must be, under ProfileMLPS3.
const (
	historyKept  = 5
	leastClasses = 3
)

// passwordRules is what a new password of one account is judged by.
type passwordRules struct {
	profile string
	own     []string // the person, the account, the organisation, in every spelling
	former  []string // hashes, the present one too
}

// CheckPassword judges a password by what holds everywhere and by the account's name; what else is
// known of the person and the house is judged when it is set (ChangePassword, Enrol).
func CheckPassword(login, password string) error {
	return passwordRules{own: spellings(login)}.check(password)
}

// rulesFor are the rules of an account in this house.
func rulesFor(tx *db.Tx, acc account) (r passwordRules, err error) {
	name, short, err := rootNames(tx)
	if err != nil {
		return r, err
	}
	r.own = longestFirst(spellings(acc.login, acc.name, name, short))
	if r.profile, err = loadProfile(tx); err != nil || r.profile != ProfileMLPS3 {
		return r, err
	}
	r.former, err = formerHashes(tx, acc.id, historyKept-1)
	if acc.hash != "" {
		r.former = append(r.former, acc.hash)
	}
	return r, err
}

// check answers every fault of a password at once, on the field password.
func (r passwordRules) check(password string) error {
	var c fault.Check
	n := utf8.RuneCountInString(password)
	c.That(n >= LeastPassword, "password", "login.password_short", "least", LeastPassword)
	c.That(n <= MostPassword, "password", "login.password_long", "most", MostPassword)
	if n >= LeastPassword && n <= MostPassword {
		words := longestFirst(slices.Concat(commonWords(), r.own))
		named := leftover(password, nil) >= leastOwn && leftover(password, r.own) < leastOwn
		c.That(!named, "password", "login.password_is_name")
		c.That(named || leftover(password, words) >= leastOwn, "password", "signin.password.common")
	}
	c.That(r.profile != ProfileMLPS3 || classes(password) >= leastClasses, "password", "signin.password.classes", "least", leastClasses)
	return c.Err()
}

// classes counts the kinds of characters: capitals, small letters, digits, signs, and letters of
// scripts without capitals as one kind.
func classes(password string) int {
	kinds := map[int]bool{}
	for _, r := range password {
		switch {
		case unicode.IsUpper(r):
			kinds[0] = true
		case unicode.IsLower(r):
			kinds[1] = true
		case unicode.IsDigit(r):
			kinds[2] = true
		case unicode.IsLetter(r):
			kinds[3] = true
		default:
			kinds[4] = true
		}
	}
	return len(kinds)
}

// spellings are the forms in which a name turns up in passwords: as it is, its parts, and the letters
// of its pinyin.
func spellings(names ...string) []string {
	var out []string
	add := func(s string) {
		s = plainForm(s)
		least := 3
		if s != "" && s[0] >= utf8.RuneSelf {
			least = 2
		}
		if utf8.RuneCountInString(s) >= least {
			out = append(out, s)
		}
	}
	for _, name := range names {
		add(name)
		for _, p := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			add(p)
		}
		if syllables := pinyin.LazyPinyin(name, pinyin.NewArgs()); len(syllables) > 1 {
			add(strings.Join(syllables, ""))
			add(strings.Join(syllables[1:], "")) // the given name
			for _, s := range syllables {
				add(s)
			}
		}
	}
	return longestFirst(out)
}
