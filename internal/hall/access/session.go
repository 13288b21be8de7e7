package access

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Session limits (TRUST.md 2.3): gone after half an hour without use and twelve hours at most. A
// session that waits for the second factor waits ten minutes.
const (
	IdleLimit = 30 * time.Minute
	MostAge   = 12 * time.Hour
	WeakAge   = 10 * time.Minute
)

// How many sessions an account has open at once; the oldest ends. Weak ones are not counted and end
// by themselves, so that somebody who only knows the password ends nobody's work.
const (
	sessionsOfAdmin = 1
	sessionsOfOther = 2
)

// Level is how much a session has proven.
type Level string

const (
	Weak   Level = "weak"   // the password; opens the pages of the second factor only
	Stale  Level = "stale"  // both factors, but the password must be changed before anything else (profile mlps3)
	Strong Level = "strong" // both factors
)

// Hall is the access service.
type Hall struct {
	db       *db.DB
	limit    *limiter
	slots    *slots
	offers   *ceremonies[string]
	passkeys *ceremonies[passkeyCeremony]
}

// New makes the service.
func New(d *db.DB) *Hall {
	return &Hall{db: d, limit: newLimiter(d.Clock()), slots: argonSlots,
		offers: newCeremonies[string](d.Clock()), passkeys: newCeremonies[passkeyCeremony](d.Clock())}
}

// Session is a signed-in browser.
type Session struct {
	ID      string // hash of the cookie's value
	Account string // the account's name
	CSRF    string
	Lang    string
	Level   Level
	Factors bool // the account has a second factor; looked up for weak sessions only
	Ends    time.Time
	Seen    time.Time
	Stepped time.Time
	Place   string
	Made    time.Time
}

// Short is the part of a session's id that the record and pages show.
func (s Session) Short() string { return short(s.ID) }

func short(id string) string { return id[:min(16, len(id))] }

// Keys are what a browser is to carry from now on: the session's cookie, and the cookie by which the
// account knows the browser ("" when that stays as it is).
type Keys struct{ Cookie, Device string }

// Resolve finds the actor and session of a cookie; fault.NotFound when it opens nothing. Grants are
// read at every request, so that a revoked role ends at once; the actor of a session that is not
// strong has none.
func (h *Hall) Resolve(ctx context.Context, cookie string) (who.Actor, Session, error) {
	var a who.Actor
	var s Session
	err := h.db.Look(ctx, who.Job("session"), func(tx *db.Tx) (err error) {
		if a, s, err = liveSession(tx, sessionID(cookie)); err != nil {
			return err
		}
		s.CSRF = veil(cookie, s.CSRF)
		if a.Weak = s.Level != Strong; a.Weak {
			s.Factors, err = hasFactor(tx, a.Login)
			return err
		}
		a.Stepped = s.Stepped
		recused := false
		if a.Grants, recused, err = grantsOrRecused(tx, a.Login, tx.Today()); err != nil || !recused {
			return err
		}
		return recuse(tx, &a)
	})
	if err != nil {
		return who.Actor{}, Session{}, err
	}
	if h.db.Clock().Now().Sub(s.Seen) > time.Minute {
		err = h.db.Upkeep(ctx, a, func(tx *db.Tx) error { return touchSession(tx, s.ID) })
	}
	return a, s, err
}

// liveSession loads a session that has neither ended nor idled away.
func liveSession(tx *db.Tx, id string) (who.Actor, Session, error) {
	a, s, err := loadSession(tx, id)
	if err == nil && (tx.Now.After(s.Ends) || tx.Now.Sub(s.Seen) > IdleLimit || ahead(s.Seen, tx.Now)) {
		err = fault.NotFound()
	}
	if err != nil {
		return who.Actor{}, Session{}, err
	}
	a.Session = s.Short()
	return a, s, nil
}

// SignOut ends the session of the cookie.
func (h *Hall) SignOut(ctx context.Context, actor who.Actor, cookie string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if _, err := deleteSession(tx, actor.Login, sessionID(cookie)); err != nil {
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

// EndOne ends one session of the actor, named by Session.Short; fault.NotFound when there is none.
func (h *Hall) EndOne(ctx context.Context, actor who.Actor, name string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		n, err := deleteSessionNamed(tx, actor.Login, name)
		if err == nil && n == 0 {
			err = fault.NotFound()
		}
		if err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.end_sessions", Kind: "login", ID: actor.Login, Details: map[string]string{"session": name}})
	})
}

// EndOthers ends every session of the actor but the one in use, and forgets the browsers that the
// account knew.
func (h *Hall) EndOthers(ctx context.Context, actor who.Actor, cookie string) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		n, err := deleteOtherSessions(tx, actor.Login, sessionID(cookie))
		if err != nil {
			return err
		}
		if err := deleteDevices(tx, actor.Login); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.end_sessions", Kind: "login", ID: actor.Login, Details: map[string]int64{"ended": n}})
	})
}

// endSessions ends every session of an account: its roles, its password or its standing changed. The
// caller records why.
func endSessions(tx *db.Tx, login string) (int64, error) { return deleteOtherSessions(tx, login, "") }

func secret() string {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// veil turns a form token into what is stored of it, and back: the token is hidden under the cookie, of
// which only the hash is stored, so that a stolen table holds no token either (TRUST.md 2.3).
func veil(cookie, token string) string {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != sha256.Size {
		return ""
	}
	m := hmac.New(sha256.New, []byte(cookie))
	m.Write([]byte("plumbline/form-token/v1"))
	subtle.XORBytes(raw, raw, m.Sum(nil))
	return base64.RawURLEncoding.EncodeToString(raw)
}

// sessionID is what is stored of a cookie: a stolen table opens no session.
func sessionID(cookie string) string {
	h := sha256.Sum256([]byte(cookie))
	return hex.EncodeToString(h[:])
}
