package db

import (
	"errors"

	"plumbline/internal/ground/keyring"
)

// ErrNoRing is a secret to be sealed or opened in a database that was opened without its key file.
var ErrNoRing = errors.New("the database was opened without the keys of its sealed secrets")

// KeepSecrets gives the database the keys with which secrets (class P5) are sealed in it.
func (d *DB) KeepSecrets(r *keyring.Ring) { d.ring.Store(r) }

// Seal seals a secret for a column; about names the row that it belongs to, and it opens there only.
func (tx *Tx) Seal(plain, about string) (string, error) {
	if tx.ring == nil {
		return "", ErrNoRing
	}
	return tx.ring.Seal(plain, about), nil
}

// Unseal opens what Seal made. keyring.ErrForeign, keyring.ErrSealed.
func (tx *Tx) Unseal(sealed, about string) (string, error) {
	if tx.ring == nil {
		return "", ErrNoRing
	}
	return tx.ring.Open(sealed, about)
}

// Ring is the keys themselves, nil without any: for exchanging them.
func (tx *Tx) Ring() *keyring.Ring { return tx.ring }
