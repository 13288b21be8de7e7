package access

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/width"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// CodeLasts is how long a one-time code may be used (TRUST.md 2.2, OWASP ASVS 5.0 V6.4.1).
const CodeLasts = 24 * time.Hour

// codeLetters leaves out what is misread from paper: I and 1, O and 0. codeLength of them are 120
// random bits.
const (
	codeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	codeLength  = 24
	codeGroup   = 4
)

// Code is a one-time code as it is shown once, on the slip for its person.
type Code struct {
	LoginID string
	Login   string
	Name    string // of the person
	Role    Role   // at the ceremony
	Text    string // the secret, in groups
	Made    time.Time
	Ends    time.Time
}

// IssueCode gives an account a new one-time code, by the system administrator, to be handed over in
// person. It is both the first enrolment and the recovery: whatever proved the account's person
// before (password, factors, known browsers, sessions, an older code) is gone at once, and nothing
// that the account can see is shown to anybody. fault.Conflict for the own and for a closed account.
func (h *Hall) IssueCode(ctx context.Context, actor who.Actor, login, reason string) (c Code, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, MakeLogin, rootPlace(tx)); err != nil {
			return err
		}
		if login == tx.Who.Login {
			return fault.Conflict("enrol.own_account")
		}
		if reason == "" {
			return fault.Invalid(fault.On("reason", "enrol.reason_missing"))
		}
		c, err = issueCode(tx, login, reason)
		return err
	})
	return c, err
}

func issueCode(tx *db.Tx, login, reason string) (Code, error) {
	acc, err := loadAccountByID(tx, login)
	if err != nil {
		return Code{}, err
	}
	if !acc.active {
		return Code{}, fault.Conflict("enrol.account_closed")
	}
	lost, err := stripAccount(tx, acc, "replaced")
	if err != nil {
		return Code{}, err
	}
	c := Code{LoginID: acc.id, Login: acc.login, Name: acc.name, Text: newCode(), Made: tx.Now, Ends: tx.Now.Add(CodeLasts)}
	if err := insertCode(tx, db.NewID(), c, reason); err != nil {
		return Code{}, err
	}
	action := "access.issue_code"
	if lost.enrolled {
		action = "access.reset"
	}
	return c, audit.Record(tx, audit.Entry{Action: action, Kind: "login", ID: acc.id, Details: map[string]any{
		"reason": reason, "ends": db.Stamp(c.Ends), "factors": lost.factors, "sessions": lost.sessions}})
}

// lost is what an account had before it was stripped.
type lost struct {
	enrolled          bool
	factors, sessions int64
}

// stripAccount takes away everything that proves the account's person.
func stripAccount(tx *db.Tx, acc account, why string) (l lost, err error) {
	l.enrolled = readable(acc.hash)
	if l.sessions, err = endSessions(tx, acc.id); err != nil {
		return l, err
	}
	if l.factors, err = deleteFactorsOf(tx, acc.id); err != nil {
		return l, err
	}
	if err = deleteDevices(tx, acc.id); err != nil {
		return l, err
	}
	if err = clearSuspension(tx, acc.id); err != nil {
		return l, err
	}
	if err = endCode(tx, acc.id, why); err != nil {
		return l, err
	}
	profile, err := loadProfile(tx)
	if err == nil && profile == ProfileMLPS3 && l.enrolled {
		err = keepFormer(tx, acc.id, acc.hash)
	}
	if err != nil {
		return l, err
	}
	return l, updateHash(tx, acc.id, "")
}

// Enrolment is what a person types with the slip in hand.
type Enrolment struct {
	Login    string
	Code     string
	Password string
	Place    string
}

