package access

import (
	"context"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// mostFailures in a row suspend the password for browsers that the account does not know, and make a
// known browser unknown (NIST SP 800-63B-4 3.2.2: no more than 100).
const mostFailures = 100

// deviceKept is how long the account knows a browser after its last sign-in there.
const deviceKept = 180 * 24 * time.Hour

// Attempt is one try to sign in with a password, as the browser makes it.
type Attempt struct {
	Login    string
	Password string
	Place    string // address it comes from
	Device   string // cookie by which the account knows the browser, "" for none
}

// Bearer is what a browser carries beside its session: where it is and how the account knows it.
type Bearer struct {
	Cookie string
	Place  string
	Device string
}

// SignIn checks the password and opens a weak session; it returns the cookie's value. The actor of
// such a session holds no right; a second factor makes it strong (ConfirmTOTP, FinishPasskey,
// Confirm). A wrong name, a wrong password and a suspended one are the same fault after the same
// time. Answers: fault.Invalid login.wrong or login.too_many (see TooMany), *Busy.
func (h *Hall) SignIn(ctx context.Context, in Attempt) (cookie string, err error) {
	acc, known, err := h.lookUp(ctx, in)
	if err != nil {
		return "", err
	}
	taken := charges("password", in.Login, in.Place, known)
	if wait := h.limit.take(taken); wait > 0 {
		return "", tooMany(wait)
	}
	ok, err := h.slots.matches(in.Password, acc.hash, known != "")
	if err != nil {
		h.limit.giveBack(taken, false)
		return "", err
	}
	if !ok || !acc.active || acc.suspended && known == "" {
		return "", h.refuseSignIn(ctx, acc, in.Place, known, ok)
	}
	h.limit.giveBack(taken, true)
	var keys Keys
	err = h.db.Write(ctx, acc.actor(), func(tx *db.Tx) (err error) {
		if keys, err = openSession(tx, acc, Weak, Bearer{Place: in.Place}); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.password_proven", Kind: "login", ID: acc.id, Details: map[string]string{"place": in.Place}})
	})
	return keys.Cookie, err
}

// lookUp finds the account and tells by which device it is known; an unknown account is the empty one.
func (h *Hall) lookUp(ctx context.Context, in Attempt) (acc account, known string, err error) {
	err = h.db.Read(ctx, who.Job("sign-in"), func(tx *db.Tx) error {
		if acc, err = loadAccount(tx, in.Login); err != nil || in.Device == "" {
			return err
		}
		known, err = knownDevice(tx, acc.id, in.Device)
		return err
	})
	if fault.Is(err, fault.KindNotFound) {
		err = nil
	}
	return acc, known, err
}

// knownDevice is the id of the browser when the account knows it, "" otherwise.
func knownDevice(tx *db.Tx, login, device string) (string, error) {
	if device == "" {
		return "", nil
	}
	id := sessionID(device)
	n, err := loadDevice(tx, login, id, tx.Now.Add(-deviceKept))
	if err != nil || n == 0 {
		return "", err
	}
	return id, nil
}

func (a account) actor() who.Actor { return who.Actor{Login: a.id, Person: a.person, Name: a.name} }

// refuseSignIn records the failure, for an account that does not exist too, so that both take as
// long; the name that was typed is not kept, because it may be a password typed into the wrong field.
func (h *Hall) refuseSignIn(ctx context.Context, acc account, place, known string, right bool) error {
	actor, id := acc.actor(), acc.id
	if id == "" {
		actor, id = who.Job("sign-in"), "unknown"
	}
	err := h.db.Write(ctx, actor, func(tx *db.Tx) error {
		suspended, err := int64(0), error(nil)
		switch {
		case right: // suspended or closed: nothing was guessed
		case known != "":
			err = countDeviceFailure(tx, known)
		default:
			suspended, err = countFailure(tx, id)
		}
		if err != nil {
			return err
		}
		if suspended > 0 {
			if err := audit.Record(tx, audit.Entry{Action: "access.password_suspended", Kind: "login", ID: id, Details: map[string]int{"failures": mostFailures}}); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "access.sign_in_failed", Kind: "login", ID: id, Details: map[string]string{"place": place}})
	})
	if err != nil {
		return err
	}
	return fault.Invalid(fault.On("", "login.wrong"))
}

func tooMany(wait time.Duration) error {
	return fault.Invalid(fault.On("", "login.too_many", "seconds", int(wait.Seconds())+1))
}

// TooMany tells whether err says that too many tries were made, and how many seconds to wait.
func TooMany(err error) (seconds int, ok bool) {
	f, is := fault.As(err)
	if !is || len(f.Fields) != 1 || f.Fields[0].Key != "login.too_many" {
		return 0, false
	}
	seconds, ok = f.Fields[0].Args[1].(int)
	return seconds, ok
}

