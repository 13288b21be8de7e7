package access

import (
	"context"
	"net/url"
	"sync"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Kinds of second factors. The three are equals: a house on bare addresses has no passkeys, one
// without cards no certificates.
const (
	TOTP    = "totp"
	Passkey = "passkey"
	Cert    = "cert"
)

// mostFactors an account may have, and mostFactorName characters of a factor's name.
const (
	mostFactors    = 10
	mostFactorName = 40
)

// Factor is a second factor of an account.
type Factor struct {
	ID   string
	Kind string
	Name string
	Made time.Time
	Used time.Time

	secret   string // of an app sealed: see key
	mark     string
	lastStep int64
}

// NewFactor is a factor that a door or another verb of this package has checked: Secret is what is
// kept to check it again, Mark finds it (both "" for none).
type NewFactor struct {
	Kind   string
	Name   string
	Secret string
	Mark   string
}

// Factors lists the actor's own second factors.
func (h *Hall) Factors(ctx context.Context, actor who.Actor) (list []Factor, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		list, err = listFactors(tx, actor.Login, "")
		return err
	})
	return list, err
}

// AddFactor adds a factor of the actor that the door has checked (a client certificate); see
// EnrolTOTP for what it proves.
func (h *Hall) AddFactor(ctx context.Context, actor who.Actor, b Bearer, in NewFactor) (k Keys, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		k, err = addFactor(tx, actor, b, Factor{Kind: in.Kind, Name: in.Name, secret: in.Secret, mark: in.Mark})
		return err
	})
	return k, err
}

// GiveFactor puts a factor on an account in a transaction of the caller, who has recognised the
// person (in person, with a one-time code) and records the act as access.add_factor here.
func GiveFactor(tx *db.Tx, login string, in NewFactor) (id string, err error) {
	if _, err := useOpenCode(tx, login); err != nil {
		return "", err
	}
	return putFactor(tx, login, Factor{Kind: in.Kind, Name: in.Name, secret: in.Secret, mark: in.Mark})
}

// addFactor adds a factor of the actor. The first one of an account makes the weak session strong;
// further ones need a strong session and a fresh proof.
func addFactor(tx *db.Tx, actor who.Actor, b Bearer, f Factor) (Keys, error) {
	first := actor.Weak
	if first {
		has, err := hasFactor(tx, actor.Login)
		if err != nil {
			return Keys{}, err
		}
		if has {
			return Keys{}, fault.Denied("second_factor")
		}
		if err := spendCode(tx, actor.Login); err != nil { // a password alone enrols nothing
			return Keys{}, err
		}
	} else if err := Fresh(actor, tx.Now); err != nil {
		return Keys{}, err
	}
	id, err := putFactor(tx, actor.Login, f)
	if err != nil || !first {
		return Keys{}, err
	}
	return strengthen(tx, actor.Login, b, Proof{How: f.Kind, Factor: id})
}

func putFactor(tx *db.Tx, login string, f Factor) (id string, err error) {
	list, err := listFactors(tx, login, "")
	if err != nil {
		return "", err
	}
	var c fault.Check
	c.That(len(list) < mostFactors, "", "signin.factor.too_many", "most", mostFactors)
	c.That(len([]rune(f.Name)) <= mostFactorName, "name", "signin.factor.name_long", "most", mostFactorName)
	if err := c.Err(); err != nil {
		return "", err
	}
	f.ID = db.NewID()
	if err := f.seal(tx, login); err != nil {
		return "", err
	}
	if err := insertFactor(tx, login, f); err != nil {
		if db.IsUnique(err) {
			return "", fault.Invalid(fault.On("", "signin.factor.taken"))
		}
		return "", err
	}
	if err := audit.Record(tx, audit.Entry{Action: "access.add_factor", Kind: "login", ID: login, Details: map[string]string{"factor": f.ID, "kind": f.Kind, "name": f.Name}}); err != nil {
		return "", err
	}
	return f.ID, settleCeremony(tx)
}

// RemoveFactor takes a factor away; one must remain. It needs a fresh proof, and ends the other
// sessions, because what is taken away may have been lost.
func (h *Hall) RemoveFactor(ctx context.Context, actor who.Actor, cookie, id string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := Fresh(actor, tx.Now); err != nil {
			return err
		}
		list, err := listFactors(tx, actor.Login, "")
		if err != nil {
			return err
		}
		var gone *Factor
		for i := range list {
			if list[i].ID == id {
				gone = &list[i]
			}
		}
		if gone == nil {
			return fault.NotFound()
		}
		if len(list) == 1 {
			return fault.Invalid(fault.On("", "signin.factor.last"))
		}
		if err := deleteFactor(tx, id); err != nil {
			return err
		}
		if _, err := deleteOtherSessions(tx, actor.Login, sessionID(cookie)); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.remove_factor", Kind: "login", ID: actor.Login, Details: map[string]string{"factor": id, "kind": gone.Kind, "name": gone.Name}})
	})
}

// useFactor notes that a factor of the account was used; fault.NotFound when it is not the account's.
func useFactor(tx *db.Tx, login, id, kind string) error {
	n, err := touchFactor(tx, login, id, kind)
	if err == nil && n == 0 {
		err = fault.NotFound()
	}
	return err
}

func escape(s string) string { return url.PathEscape(s) }

// ceremonies keeps what was offered to a browser until it answers: in memory, for a few minutes, so
// that a restart asks again and nothing half-done lies in the database.
type ceremonies[T any] struct {
	mu    sync.Mutex
	clock clock.Clock
	open  map[string]ceremony[T]
}

type ceremony[T any] struct {
	what T
	ends time.Time
}

const (
	ceremonyAge    = 10 * time.Minute
	mostCeremonies = 5000
)

func newCeremonies[T any](c clock.Clock) *ceremonies[T] {
	return &ceremonies[T]{clock: c, open: map[string]ceremony[T]{}}
}

func (c *ceremonies[T]) put(key string, what T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.clock.Now()
	if len(c.open) >= mostCeremonies {
		for k, x := range c.open {
			if len(c.open) >= mostCeremonies*9/10 || now.After(x.ends) {
				delete(c.open, k)
			}
		}
	}
	c.open[key] = ceremony[T]{what, now.Add(ceremonyAge)}
}

func (c *ceremonies[T]) peek(key string) (what T, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	x, ok := c.open[key]
	if !ok || c.clock.Now().After(x.ends) {
		return what, false
	}
	return x.what, true
}

func (c *ceremonies[T]) drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.open, key)
}

// take is peek and drop: an answer is accepted once.
func (c *ceremonies[T]) take(key string) (what T, ok bool) {
	what, ok = c.peek(key)
	c.drop(key)
	return what, ok
}
