package access

import (
	"context"
	"crypto/subtle"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Founder is one of the first three administrators.
type Founder struct {
	Login NewLogin
	Role  Role
}

// Founding is what the ceremony hands out: to the browser in which it was begun the token by which a
// lost code is repeated, and to each of the three a code.
type Founding struct {
	Token string
	Codes []Code
}

// Found begins the ceremony of the first three administrators on an empty house: three accounts
// without secrets, each with one of the three roles, and a one-time code for each. Until all three
// have enrolled nobody has any right (loadGrants), so that no two of them act without the third.
// fault.Denied("setup_done") as soon as any account exists: it can never be a way in later.
func Found(tx *db.Tx, three []Founder, unit string) (f Founding, err error) {
	if empty, err := IsEmpty(tx); err != nil || !empty || !allThree(three) {
		if err == nil {
			err = fault.Denied("setup_done")
		}
		return f, err
	}
	f.Token = secret()
	if err := insertCeremony(tx, sessionID(f.Token)); err != nil {
		return f, err
	}
	for _, x := range three {
		id, err := makeLogin(tx, x.Login)
		if err != nil {
			return f, fault.Prefixed(err, x.Role+"_")
		}
		if err := grant(tx, NewGrant{Login: id, Role: x.Role, Unit: unit, Basis: "setup"}); err != nil {
			return f, fault.Prefixed(err, x.Role+"_")
		}
		c, err := issueCode(tx, id, "setup")
		if err != nil {
			return f, err
		}
		c.Role = x.Role
		f.Codes = append(f.Codes, c)
	}
	return f, nil
}

func allThree(list []Founder) bool {
	seats := map[Role]bool{}
	for _, x := range list {
		seats[x.Role] = administrators[x.Role]
	}
	return len(list) == 3 && len(seats) == 3 && seats[SysAdmin] && seats[SecAdmin] && seats[Auditor]
}

// Seat is one of the three at the ceremony.
type Seat struct {
	Role     Role
	LoginID  string
	Login    string
	Name     string
	Enrolled bool
	Since    time.Time
	CodeOpen bool // has a code that may still be used
}

// Ceremony is how far the ceremony has come.
type Ceremony struct {
	Running bool
	Mine    bool   // asked from the browser that began it
	Seats   []Seat // with names only for that browser
}

// Done counts the seats that are taken.
func (c Ceremony) Done() (n int) {
	for _, s := range c.Seats {
		if s.Enrolled {
			n++
		}
	}
	return n
}

// Ceremony tells how far the ceremony has come; to a browser without its token the seats have no names.
func (h *Hall) Ceremony(ctx context.Context, token string) (c Ceremony, err error) {
	err = h.db.Read(ctx, who.Job("setup"), func(tx *db.Tx) error {
		_, known, err := runningCeremony(tx)
		if fault.Is(err, fault.KindNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		c.Running = true
		c.Mine = holdsToken(token, known)
		if c.Seats, err = listSeats(tx); err != nil || c.Mine {
			return err
		}
		for i, s := range c.Seats {
			c.Seats[i] = Seat{Role: s.Role, Enrolled: s.Enrolled, Since: s.Since, CodeOpen: s.CodeOpen}
		}
		return nil
	})
	return c, err
}

func holdsToken(token, known string) bool {
	return token != "" && subtle.ConstantTimeCompare([]byte(sessionID(token)), []byte(known)) == 1
}

// RepeatCode gives one of the three who has not enrolled yet a new code instead of a lost or expired
// one, in the browser that began the ceremony. fault.NotFound once the ceremony is over, without the
// token, or for a seat that is taken.
func (h *Hall) RepeatCode(ctx context.Context, token string, role Role) (c Code, err error) {
	err = h.db.Write(ctx, who.Job("setup"), func(tx *db.Tx) error {
		_, known, err := runningCeremony(tx)
		if err != nil {
			return err
		}
		if !holdsToken(token, known) {
			return fault.NotFound()
		}
		seats, err := listSeats(tx)
		if err != nil {
			return err
		}
		for _, s := range seats {
			if s.Role == role && !s.Enrolled {
				c, err = issueCode(tx, s.LoginID, "setup")
				c.Role = role
				return err
			}
		}
		return fault.NotFound()
	})
	return c, err
}

// settleCeremony ends a running ceremony once the last of the three has a second factor: its token
// is destroyed, which is recorded, and from now on the three have their rights.
func settleCeremony(tx *db.Tx) error {
	id, _, err := runningCeremony(tx)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	seats, err := listSeats(tx)
	if err != nil || (Ceremony{Seats: seats}).Done() < len(seats) {
		return err
	}
	if err := endCeremony(tx, id); err != nil {
		return err
	}
	return audit.Record(tx, audit.Entry{Action: "access.ceremony_over", Kind: "house", ID: "house", Details: map[string]any{"token": "destroyed", "administrators": len(seats)}})
}
