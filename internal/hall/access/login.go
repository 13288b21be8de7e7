package access

import (
	"context"
	"regexp"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// NewLogin is an account to be made for a person. It is a shell: its person sets the secrets with a
// one-time code (Enrol). Hash is for the demo and for tests, which make many accounts at once; no
// door passes one.
type NewLogin struct {
	Login  string
	Person string
	Title  string
	Hash   string `json:"-"`
}

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

func (in NewLogin) check() error {
	var c fault.Check
	c.That(loginForm.MatchString(in.Login), "login", "login.name_form")
	c.That(in.Person != "", "person", "login.person_missing")
	return c.Err()
}

// MakeLogin makes an account without any secret and without any role: the secrets are set by its
// person, the roles granted by somebody else (三员分立).
func (h *Hall) MakeLogin(ctx context.Context, actor who.Actor, in NewLogin) (id string, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, MakeLogin, rootPlace(tx)); err != nil {
			return err
		}
		id, err = makeLogin(tx, in)
		return err
	})
	return id, err
}

func makeLogin(tx *db.Tx, in NewLogin) (id string, err error) {
	if err := in.check(); err != nil {
		return "", err
	}
	id = db.NewID()
	if err := insertLogin(tx, id, in); err != nil {
		if db.IsUnique(err) {
			err = fault.Invalid(fault.On("login", "login.name_taken", "login", in.Login))
		}
		return "", err
	}
	return id, audit.Record(tx, audit.Entry{Action: "access.make_login", Kind: "login", ID: id, Version: 1, Details: in})
}

// NewGrant is a role to be granted to an account at a unit, from a day, perhaps until a day, on a
// basis that can be named.
type NewGrant struct {
	Login string
	Role  Role
	Unit  string
	Since clock.Day
	Until clock.Day
	Basis string
}

// Grant gives a role; an administrator's role takes a second person (hall/approve) and is
// fault.Denied here. It refuses what the three administrators' separation forbids, for the account
// and for every other account of the same person.
func (h *Hall) Grant(ctx context.Context, actor who.Actor, in NewGrant) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, GrantRole, rootPlace(tx)); err != nil {
			return err
		}
		if administrators[in.Role] { // four eyes: see GrantAgreed
			return Refusal(NeedsSecond)
		}
		return grant(tx, in)
	})
}

func grant(tx *db.Tx, in NewGrant) error {
	var c fault.Check
	c.That(slices.Contains(Roles, in.Role), "role", "access.role_unknown", "role", in.Role)
	c.That(in.Until == "" || in.Until >= in.Since, "until", "access.until_before_since")
	if err := c.Err(); err != nil {
		return err
	}
	checked, err := checkGrants(tx, Changes{Login: in.Login, Grants: []NewGrant{in}})
	if err != nil {
		return err
	}
	// that it takes two persons was asked before, or both have agreed
	if rule := checked[0].Rule; rule != "" && rule != NeedsSecond && rule != NotOneself {
		return &fault.Fault{Kind: fault.KindInvalid, Rule: rule, Fields: []fault.Field{fault.On("role", SentenceOf(rule))}}
	}
	id := db.NewID()
	if err := insertGrant(tx, id, in); err != nil {
		return err
	}
	if _, err := endSessions(tx, in.Login); err != nil { // who gains a role comes in anew
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "access.grant", Kind: "login", ID: in.Login, Unit: in.Unit, Details: in})
}

// SetLang remembers the actor's language.
func (h *Hall) SetLang(ctx context.Context, actor who.Actor, lang string) error {
	return h.db.Upkeep(ctx, actor, func(tx *db.Tx) error { return updateLang(tx, actor.Login, lang) })
}

// rootPlace is the whole house: administrators act on all of it.
func rootPlace(tx *db.Tx) Place {
	ord, err := rootOrd(tx)
	if err != nil {
		return Place{Ord: -1}
	}
	return Place{Ord: ord}
}

// IsEmpty tells whether no account exists yet: then the set-up page is the only page.
func IsEmpty(tx *db.Tx) (bool, error) {
	n, err := countLogins(tx)
	return n == 0, err
}