// Enrol takes a one-time code and sets the account's password. It opens a weak session, in which the
// second factor is added next; that act spends the code (spendCode), so that a person who is
// interrupted begins again with the same slip, and nobody enrols with a password alone.
//
// Faults: Invalid enrol.code_wrong (also for an unknown account, after the same time), enrol.code_used,
// enrol.code_old, login.too_many, or what is wrong with the password.
func (h *Hall) Enrol(ctx context.Context, in Enrolment) (k Keys, err error) {
	taken := charges("enrol", in.Login, in.Place, "")
	if wait := h.limit.take(taken); wait > 0 {
		return k, tooMany(wait)
	}
	var acc account
	var rules passwordRules
	err = h.db.Read(ctx, who.Job("enrol"), func(tx *db.Tx) error {
		if acc, err = codeAccount(tx, in); err != nil {
			return err
		}
		rules, err = rulesFor(tx, acc)
		return err
	})
	if fault.Is(err, fault.KindInvalid) {
		return k, h.refuseCode(ctx, acc, in.Place, err)
	}
	if err != nil {
		return k, err
	}
	h.limit.giveBack(taken, true) // the code is right: what follows is no guess
	if err := rules.check(in.Password); err != nil {
		return k, err
	}
	if err := h.notFormer(rules, in.Password); err != nil {
		return k, err
	}
	hash := HashPassword(in.Password) // outside the transaction: it takes as long as thirty commits
	err = h.db.Write(ctx, acc.actor(), func(tx *db.Tx) error {
		if acc, err = codeAccount(tx, in); err != nil { // still open, now that it counts
			return err
		}
		if _, err := endSessions(tx, acc.id); err != nil {
			return err
		}
		if err := updateHash(tx, acc.id, hash); err != nil {
			return err
		}
		if k, err = openSession(tx, acc, Weak, Bearer{Place: in.Place}); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "access.enrol", Kind: "login", ID: acc.id, Details: map[string]string{"place": in.Place}})
	})
	return k, err
}

// codeAccount finds the account of a code that may be used now.
func codeAccount(tx *db.Tx, in Enrolment) (account, error) {
	acc, err := loadAccount(tx, in.Login)
	if fault.Is(err, fault.KindNotFound) {
		return account{}, fault.Invalid(fault.On("code", "enrol.code_wrong"))
	}
	if err != nil {
		return account{}, err
	}
	ended, ends, err := loadCode(tx, acc.id, codeHash(in.Code))
	switch {
	case fault.Is(err, fault.KindNotFound) || err == nil && !acc.active:
		return acc, fault.Invalid(fault.On("code", "enrol.code_wrong"))
	case err != nil:
		return acc, err
	case ended == "used":
		return acc, fault.Invalid(fault.On("code", "enrol.code_used"))
	case ended != "" || tx.Now.After(ends):
		return acc, fault.Invalid(fault.On("code", "enrol.code_old"))
	}
	return acc, nil
}

// refuseCode records the try, for an account that does not exist too.
func (h *Hall) refuseCode(ctx context.Context, acc account, place string, refusal error) error {
	actor, id := acc.actor(), acc.id
	if id == "" {
		actor, id = who.Job("enrol"), "unknown"
	}
	err := h.db.Write(ctx, actor, func(tx *db.Tx) error {
		return audit.Record(tx, audit.Entry{Action: "access.enrol_failed", Kind: "login", ID: id, Details: map[string]string{"place": place}})
	})
	if err != nil {
		return err
	}
	return refusal
}

// spendCode ends the open code of an account whose first factor is being added; without one there is
// no enrolment.
func spendCode(tx *db.Tx, login string) error {
	n, err := useOpenCode(tx, login)
	if err == nil && n == 0 {
		err = fault.Invalid(fault.On("", "enrol.code_needed"))
	}
	return err
}

// newCode draws a code and writes it in groups.
func newCode() string {
	var b [codeLength]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	var s strings.Builder
	for i, x := range b {
		if i > 0 && i%codeGroup == 0 {
			s.WriteByte('-')
		}
		s.WriteByte(codeLetters[int(x)%len(codeLetters)])
	}
	return s.String()
}

// codeHash is what is stored and compared of a code, however it was typed: with or without groups,
// in small letters, in the full-width letters of a Chinese keyboard.
func codeHash(typed string) string {
	keep := func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}
	return sessionID(strings.Map(keep, strings.ToUpper(width.Narrow.String(typed))))
}

// ConsoleCode is the last way back: whoever commands the server itself gets a code for an account
// that holds the system administrator's role, or for one of the three while the ceremony runs. It
// is recorded as done by the console. fault.NotFound for every other account.
func (h *Hall) ConsoleCode(ctx context.Context, name string) (c Code, err error) {
	err = h.db.Write(ctx, who.Job("console"), func(tx *db.Tx) error {
		acc, err := loadAccount(tx, name)
		if err != nil {
			return err
		}
		roles, err := heldBy(tx, acc.person, tx.Today())
		if err != nil {
			return err
		}
		_, _, err = runningCeremony(tx)
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		if !slices.Contains(roles, SysAdmin) && err != nil {
			return fault.NotFound()
		}
		c, err = issueCode(tx, acc.id, "console")
		return err
	})
	return c, err
}
