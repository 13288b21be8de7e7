package access

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// period is the length of a step of RFC 6238; a code of the step before and after counts too, for
// clocks that differ.
const period = 30

// Offer is a secret to be put into an authenticator app: as letters, and as the address that its
// picture holds.
type Offer struct {
	Secret string
	URL    string
}

var errWrongCode = errors.New("wrong code")

func isWrongCode(err error) bool { return errors.Is(err, errWrongCode) }

func wrongCode(err error) error {
	if err != nil {
		return err
	}
	return errWrongCode
}

// CodeAt is the code that an app with the secret shows at t. The demo shows it; nothing else does.
func CodeAt(secret string, t time.Time) (string, error) { return totp.GenerateCode(secret, t) }

func looksLikeCode(s string) bool {
	return len(s) == 6 && strings.Trim(s, "0123456789") == ""
}

// stepOf is the step whose code is the one given, 0 when it is none of the three that count now.
func stepOf(secret, code string, now time.Time) int64 {
	var found int64
	for _, shift := range []time.Duration{-period * time.Second, 0, period * time.Second} {
		at := now.Add(shift)
		want, err := totp.GenerateCode(secret, at)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			found = at.Unix() / period
		}
	}
	return found
}

// useCode finds the account's app that shows the code and marks its step as used: a code works once,
// and none older than it afterwards.
func useCode(tx *db.Tx, login, code string) (bool, error) {
	code = strings.ReplaceAll(code, " ", "")
	list, err := listFactors(tx, login, TOTP)
	if err != nil {
		return false, err
	}
	for _, f := range list {
		key, err := f.key(tx, login)
		if err != nil {
			return false, err
		}
		if step := stepOf(key, code, tx.Now); step > f.lastStep {
			n, err := spendStep(tx, f.ID, step)
			return n == 1, err
		}
	}
	return false, nil
}

// ConfirmTOTP makes the actor's weak session strong by the code of an authenticator app.
func (h *Hall) ConfirmTOTP(ctx context.Context, actor who.Actor, b Bearer, code string) (k Keys, err error) {
	taken, err := h.chargeCode(ctx, actor, b)
	if err != nil {
		return k, err
	}
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if ok, err := useCode(tx, actor.Login, code); err != nil || !ok {
			return wrongCode(err)
		}
		k, err = strengthen(tx, actor.Login, b, Proof{How: TOTP})
		return err
	})
	if isWrongCode(err) {
		return Keys{}, h.refuseFactor(ctx, actor, "code", "signin.code_wrong", b.Place)
	}
	if err == nil {
		h.limit.giveBack(taken, true)
	}
	return k, err
}

// chargeCode counts a try at the second factor, by account and not by session: opening many sessions
// gives no more tries.
func (h *Hall) chargeCode(ctx context.Context, actor who.Actor, b Bearer) (taken []charge, err error) {
	known := ""
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		known, err = knownDevice(tx, actor.Login, b.Device)
		return err
	})
	if err != nil {
		return nil, err
	}
	if known != "" {
		taken = charges("code", actor.Login, "", known)
	} else {
		taken = []charge{{"code\x00" + actor.Login, perPair}}
	}
	if wait := h.limit.take(taken); wait > 0 {
		return nil, fault.Invalid(fault.On("code", "login.too_many", "seconds", int(wait.Seconds())+1))
	}
	return taken, nil
}

// refuseFactor records a wrong second factor and names the field.
func (h *Hall) refuseFactor(ctx context.Context, actor who.Actor, field, key, place string) error {
	err := h.db.Write(ctx, actor, func(tx *db.Tx) error {
		return audit.Record(tx, audit.Entry{Action: "access.factor_failed", Kind: "login", ID: actor.Login, Details: map[string]string{"place": place}})
	})
	if err != nil {
		return err
	}
	return fault.Invalid(fault.On(field, key))
}

// OfferTOTP draws a secret for a new authenticator app, or repeats the one offered a moment ago, so
// that a page that is shown again shows the same picture. issuer is what the app shows above the code.
func (h *Hall) OfferTOTP(actor who.Actor, account, issuer string) (Offer, error) {
	secret, ok := h.offers.peek(actor.Login)
	if !ok {
		k, err := totp.Generate(totp.GenerateOpts{Issuer: "Plumbline", AccountName: account})
		if err != nil {
			return Offer{}, err
		}
		secret = k.Secret()
		h.offers.put(actor.Login, secret)
	}
	return Offer{Secret: secret, URL: appAddress(secret, account, issuer)}, nil
}

// EnrolTOTP adds the app that was offered once it shows the right code. For an account without any
// factor this proves the second factor too, and the session becomes strong; otherwise the actor must
// have proven to be there a moment ago.
func (h *Hall) EnrolTOTP(ctx context.Context, actor who.Actor, b Bearer, name, code string) (k Keys, err error) {
	if !actor.Weak {
		if err := Fresh(actor, h.db.Clock().Now()); err != nil {
			return k, err
		}
	}
	secret, ok := h.offers.peek(actor.Login)
	if !ok {
		return k, fault.Invalid(fault.On("code", "signin.offer_over"))
	}
	taken, err := h.chargeCode(ctx, actor, b)
	if err != nil {
		return k, err
	}
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		step := stepOf(secret, strings.ReplaceAll(code, " ", ""), tx.Now)
		if step == 0 {
			return errWrongCode
		}
		k, err = addFactor(tx, actor, b, Factor{Kind: TOTP, Name: name, secret: secret, lastStep: step})
		return err
	})
	if isWrongCode(err) {
		return Keys{}, fault.Invalid(fault.On("code", "signin.code_wrong"))
	}
	if err == nil {
		h.limit.giveBack(taken, true)
		h.offers.drop(actor.Login)
	}
	return k, err
}

// appAddress is the otpauth address that apps read from the picture.
func appAddress(secret, account, issuer string) string {
	// period, digits and hash are the ones that apps assume: said again they only make the picture finer
	k, err := otp.NewKeyFromURL("otpauth://totp/" + escape(issuer) + ":" + escape(account) + "?secret=" + secret + "&issuer=" + escape(issuer))
	if err != nil {
		return ""
	}
	return k.URL()
}
