package access

import "plumbline/internal/ground/db"

// GrantAgreed gives an administrator's role to which a second person has agreed. hall/approve is its
// only caller (a guard of internal/house says so): it has just checked the approval in this transaction.
func GrantAgreed(tx *db.Tx, in NewGrant) error { return grant(tx, in) }

// IsAdministrator tells whether the role is one of the three.
func IsAdministrator(r Role) bool { return administrators[r] }

// PersonOf is the person behind an account with its login name; fault.NotFound for an unknown id.
func PersonOf(tx *db.Tx, id string) (person, login, name string, err error) {
	acc, err := loadAccountByID(tx, id)
	return acc.person, acc.login, acc.name, err
}

// HeldBy lists the roles that the person holds today, over all accounts.
func HeldBy(tx *db.Tx, person string) ([]Role, error) { return heldBy(tx, person, tx.Today()) }
