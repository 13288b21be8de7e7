package access

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// ChangePassword replaces the actor's own password. Every other session ends, the one in use gets a
// new cookie, and one that waited for nothing else becomes strong. fault.Invalid names old, or
// password with what is wrong with it.
func (h *Hall) ChangePassword(ctx context.Context, actor who.Actor, b Bearer, old, fresh string) (k Keys, err error) {
	var acc account
	var rules passwordRules
	err = h.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		if acc, err = loadAccountByID(tx, actor.Login); err != nil {
			return err
		}
		rules, err = rulesFor(tx, acc)
		return err
	})
	if err != nil {
		return k, err
	}
	if err := h.oldPassword(ctx, actor, acc, b, old); err != nil {
		return k, err
	}
	if err := rules.check(fresh); err != nil {
		return k, err
	}
	if err := h.notFormer(rules, fresh); err != nil {
		return k, err
	}
	hash := HashPassword(fresh) // outside the transaction: it takes as long as thirty commits
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		_, s, err := liveSession(tx, sessionID(b.Cookie))
		if err != nil {
			return err
		}
		if s.Level == Weak {
			return fault.Denied("second_factor")
		}
		if rules.profile == ProfileMLPS3 {
			if err := keepFormer(tx, acc.id, acc.hash); err != nil {
				return err
			}
		}
		if err := updateHash(tx, acc.id, hash); err != nil {
			return err
		}
		k = Keys{Cookie: secret()}
		if _, err := stepSession(tx, b.Cookie, k.Cookie); err != nil {
			return err
		}
		if _, err := deleteOtherSessions(tx, acc.id, sessionID(k.Cookie)); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.change_password", Kind: "login", ID: acc.id})
	})
	return k, err
}

// oldPassword checks the present password; guessing it at an open desk is slowed down too.
func (h *Hall) oldPassword(ctx context.Context, actor who.Actor, acc account, b Bearer, old string) error {
	taken := []charge{{"old\x00" + acc.id, perPair}}
	if wait := h.limit.take(taken); wait > 0 {
		return fault.Invalid(fault.On("old", "login.too_many", "seconds", int(wait.Seconds())+1))
	}
	ok, err := h.slots.matches(old, acc.hash, true)
	if err != nil {
		h.limit.giveBack(taken, false)
		return err
	}
	if !ok {
		return h.refuseFactor(ctx, actor, "old", "login.old_wrong", b.Place)
	}
	h.limit.giveBack(taken, true)
	return nil
}

// notFormer refuses one of the passwords that the account had last (profile mlps3).
func (h *Hall) notFormer(r passwordRules, fresh string) error {
	for _, was := range r.former {
		same, err := h.slots.matches(fresh, was, true)
		if err != nil {
			return err
		}
		if same {
			return fault.Invalid(fault.On("password", "signin.password.former", "n", historyKept))
		}
	}
	return nil
}
