package access

import (
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// NodesOf lists the stretches of the tree at which any active account of the person holds the role
// today. It gives no right.
func NodesOf(tx *db.Tx, person string, role Role) ([]who.Span, error) {
	if person == "" {
		return nil, nil
	}
	return nodesOf(tx, person, role, tx.Today())
}

// GivenBy tells whether the grant was given by an account of the person at or after the instant.
func GivenBy(tx *db.Tx, grant, person string, from time.Time) (bool, error) {
	return givenBy(tx, grant, person, from)
}
