package access

import (
	"time"

	"plumbline/internal/ground/db"
)

// ProfileMLPS3 is the value of the house's setting password_profile under which passwords follow the
// habits of 等保 (GB/T 22239-2019 8.1.4.1 a): kinds of characters, a history, an age. Without it they
// follow NIST SP 800-63B-4 and OWASP ASVS 5.0 V6.2, which forbid such rules.
const ProfileMLPS3 = "mlps3"

// passwordAge is how old a password may be under ProfileMLPS3.
const passwordAge = 90 * 24 * time.Hour

// Profile is the house's password profile: "" or ProfileMLPS3.
func Profile(tx *db.Tx) (string, error) { return loadProfile(tx) }

// levelOf is what both factors open: everything, or only the change of a password that is too old.
func levelOf(tx *db.Tx, acc account) (Level, error) {
	profile, err := loadProfile(tx)
	if err == nil && profile == ProfileMLPS3 && readable(acc.hash) && tx.Now.Sub(acc.hashed) > passwordAge {
		return Stale, nil
	}
	return Strong, err
}

func readable(hash string) bool {
	_, ok := readPHC(hash)
	return ok
}
