package access

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Term is one grant with its stretch of the tree and of time.
type Term struct {
	ID       string
	Login    string
	Role     Role
	Unit     string
	UnitName string
	First    int64
	Last     int64
	Since    clock.Day
	Until    clock.Day
	Basis    string
	By       string // login name or night job that granted it
	Revoked  bool
}

// In tells whether the grant holds on the day.
func (t Term) In(day clock.Day) bool {
	return !t.Revoked && t.Since <= day && (t.Until == "" || t.Until >= day)
}

// over tells whether the grant has ended before the day.
func (t Term) over(day clock.Day) bool { return t.Revoked || t.Until != "" && t.Until < day }

func (t Term) meets(o Term) bool {
	place := t.First <= o.Last && o.First <= t.Last
	time := (t.Until == "" || o.Since <= t.Until) && (o.Until == "" || t.Since <= o.Until)
	return place && time
}

// finders are the roles that find what is wrong at a unit.
var finders = []Role{TeamLeader, TeamDeputy, Member}

// Clash names the prohibition by which one person may not hold both grants, "" when nothing stands
// against it: administrators are nothing else (三员分立), and whoever rectifies or inspects at a unit
// does not verify there at the same time (DOMAIN.md 1.6 no. 7; TRUST.md 2.12).
func Clash(x, y Term) string {
	if x.Role == y.Role {
		return ""
	}
	if rule := Excludes([]Role{x.Role}, y.Role); rule != "" {
		return rule
	}
	if y.Role == Verifier {
		x, y = y, x
	}
	switch {
	case x.Role != Verifier || !x.meets(y):
		return ""
	case chain[y.Role]:
		return OwnerVerifies
	case slices.Contains(finders, y.Role):
		return TeamVerifies
	}
	return ""
}

// Checked is one wished-for grant, judged: Rule is the prohibition that stands against it, "" for
// none, and Against the grant with which it clashes.
type Checked struct {
	NewGrant
	UnitName string
	First    int64
	Last     int64
	Rule     string
	Against  Term
}

// Changes are the grants and revocations that are to take effect together.
type Changes struct {
	Login  string // account id
	Grants []NewGrant
	Revoke []string // ids of grants
	Reason string   // of the revocations
}

// CheckGrants judges wished-for grants for an account, each against what the person holds and what
// stands before it in the list, without the grants that are to be revoked. It writes nothing.
func (h *Hall) CheckGrants(ctx context.Context, actor who.Actor, in Changes) (out []Checked, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, ReadPolicy, rootPlace(tx)); err != nil {
			return err
		}
		out, err = checkGrants(tx, in)
		return err
	})
	return out, err
}

func checkGrants(tx *db.Tx, in Changes) ([]Checked, error) {
	held, err := termsOfPerson(tx, in.Login)
	if err != nil {
		return nil, err
	}
	held = slices.DeleteFunc(held, func(t Term) bool { return t.over(tx.Today()) || slices.Contains(in.Revoke, t.ID) })
	own, err := isOwn(tx, in.Login)
	if err != nil {
		return nil, err
	}
	var out []Checked
	for _, g := range in.Grants {
		c, err := checkGrant(tx, g, held)
		if err != nil {
			return nil, err
		}
		if own {
			c.Rule = NotOneself
		}
		out = append(out, c)
		if c.Rule == "" {
			held = append(held, c.term())
		}
	}
	return out, nil
}

func (c Checked) term() Term {
	return Term{Login: c.Login, Role: c.Role, Unit: c.Unit, UnitName: c.UnitName, First: c.First, Last: c.Last, Since: c.Since, Until: c.Until, Basis: c.Basis}
}

func checkGrant(tx *db.Tx, g NewGrant, held []Term) (Checked, error) {
	if g.Since == "" {
		g.Since = tx.Today()
	}
	u, err := unitAt(tx, g.Unit)
	if err != nil {
		return Checked{}, err
	}
	c := Checked{NewGrant: g, UnitName: u.Name, First: u.First, Last: u.Last}
	for _, t := range held {
		if c.Rule = Clash(t, c.term()); c.Rule != "" {
			c.Against = t
			return c, nil
		}
	}
	if administrators[g.Role] {
		c.Rule = NeedsSecond
	}
	return c, nil
}