// openSession inserts a session of the level; the caller records it.
func openSession(tx *db.Tx, acc account, level Level, b Bearer) (Keys, error) {
	k := Keys{Cookie: secret()}
	s := Session{ID: sessionID(k.Cookie), CSRF: veil(k.Cookie, secret()), Level: level, Made: tx.Now, Seen: tx.Now, Ends: tx.Now.Add(MostAge), Place: b.Place}
	if level == Weak {
		s.Ends = tx.Now.Add(WeakAge)
	} else {
		s.Stepped = tx.Now
		most, err := mostSessions(tx, acc.id)
		if err != nil {
			return Keys{}, err
		}
		if _, err := deleteBeyond(tx, acc.id, most-1); err != nil { // first, so that it is never the new one that ends
			return Keys{}, err
		}
	}
	tx.Who.Session = s.Short()
	return k, insertSession(tx, acc.id, s)
}

func mostSessions(tx *db.Tx, login string) (int, error) {
	grants, err := loadGrants(tx, login, tx.Today())
	for _, g := range grants {
		if administrators[g.Role] {
			return sessionsOfAdmin, err
		}
	}
	return sessionsOfOther, err
}

// Proof says by what a person was recognised: How is the word of the record (totp, passkey, cert,
// oidc, ldap, code), Factor the id of the factor's row where there is one.
type Proof struct {
	How    string
	Factor string
}

// strengthen turns the weak session of the cookie (or none) into a strong one with a new cookie, a
// new form token, and makes the browser known. The caller has checked the factor in this transaction.
func strengthen(tx *db.Tx, login string, b Bearer, p Proof) (Keys, error) {
	acc, err := loadAccountByID(tx, login)
	if err != nil {
		return Keys{}, err
	}
	if !acc.active {
		return Keys{}, fault.NotFound()
	}
	if b.Cookie != "" {
		n, err := deleteSession(tx, login, sessionID(b.Cookie))
		if err != nil {
			return Keys{}, err
		}
		if n == 0 {
			return Keys{}, fault.NotFound() // ended meanwhile: by a password change, or by somebody's hand
		}
	}
	level, err := levelOf(tx, acc)
	if err != nil {
		return Keys{}, err
	}
	k, err := openSession(tx, acc, level, b)
	if err != nil {
		return Keys{}, err
	}
	if k.Device, err = remember(tx, acc.id, b.Device); err != nil {
		return Keys{}, err
	}
	if err := stampSignIn(tx, acc.id); err != nil {
		return Keys{}, err
	}
	return k, audit.Record(tx, audit.Entry{Action: "access.sign_in", Kind: "login", ID: acc.id, Details: map[string]string{"place": b.Place, "how": p.How, "factor": p.Factor}})
}

// remember makes the browser known to the account and answers its new cookie, or "" when it was known.
func remember(tx *db.Tx, login, device string) (string, error) {
	known, err := knownDevice(tx, login, device)
	if err != nil {
		return "", err
	}
	if known != "" {
		return "", touchDevice(tx, known)
	}
	fresh := secret()
	return fresh, insertDevice(tx, login, sessionID(fresh))
}

// Open opens a session for an account whose person was recognised without its password: weak, so
// that a second factor must follow (OIDC, LDAP), or strong (a certificate with its PIN, a passkey
// that verified its user). Only a door that has checked the proof calls it.
func (h *Hall) Open(ctx context.Context, login string, b Bearer, p Proof, level Level) (k Keys, err error) {
	err = h.db.Write(ctx, who.Job("sign-in"), func(tx *db.Tx) error {
		acc, err := loadAccountByID(tx, login)
		if err != nil {
			return err
		}
		if !acc.active {
			return fault.NotFound()
		}
		tx.Who = acc.actor()
		if level != Weak {
			b.Cookie = ""
			k, err = strengthen(tx, login, b, p)
			return err
		}
		if k, err = openSession(tx, acc, Weak, b); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.password_proven", Kind: "login", ID: login, Details: map[string]string{"place": b.Place, "how": p.How}})
	})
	return k, err
}

// Confirm makes the actor's weak session strong by a factor that the door has checked itself (a
// client certificate). p.Factor must be one of the account's factors.
func (h *Hall) Confirm(ctx context.Context, actor who.Actor, b Bearer, p Proof) (k Keys, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := useFactor(tx, actor.Login, p.Factor, p.How); err != nil {
			return err
		}
		k, err = strengthen(tx, actor.Login, b, p)
		return err
	})
	return k, err
}
