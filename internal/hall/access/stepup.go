package access

import (
	"context"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// StepUpAge is how long a proof that the person is there counts (TRUST.md 2.3).
const StepUpAge = 5 * time.Minute

// Fresh answers nil when the actor proved to be there within StepUpAge, and fault.Denied("step_up")
// otherwise; the door then asks for the proof and repeats the form. A night job has no hands.
func Fresh(actor who.Actor, now time.Time) error {
	if actor.IsJob() || !actor.Stepped.IsZero() && now.Sub(actor.Stepped) <= StepUpAge && !ahead(actor.Stepped, now) {
		return nil
	}
	return fault.Denied("step_up")
}

// StepUp proves anew that the signed-in person is there: sign is the password, or the code that the
// authenticator app shows now. The session gets a new cookie; its form token stays, so that what is
// open in another window can still be sent.
func (h *Hall) StepUp(ctx context.Context, actor who.Actor, b Bearer, sign string) (k Keys, err error) {
	if actor.Weak {
		return k, fault.Denied("step_up")
	}
	var acc account
	known := ""
	err = h.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		if acc, err = loadAccountByID(tx, actor.Login); err != nil {
			return err
		}
		known, err = knownDevice(tx, actor.Login, b.Device)
		return err
	})
	if err != nil {
		return k, err
	}
	taken := charges("sign", acc.login, b.Place, known)
	if wait := h.limit.take(taken); wait > 0 {
		return k, fault.Invalid(fault.On("sign", "login.too_many", "seconds", int(wait.Seconds())+1))
	}
	ok := looksLikeCode(sign)
	if !ok {
		if ok, err = h.slots.matches(sign, acc.hash, true); err != nil {
			h.limit.giveBack(taken, false)
			return k, err
		}
		if !ok {
			return k, h.refuseFactor(ctx, actor, "sign", "signin.sign_wrong", b.Place)
		}
	}
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		how := "password"
		if looksLikeCode(sign) {
			how = "totp"
			if ok, err := useCode(tx, actor.Login, sign); err != nil || !ok {
				return wrongCode(err)
			}
		}
		k = Keys{Cookie: secret()}
		n, err := stepSession(tx, b.Cookie, k.Cookie)
		if err == nil && n == 0 {
			err = fault.NotFound()
		}
		if err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.step_up", Kind: "login", ID: actor.Login, Details: map[string]string{"place": b.Place, "how": how}})
	})
	if isWrongCode(err) {
		return Keys{}, h.refuseFactor(ctx, actor, "sign", "signin.sign_wrong", b.Place)
	}
	if err == nil {
		h.limit.giveBack(taken, true)
	}
	return k, err
}
