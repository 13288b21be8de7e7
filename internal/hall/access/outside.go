package access

import (
	"context"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Outside is what a place outside says about the person who signs in: the house's directory, its
// identity provider, or a certificate of its CA. The door has checked it.
type Outside struct {
	Way     string // ldap, oidc or cert
	Matches string // what Value is compared with: badge or login
	Value   string
	Strong  bool   // two factors were seen, and the house believes it
	Mark    string // fingerprint of a certificate, which must be a factor of the account
}

// SignInOutside opens a session for the account of the person that a place outside has named,
// and answers the account's name. It finds accounts and makes none, and gives no right: what the account may do is what was granted to
// it here. The session is weak, so that the house's own second factor follows, unless the place has
// seen two. A certificate counts only when it is registered for that very account.
//
// Faults: Invalid outside.unknown, outside.several, outside.unregistered, outside.other.
func (h *Hall) SignInOutside(ctx context.Context, o Outside, b Bearer) (account string, k Keys, err error) {
	var id string
	proof := Proof{How: o.Way}
	err = h.db.Read(ctx, who.Job("sign-in"), func(tx *db.Tx) error {
		if id, account, err = accountOf(tx, o); err != nil || o.Way != Cert {
			return err
		}
		proof.Factor, err = registered(tx, o, id)
		return err
	})
	if fault.Is(err, fault.KindInvalid) {
		return "", k, h.refuseOutside(ctx, o, b, err)
	}
	if err != nil {
		return "", k, err
	}
	level := Weak
	if o.Strong {
		level = Strong
	}
	k, err = h.Open(ctx, id, b, proof, level)
	return account, k, err
}

// ConfirmCertificate makes the actor's weak session strong by a registered certificate that names
// the actor's own person.
func (h *Hall) ConfirmCertificate(ctx context.Context, actor who.Actor, o Outside, b Bearer) (Keys, error) {
	var factor string
	err := h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := namesActor(tx, o, actor); err != nil {
			return err
		}
		id, err := registered(tx, o, actor.Login)
		factor = id
		return err
	})
	if fault.Is(err, fault.KindInvalid) {
		return Keys{}, h.refuseOutside(ctx, o, b, err)
	}
	if err != nil {
		return Keys{}, err
	}
	return h.Confirm(ctx, actor, b, Proof{How: Cert, Factor: factor})
}

// AddCertificate registers the certificate that the actor's browser shows as a factor of the actor.
// It must name the actor's own person. See AddFactor for when one may be added.
func (h *Hall) AddCertificate(ctx context.Context, actor who.Actor, o Outside, b Bearer, name string) (Keys, error) {
	err := h.db.Read(ctx, actor, func(tx *db.Tx) error { return namesActor(tx, o, actor) })
	if err != nil {
		return Keys{}, err
	}
	return h.AddFactor(ctx, actor, b, NewFactor{Kind: Cert, Name: name, Secret: o.Mark, Mark: o.Mark})
}

// accountOf is the one open account that the claim fits, with its name.
func accountOf(tx *db.Tx, o Outside) (id, name string, err error) {
	value := strings.TrimSpace(o.Value)
	if o.Matches == "login" {
		acc, err := loadAccount(tx, value)
		if fault.Is(err, fault.KindNotFound) || err == nil && !acc.active {
			err = fault.Invalid(fault.On("", "outside.unknown", "value", value))
		}
		return acc.id, acc.login, err
	}
	list, err := loginsOfBadge(tx, value)
	switch {
	case err != nil:
		return "", "", err
	case len(list) == 0:
		return "", "", fault.Invalid(fault.On("", "outside.unknown", "value", value))
	case len(list) > 1: // which of them is a question for the person, not for us
		return "", "", fault.Invalid(fault.On("", "outside.several", "value", value))
	}
	return list[0].id, list[0].login, nil
}

// namesActor refuses a certificate that names somebody else than the actor.
func namesActor(tx *db.Tx, o Outside, actor who.Actor) error {
	acc, err := loadAccountByID(tx, actor.Login)
	if err != nil {
		return err
	}
	is := acc.login
	if o.Matches == "badge" {
		if is, err = badgeOf(tx, acc.person); err != nil {
			return err
		}
	}
	if is == "" || is != strings.TrimSpace(o.Value) {
		return fault.Invalid(fault.On("", "outside.other"))
	}
	return nil
}

// registered is the factor of the account that the certificate is.
func registered(tx *db.Tx, o Outside, login string) (string, error) {
	f, owner, err := factorMarked(tx, Cert, o.Mark)
	if fault.Is(err, fault.KindNotFound) {
		return "", fault.Invalid(fault.On("", "outside.unregistered"))
	}
	if err == nil && owner != login {
		err = fault.Invalid(fault.On("", "outside.other"))
	}
	return f.ID, err
}

func (h *Hall) refuseOutside(ctx context.Context, o Outside, b Bearer, refusal error) error {
	err := h.db.Write(ctx, who.Job("sign-in"), func(tx *db.Tx) error {
		return audit.Record(tx, audit.Entry{Action: "access.sign_in_failed", Kind: "login", ID: "unknown", Details: map[string]string{"place": b.Place, "how": o.Way, "value": o.Value}})
	})
	if err != nil {
		return err
	}
	return refusal
}

// Try charges one try at a password that is checked elsewhere (the directory), by the same buckets
// as our own; right gives the charge back. fault.Invalid login.too_many when there were too many.
func (h *Hall) Try(login, place string) (right func(), err error) {
	taken := charges("outside", login, place, "")
	if wait := h.limit.take(taken); wait > 0 {
		return nil, tooMany(wait)
	}
	return func() { h.limit.giveBack(taken, true) }, nil
}