// Change makes all the changes in one step or none of them. fault.Denied for oneself or for an
// administrator's role, which takes two persons; fault.Invalid where roles exclude each other.
func (h *Hall) Change(ctx context.Context, actor who.Actor, in Changes) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, GrantRole, rootPlace(tx)); err != nil {
			return err
		}
		if own, err := isOwn(tx, in.Login); err != nil || own {
			return cmpErr(err, Refusal(NotOneself))
		}
		if len(in.Grants)+len(in.Revoke) == 0 {
			return fault.Invalid(fault.On("", "roles.nothing"))
		}
		if len(in.Revoke) > 0 && strings.TrimSpace(in.Reason) == "" {
			return fault.Invalid(fault.On("reason", "roles.reason_missing"))
		}
		for _, id := range in.Revoke {
			if err := revoke(tx, in.Login, id, in.Reason); err != nil {
				return err
			}
		}
		for _, g := range in.Grants {
			if strings.TrimSpace(g.Basis) == "" {
				return fault.Invalid(fault.On("basis", "roles.basis_missing"))
			}
			if administrators[g.Role] {
				return Refusal(NeedsSecond)
			}
			g.Login = in.Login
			if err := grant(tx, g); err != nil {
				return err
			}
		}
		return nil
	})
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func isOwn(tx *db.Tx, login string) (bool, error) {
	acc, err := loadAccountByID(tx, login)
	return acc.person != "" && acc.person == tx.Who.Person, err
}

func revoke(tx *db.Tx, login, id, reason string) error {
	of, err := revokeGrant(tx, id)
	if err != nil {
		return err
	}
	if of != login {
		return fault.NotFound()
	}
	if _, err := endSessions(tx, login); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "access.revoke", Kind: "login", ID: login, Details: map[string]string{"grant": id, "reason": reason}})
}

// Roles is what the roles page shows of one account: every grant that there ever was, the recusals
// of the person, and where the person works.
type RolesOf struct {
	Login
	Terms    []Term
	Recusals []Recusal
	Home     who.Span
}

// RolesOf reads the roles of an account by its login name. It is a look at policy that is recorded,
// never one at data.
func (h *Hall) RolesOf(ctx context.Context, actor who.Actor, name string) (r RolesOf, err error) {
	if r.Login, err = h.Login(ctx, actor, name); err != nil {
		return r, err
	}
	if err := audit.Looked(ctx, h.db, actor, audit.Entry{Action: "access.preview", Kind: "login", ID: r.ID}); err != nil {
		return r, err
	}
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, ReadPolicy, rootPlace(tx)); err != nil {
			return err
		}
		if r.Terms, err = termsOfPerson(tx, r.ID); err != nil {
			return err
		}
		if r.Recusals, err = listRecusals(tx, "", r.Person, 100); err != nil {
			return err
		}
		r.Home, err = homeOf(tx, r.Person)
		return err
	})
	return r, err
}

// EndingSoon lists grants of open accounts that end within the days, the soonest first.
func (h *Hall) EndingSoon(ctx context.Context, actor who.Actor, days, limit int) (list []Term, names map[string]Login, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, ReadPolicy, rootPlace(tx)); err != nil {
			return err
		}
		list, names, err = endingSoon(tx, tx.Today(), tx.Today().Add(days), limit)
		return err
	})
	return list, names, err
}

// Spot is a unit in the tree, for the rows of the roles page.
type Spot struct {
	ID, Name, Parent string
	First, Last      int64
	Depth            int
}

// Spots lists the open units in the order of the register.
func (h *Hall) Spots(ctx context.Context, actor who.Actor) (list []Spot, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := May(tx.Who, ReadPolicy, rootPlace(tx)); err != nil {
			return err
		}
		list, err = listSpots(tx)
		return err
	})
	return list, err
}
