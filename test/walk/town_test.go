package walk

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
	"plumbline/test/demotest"
)

// town is the demo's bureau with its accounts, one per role, and two people beside them: somebody of a unit that has
// nothing to do with anything, and somebody without a role.
type town struct {
	house  *doors.House
	server *front.Server
	people map[string]walker // by role; "foreign" and "roleless" beside them
}

// walker is a signed-in person.
type walker struct {
	name   string
	cookie string
	csrf   string
}

const password = "Tian-Ping-2026-yunhe"

// foreigner holds every role that a unit's people can have, so that only the unit is wrong.
var foreigner = []access.Role{access.Liaison, access.UnitHead, access.Lead, access.Owner}

// Only failures of the house itself are of interest in the log.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	code := m.Run()
	for i := len(leave) - 1; i >= 0; i-- {
		leave[i]()
	}
	os.Exit(code)
}

// leave is what is put away after the tests.
var leave []func()

// openTown opens the demo, once for the package.
func openTown(t *testing.T) *town {
	t.Helper()
	townOnce.Do(func() { theTown, townErr = makeTown() })
	if townErr != nil {
		t.Fatal(townErr)
	}
	w := &town{house: theTown.house, server: theTown.server, people: map[string]walker{}}
	for role, login := range theTown.logins {
		w.people[role] = w.signIn(t, login.name, login.password)
	}
	return w
}

var (
	townOnce sync.Once
	theTown  madeTown
	townErr  error
)

type login struct{ name, password string }

type madeTown struct {
	house  *doors.House
	server *front.Server
	logins map[string]login
}

func makeTown() (m madeTown, err error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "plumbline-walk")
	if err != nil {
		return m, err
	}
	leave = append(leave, func() { os.RemoveAll(dir) })
	cfg, accounts, err := demotest.Live(ctx, dir)
	if err != nil {
		return m, err
	}
	if m.house, err = doors.Open(ctx, cfg); err != nil {
		return m, err
	}
	leave = append(leave, func() { m.house.Close() })
	m.server, m.logins = web.New(m.house, "test", false), map[string]login{}
	for _, a := range accounts {
		if _, twice := m.logins[a.Role]; !twice {
			m.logins[a.Role] = login{a.Login, a.Password}
		}
	}
	err = m.add("foreign", foreigner...)
	if err == nil {
		err = m.add("roleless")
	}
	return m, err
}

// add makes a unit of its own, a person in it with an account, and these roles there.
func (m *madeTown) add(name string, roles ...access.Role) error {
	ctx, job := context.Background(), who.Job("walk")
	var person, unit string
	err := m.house.DB.Write(ctx, job, func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		root, _ := f.Root(org.UnitTree)
		if unit, err = org.AddUnit(tx, org.UnitInput{Tree: org.UnitTree, Parent: root.ID, Name: "偏远" + name + "分局", Kind: "branch", Inspected: true}, ""); err != nil {
			return err
		}
		person, err = org.AddPerson(tx, org.PersonInput{Name: "异乡人", Badge: "9" + name, Unit: unit})
		return err
	})
	if err != nil {
		return err
	}
	id, err := m.house.Access.MakeLogin(ctx, job, access.NewLogin{Login: name, Person: person, Title: name, Hash: access.HashPassword(password)})
	if err != nil {
		return err
	}
	for _, r := range roles {
		if err := m.house.Access.Grant(ctx, job, access.NewGrant{Login: id, Role: r, Unit: unit, Since: "2026-01-01", Basis: "走查"}); err != nil {
			return err
		}
	}
	m.logins[name] = login{name, password}
	return nil
}

func (w *town) signIn(t *testing.T, name, password string) walker {
	t.Helper()
	cookie, err := accesstest.Open(context.Background(), w.house.Access, name)
	if err != nil {
		t.Fatal(name, err)
	}
	_, sess, err := w.house.Access.Resolve(context.Background(), cookie)
	if err != nil {
		t.Fatal(name, err)
	}
	return walker{name, cookie, sess.CSRF}
}

// ask sends one request as a person (the zero walker is nobody) and answers what came back. A form carries its token, so
// that a refusal is never only the missing token.
func (w *town) ask(p walker, method, path, lang string) *httptest.ResponseRecorder {
	var r *http.Request
	if method == http.MethodGet {
		r = httptest.NewRequest(method, path, nil)
	} else {
		r = httptest.NewRequest(method, path, strings.NewReader(url.Values{"csrf": {p.csrf}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.Header.Set("Accept", "text/html") // as a browser, so that a refusal is a page too
	if p.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "plumbline", Value: p.cookie})
	}
	r.AddCookie(&http.Cookie{Name: "pl_lang", Value: lang})
	a := httptest.NewRecorder()
	w.server.ServeHTTP(a, r)
	return a
}
