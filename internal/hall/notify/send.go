package notify

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// batch is how many messages one transaction delivers: small, so that the single writer of SQLite
// is never held for long.
const batch = 50

// Send empties the outbox into the inboxes and answers how many messages went. It may run twice, on
// two machines, at any time: a message is marked in the transaction that delivers it.
func (h *Hall) Send(ctx context.Context) (int, error) {
	sent := 0
	for {
		n := 0
		err := h.db.Upkeep(ctx, who.Job("send"), func(tx *db.Tx) (err error) {
			n, err = sendBatch(tx)
			return err
		})
		sent += n
		if err != nil || n < batch {
			return sent, err
		}
	}
}

func sendBatch(tx *db.Tx) (int, error) {
	unsent, err := listUnsent(tx, batch)
	if err != nil {
		return 0, err
	}
	for _, u := range unsent {
		if err := deliver(tx, u); err != nil {
			return 0, err
		}
	}
	return len(unsent), nil
}

func deliver(tx *db.Tx, u unsent) error {
	reached := map[string]bool{}
	for _, to := range u.to {
		logins, err := meant(tx, to)
		if err != nil {
			return err
		}
		if logins, err = access.Clear(tx, logins, u.ord, u.kind, u.ref); err != nil {
			return err
		}
		for _, login := range logins {
			if reached[login] {
				continue
			}
			reached[login] = true
			if err := insertNotice(tx, login, u.id); err != nil {
				return err
			}
		}
	}
	return markSent(tx, u.id)
}

func meant(tx *db.Tx, to To) ([]string, error) {
	if to.Person != "" {
		return access.LoginsOf(tx, to.Person)
	}
	return access.Holders(tx, to.Role, to.Ord)
}
