package demo

import (
	"context"
	"sync"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// noPassword is stored for those who acted in the history but are not printed: it is no hash, so no
// password matches it.
const noPassword = "none"

// register sets the house up and enters units, people, posts and accounts, as its administrators do.
func (l *loader) register(ctx context.Context) error {
	hashed := l.hash()
	for _, f := range []func(context.Context) error{l.setup, l.enter, hashed, l.makeLogins, l.meet} {
		if err := f(ctx); err != nil {
			return err
		}
	}
	return nil
}

// setup is the first administrator's page; then two of the three sign in.
func (l *loader) setup(ctx context.Context) error {
	admin := map[string]org.FirstAdmin{}
	login := map[string]Account{}
	for _, a := range l.w.Accounts {
		if administrator(a.Role) {
			p := l.w.Person(a.Person)
			admin[a.Role] = org.FirstAdmin{Name: p.Name, Badge: p.Badge, Login: a.Login, Title: a.Title}
			login[a.Role] = a
		}
	}
	top := l.w.Units[0]
	in := org.SetupInput{Name: top.Name, Short: top.Short, Lang: "zh", SysAdmin: admin[access.SysAdmin], SecAdmin: admin[access.SecAdmin], Auditor: admin[access.Auditor]}
	three, err := l.h.Org.Setup(ctx, in)
	if err != nil {
		return err
	}
	for _, c := range three.Codes {
		if err := l.enrol(ctx, c, login[c.Role].Password); err != nil {
			return err
		}
	}
	for _, c := range three.Codes {
		if c.Role == access.Auditor {
			continue
		}
		k, err := l.h.Access.Open(ctx, c.LoginID, access.Bearer{Place: "demo"}, access.Proof{How: access.TOTP}, access.Strong)
		if err != nil {
			return err
		}
		a, _, err := l.h.Access.Resolve(ctx, k.Cookie)
		if err != nil {
			return err
		}
		l.actors[login[c.Role].Person] = a
	}
	l.sys, l.sec = l.actors[login[access.SysAdmin].Person], l.actors[login[access.SecAdmin].Person]
	return nil
}

// enrol is what each of the three does with the slip: a password, and an authenticator app.
func (l *loader) enrol(ctx context.Context, c access.Code, password string) error {
	if _, err := l.h.Access.Enrol(ctx, access.Enrolment{Login: c.Login, Code: c.Text, Password: password, Place: "demo"}); err != nil {
		return err
	}
	return l.giveApp(ctx, who.Job("demo"), c.LoginID, c.Login)
}

// giveApp gives an account the authenticator app of the demo.
func (l *loader) giveApp(ctx context.Context, actor who.Actor, id, login string) error {
	return l.h.DB.Write(ctx, actor, func(tx *db.Tx) error {
		_, err := access.GiveFactor(tx, id, access.NewFactor{Kind: access.TOTP, Name: "演示验证器", Secret: Secret(login)})
		return err
	})
}

// enter writes the register in one transaction, as an import does.
func (l *loader) enter(ctx context.Context) error {
	return l.h.DB.Write(ctx, l.sys, func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		top, _ := f.Root(org.UnitTree)
		l.units[root] = top.ID
		if err := l.enterUnits(tx); err != nil {
			return err
		}
		if err := l.enterParties(tx); err != nil {
			return err
		}
		return l.enterPeople(tx)
	})
}

func (l *loader) enterUnits(tx *db.Tx) error {
	for _, u := range l.w.Units[1:] {
		id, err := org.AddUnit(tx, org.UnitInput{Tree: org.UnitTree, Parent: l.units[u.Parent], Code: u.Code, Name: u.Name, Short: u.Short, Kind: u.Kind,
			Aliases: u.Aliases, Inspected: u.Inspected, Since: l.start.Add(-900)}, "")
		if err != nil {
			return err
		}
		l.units[u.Code] = id
	}
	return nil
}

func (l *loader) enterParties(tx *db.Tx) error {
	for _, p := range l.w.Parties {
		id, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Parent: l.units[p.Parent], Code: p.Code, Name: p.Name, Short: p.Short, Kind: p.Kind, Since: l.start.Add(-900)}, "")
		if err != nil {
			return err
		}
		l.units[p.Code] = id
		var covers []string
		for _, c := range p.Covers {
			covers = append(covers, l.units[c])
		}
		if len(covers) > 0 {
			if err := org.LinkParty(tx, id, covers, l.start.Add(-900)); err != nil {
				return err
			}
		}
		if err := org.SetTerm(tx, org.Term{Party: id, Number: 3, Since: p.Since, Until: p.Until}); err != nil {
			return err
		}
	}
	return nil
}

