package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"plumbline/internal/ground/fault"
)

// Argon2id with 64 MiB and three passes (TRUST.md 2.2), about 150 ms. No more run at once than the
// machine has cores: memory is bounded, and one attacker does not queue everybody for long.
const (
	argonTime   = 3
	argonMemory = 64 * 1024
	argonLen    = 32
)

var argonSlots = make(chan struct{}, runtime.NumCPU())

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

// HashPassword is the PHC string of a password.
func HashPassword(password string) string {
	var salt [16]byte
	if _, err := rand.Read(salt[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	return phc(salt[:], derive(password, salt[:], argonTime, argonMemory))
}

func phc(salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, argonMemory, argonTime, b.EncodeToString(salt), b.EncodeToString(key))
}

func derive(password string, salt []byte, time, memory uint32) []byte {
	argonSlots <- struct{}{}
	defer func() { <-argonSlots }()
	return argon2.IDKey([]byte(password), salt, time, memory, 1, argonLen)
}

// dummy is compared against when the account does not exist, so that both answers take as long.
var dummy = phc(make([]byte, 16), make([]byte, argonLen))

func matches(password, stored string) bool {
	if stored == "" {
		stored = dummy
	}
	var version int
	var memory, time uint32
	parts := strings.Split(stored, "$")
	if len(parts) != 6 {
		return false
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &memory, &time); err != nil {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil {
		return false
	}
	return subtle.ConstantTimeCompare(want, derive(password, salt, time, memory)) == 1
}
