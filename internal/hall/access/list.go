package access

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Login is one account as administrators see it.
type Login struct {
	ID         string
	Login      string
	Person     string
	PersonName string
	UnitName   string
	Title      string
	Active     bool
	LastAt     string // stored instant of the last sign-in, "" for never
	Version    int64
	Grants     []Held
	Standing   Standing
}

// Held is one role of an account with its reason and its time.
type Held struct {
	ID       string
	Role     Role
	UnitName string
	Since    clock.Day
	Until    clock.Day
	Basis    string
}

// Logins lists the accounts with their roles, by login name from after on, at most limit. With find
// only those whose login name or person's name holds it.
func (h *Hall) Logins(ctx context.Context, actor who.Actor, find, after string, limit int) (list []Login, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, ReadLogin, rootPlace(tx)); err != nil {
			return err
		}
		if list, err = listLogins(tx, find, after, limit); err != nil {
			return err
		}
		if len(list) == 0 {
			return nil
		}
		held, err := listHeld(tx, list, tx.Today())
		if err != nil {
			return err
		}
		stand, err := listStanding(tx, list[0].Login, list[len(list)-1].Login)
		for i := range list {
			list[i].Grants, list[i].Standing = held[list[i].ID], stand[list[i].ID]
		}
		return err
	})
	return list, err
}

// Login finds one account by its login name.
func (h *Hall) Login(ctx context.Context, actor who.Actor, name string) (l Login, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, ReadLogin, rootPlace(tx)); err != nil {
			return err
		}
		l, err = loginNamed(tx, name)
		return err
	})
	return l, err
}

// SetActive opens or closes an account; closing ends its sessions at once. Nobody closes the own
// account, so that an office cannot lock itself out.
func (h *Hall) SetActive(ctx context.Context, actor who.Actor, id string, active bool) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, MakeLogin, rootPlace(tx)); err != nil {
			return err
		}
		if id == tx.Who.Login {
			return fault.Conflict("access.own_account")
		}
		if err := updateActive(tx, id, active); err != nil {
			return err
		}
		if !active {
			if err := endCode(tx, id, "closed"); err != nil {
				return err
			}
		}
		action := "access.close_login"
		if active {
			action = "access.open_login"
		}
		return audit.Record(tx, audit.Entry{Action: action, Kind: "login", ID: id})
	})
}
