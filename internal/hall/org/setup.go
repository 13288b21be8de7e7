package org

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// FirstAdmin is one of the three administrators named at set-up. Each sets the own secrets afterwards.
type FirstAdmin struct {
	Name  string
	Badge string
	Login string
	Title string
}

// SetupInput is what the first page of an empty house asks for. The three administrators are three people
// (三员分立): equal names with equal badge numbers are refused.
type SetupInput struct {
	Name     string // of the bureau
	Short    string
	Lang     string
	SysAdmin FirstAdmin
	SecAdmin FirstAdmin
	Auditor  FirstAdmin
}

func (in SetupInput) check() error {
	var c fault.Check
	admins := []FirstAdmin{in.SysAdmin, in.SecAdmin, in.Auditor}
	for i, a := range admins {
		field := []string{"sysadmin", "secadmin", "auditor"}[i]
		c.That(a.Name != "", field+"_name", "org.person.name_missing")
		for _, b := range admins[:i] {
			c.That(a.Name != b.Name || a.Badge != b.Badge || a.Name == "", field+"_name", "org.setup.same_person")
			c.That(a.Login != b.Login || a.Login == "", field+"_login", "login.name_taken", "login", a.Login)
		}
	}
	return c.Err()
}

// Setup makes the root unit and begins the ceremony of the three administrators: three persons,
// their accounts and roles, and a one-time code for each, in one transaction. It works once, on an
// empty house; afterwards it answers fault.Denied("setup_done").
func (h *Hall) Setup(ctx context.Context, in SetupInput) (f access.Founding, err error) {
	err = h.db.Write(ctx, who.Job("setup"), func(tx *db.Tx) error {
		if empty, err := access.IsEmpty(tx); err != nil || !empty {
			if err == nil {
				err = fault.Denied("setup_done")
			}
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		root, err := AddUnit(tx, UnitInput{Tree: UnitTree, Name: in.Name, Short: in.Short, Kind: "city"}, "")
		if err != nil {
			return err
		}
		if f, err = found(tx, root, in); err != nil {
			return err
		}
		for _, s := range [][2]string{{"name", in.Name}, {"lang", in.Lang}, {"set_up", db.Stamp(tx.Now)}} {
			if err := putSetting(tx, s[0], s[1]); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "org.setup", Kind: "house", ID: "house", Version: 1, Unit: root, Details: in})
	})
	return f, err
}

func found(tx *db.Tx, root string, in SetupInput) (access.Founding, error) {
	var three []access.Founder
	for i, a := range []FirstAdmin{in.SysAdmin, in.SecAdmin, in.Auditor} {
		role := []access.Role{access.SysAdmin, access.SecAdmin, access.Auditor}[i]
		person, err := AddPerson(tx, PersonInput{Name: a.Name, Badge: a.Badge, Unit: root})
		if err != nil {
			return access.Founding{}, fault.Prefixed(err, role+"_")
		}
		three = append(three, access.Founder{Role: role, Login: access.NewLogin{Login: a.Login, Person: person, Title: a.Title}})
	}
	return access.Found(tx, three, root)
}

// Setting is a setting of the house, "" when it was never made.
func Setting(tx *db.Tx, key string) (string, error) { return loadSetting(tx, key) }

// HouseName is the name of the bureau: the root unit's, as it is today.
func HouseName(tx *db.Tx) (string, error) {
	f, err := Tree(tx)
	if err != nil {
		return "", err
	}
	root, _ := f.Root(UnitTree)
	return root.Name, nil
}

// Today is the day on which a change holds that names none.
func today(tx *db.Tx, day clock.Day) clock.Day {
	if day == "" {
		return tx.Today()
	}
	return day
}