// enterPeople enters persons, posts and portfolios. A post that begins later is a step of the history.
func (l *loader) enterPeople(tx *db.Tx) error {
	for _, p := range l.w.People {
		if a, ok := l.actors[p.Key]; ok {
			l.people[p.Key] = a.Person
			continue
		}
		if p.Key == "auditor" {
			list, err := org.FindPersons(tx, p.Name, db.Scope{All: true}, 1)
			if err != nil || len(list) == 0 {
				return err
			}
			l.people[p.Key] = list[0].ID
			continue
		}
		id, err := org.AddPerson(tx, org.PersonInput{Name: p.Name, Badge: p.Badge, Unit: l.units[p.Unit], Phone: p.Phone})
		if err != nil {
			return err
		}
		l.people[p.Key] = id
	}
	for _, p := range l.w.Posts {
		in := org.Appointment{Person: l.id(p.Person), Unit: l.units[p.Unit], Title: p.Title, Kind: p.Kind, Since: p.Since, Replace: true}
		if p.Since > l.start {
			l.script.story("post "+p.Person, 8, 0).on(p.Since, func(ctx context.Context) error {
				_, err := l.h.Org.Appoint(ctx, l.sys, in)
				return err
			})
			continue
		}
		if _, err := org.Appoint(tx, in); err != nil {
			return err
		}
	}
	for _, c := range l.w.Charges {
		if _, err := org.SetPortfolio(tx, org.PortfolioInput{Person: l.id(c.Person), Unit: l.units[c.Unit], Field: c.Field, Since: c.Since}); err != nil {
			return err
		}
	}
	return nil
}

// hash begins to make the printed passwords' hashes, each of which takes a good part of a second, and
// answers how to wait for them. The administrators' are made by the set-up itself.
func (l *loader) hash() func(context.Context) error {
	var wg sync.WaitGroup
	l.hashes = make([]string, len(l.w.Accounts))
	for i, a := range l.w.Accounts {
		if l.hashes[i] = noPassword; a.Password == "" || administrator(a.Role) {
			continue
		}
		wg.Add(1)
		go func() { defer wg.Done(); l.hashes[i] = access.HashPassword(a.Password) }()
	}
	return func(context.Context) error { wg.Wait(); return nil }
}

func administrator(role string) bool {
	return role == access.SysAdmin || role == access.SecAdmin || role == access.Auditor
}

// makeLogins makes the accounts and grants their roles, each by the administrator whose work it is.
func (l *loader) makeLogins(ctx context.Context) error {
	var steps []step
	for i, a := range l.w.Accounts {
		if administrator(a.Role) {
			continue
		}
		if err := access.CheckPassword(a.Login, a.Password); a.Password != "" && err != nil {
			return err
		}
		l.logins[a.Person] = ""
		steps = append(steps, step{who: a.Login, do: func(ctx context.Context) error { return l.makeLogin(ctx, a, l.hashes[i]) }})
	}
	return together(ctx, steps)
}

func (l *loader) makeLogin(ctx context.Context, a Account, hash string) error {
	id, err := l.h.Access.MakeLogin(ctx, l.sys, access.NewLogin{Login: a.Login, Person: l.id(a.Person), Title: a.Title, Hash: hash})
	if err != nil {
		return err
	}
	if a.Password != "" {
		if err := l.giveApp(ctx, l.sys, id, a.Login); err != nil {
			return err
		}
	}
	l.mu.Lock()
	l.logins[a.Person] = id
	l.mu.Unlock()
	since := earlier(a.Since, l.start)
	if a.Since > l.start {
		since = a.Since
	}
	for _, at := range append([]At{{a.Role, a.Unit}}, a.Also...) {
		if err := l.h.Access.Grant(ctx, l.sec, access.NewGrant{Login: id, Role: at.Role, Unit: l.units[at.Unit], Since: since, Until: a.Until, Basis: "任职文件"}); err != nil {
			return err
		}
	}
	return nil
}

// meet makes the actors: what a request would resolve from a session.
func (l *loader) meet(ctx context.Context) error {
	return l.h.DB.Read(ctx, l.sys, func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		for _, a := range l.w.Accounts {
			id, ok := l.logins[a.Person]
			if !ok {
				continue
			}
			p := l.w.Person(a.Person)
			home, _ := f.At(l.units[p.Unit])
			var grants []who.Grant
			for _, g := range append([]At{{a.Role, a.Unit}}, a.Also...) {
				at, _ := f.At(l.units[g.Unit])
				grants = append(grants, who.Grant{Role: g.Role, Unit: at.ID, UnitName: at.Short, First: at.Ord, Last: at.Last})
			}
			l.actors[a.Person] = who.Actor{Login: id, Person: l.id(a.Person), Name: p.Name, Title: a.Title, Unit: home.ID, UnitOrd: home.Ord, Grants: grants}
		}
		return nil
	})
}
