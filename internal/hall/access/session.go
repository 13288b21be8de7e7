package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Session limits (TRUST.md 2.3): gone after half an hour without use and twelve hours at most.
const (
	IdleLimit = 30 * time.Minute
	MostAge   = 12 * time.Hour
)

// Hall is the access service.
type Hall struct {
	db    *db.DB
	limit *limiter
}

// New makes the service.
func New(d *db.DB) *Hall { return &Hall{db: d, limit: newLimiter(d.Clock())} }

// Session is a signed-in browser.
type Session struct {
	ID    string // hash of the cookie's value
	CSRF  string
	Lang  string
	Ends  time.Time
	Seen  time.Time
	Place string
	Made  time.Time
}

// SignIn checks the password and opens a session; it returns the cookie's value. A wrong name and a
// wrong password are one fault and take the same time. Too many tries from one source for one
// account wait; other sources are not held up, so nobody can lock somebody else out.
func (h *Hall) SignIn(ctx context.Context, login, password, place string) (string, error) {
	if wait := h.limit.wait(login + "\x00" + place); wait > 0 {
		return "", fault.Invalid(fault.On("", "login.too_many", "seconds", int(wait.Seconds())+1))
	}
	var acc account
	err := h.db.Read(ctx, who.Job("sign-in"), func(tx *db.Tx) (err error) {
		acc, err = loadAccount(tx, login)
		return err
	})
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return "", err
	}
	if ok := matches(password, acc.hash); !ok || !acc.active {
		h.limit.failed(login + "\x00" + place)
		return "", h.refuseSignIn(ctx, acc, place)
	}
	h.limit.passed(login + "\x00" + place)
	cookie := secret()
	actor := who.Actor{Login: acc.id, Person: acc.person, Name: acc.name, Session: sessionID(cookie)[:16]}
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		s := Session{ID: sessionID(cookie), CSRF: secret(), Made: tx.Now, Seen: tx.Now, Ends: tx.Now.Add(MostAge), Place: place}
		if err := insertSession(tx, acc.id, s); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.sign_in", Kind: "login", ID: acc.id, Details: map[string]string{"place": place}})
	})
	return cookie, err
}

func (h *Hall) refuseSignIn(ctx context.Context, acc account, place string) error {
	if acc.id != "" {
		actor := who.Actor{Login: acc.id, Name: acc.name}
		err := h.db.Write(ctx, actor, func(tx *db.Tx) error {
			return audit.Record(tx, audit.Entry{Action: "access.sign_in_failed", Kind: "login", ID: acc.id, Details: map[string]string{"place": place}})
		})
		if err != nil {
			return err
		}
	}
	return fault.Invalid(fault.On("", "login.wrong"))
}

// Resolve finds the actor and session of a cookie; fault.NotFound when it opens nothing. Grants are
// read at every request, so that a revoked role ends at once.
func (h *Hall) Resolve(ctx context.Context, cookie string) (who.Actor, Session, error) {
	var a who.Actor
	var s Session
	err := h.db.Read(ctx, who.Job("session"), func(tx *db.Tx) (err error) {
		if a, s, err = loadSession(tx, sessionID(cookie)); err != nil {
			return err
		}
		if tx.Now.After(s.Ends) || tx.Now.Sub(s.Seen) > IdleLimit {
			return fault.NotFound()
		}
		a.Session = s.ID[:16]
		a.Grants, err = loadGrants(tx, a.Login, tx.Today())
		return err
	})
	if err != nil {
		return who.Actor{}, Session{}, err
	}
	if h.db.Clock().Now().Sub(s.Seen) > time.Minute {
		err = h.db.Upkeep(ctx, a, func(tx *db.Tx) error { return touchSession(tx, s.ID) })
	}
	return a, s, err
}

// SignOut ends the session of the cookie.
func (h *Hall) SignOut(ctx context.Context, actor who.Actor, cookie string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := deleteSession(tx, actor.Login, sessionID(cookie)); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.sign_out", Kind: "login", ID: actor.Login})
	})
}

// Sessions lists the actor's own open sessions.
func (h *Hall) Sessions(ctx context.Context, actor who.Actor) (list []Session, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		list, err = listSessions(tx, actor.Login)
		return err
	})
	return list, err
}

// EndOthers ends every session of the actor but the one in use.
func (h *Hall) EndOthers(ctx context.Context, actor who.Actor, cookie string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		n, err := deleteOtherSessions(tx, actor.Login, sessionID(cookie))
		if err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.end_sessions", Kind: "login", ID: actor.Login, Details: map[string]int64{"ended": n}})
	})
}

func secret() string {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// sessionID is what is stored of a cookie: a stolen table opens no session.
func sessionID(cookie string) string {
	h := sha256.Sum256([]byte(cookie))
	return hex.EncodeToString(h[:])
}
