package walk

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// town is a small house with two units that have nothing to do with each other and one person per role: the roles of the
// whole house at the root, those of a unit at the first unit, and the same again at the second, the strangers.
type town struct {
	house  *doors.House
	server *web.Server
	people map[string]walker // by role; "foreign" and "roleless" beside them
}

// walker is a signed-in person.
type walker struct {
	name   string
	cookie string
	csrf   string
}

const password = "Tian-Ping-2026-yunhe"

var (
	houseRoles = []access.Role{access.Office, access.TeamLeader, access.TeamDeputy, access.Member, access.Verifier, access.Leader}
	unitRoles  = []access.Role{access.Liaison, access.UnitHead, access.Lead, access.Owner}
)

// Only failures of the house itself are of interest in the log.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	os.Exit(m.Run())
}

func openTown(t *testing.T) *town {
	t.Helper()
	ctx := context.Background()
	h, err := doors.Open(ctx, doors.Config{Data: t.TempDir(), Clock: clock.NewSettable(dbtest.Start), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	admin := func(login, name string) org.FirstAdmin {
		return org.FirstAdmin{Name: name, Badge: login, Login: login, Title: name, Password: password}
	}
	err = org.New(h.DB, h.Words).Setup(ctx, org.SetupInput{Name: "走查市公安局", Lang: "zh",
		SysAdmin: admin("sysadmin", "赵一"), SecAdmin: admin("secadmin", "钱二"), Auditor: admin("auditor", "孙三")})
	if err != nil {
		t.Fatal(err)
	}
	w := &town{house: h, server: web.New(h, "test", false), people: map[string]walker{}}
	root, one, two := w.units(t)
	for _, r := range houseRoles {
		w.add(t, r, root, r)
	}
	for _, r := range unitRoles {
		w.add(t, r, one, r)
	}
	w.add(t, "foreign", two, unitRoles...)
	w.add(t, "roleless", one)
	for _, r := range []string{access.SysAdmin, access.SecAdmin, access.Auditor} {
		w.people[r] = w.signIn(t, r)
	}
	return w
}

// units makes two units below the root.
func (w *town) units(t *testing.T) (root, one, two string) {
	t.Helper()
	err := w.house.DB.Write(context.Background(), who.Job("walk"), func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		r, _ := f.Root(org.UnitTree)
		root = r.ID
		for i, id := range []*string{&one, &two} {
			if *id, err = org.AddUnit(tx, org.UnitInput{Tree: org.UnitTree, Parent: root, Name: fmt.Sprintf("第%d分局", i+1), Kind: "branch", Inspected: true}, one); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return root, one, two
}

// add makes a person with an account and these roles at a unit.
func (w *town) add(t *testing.T, login, unit string, roles ...access.Role) {
	t.Helper()
	ctx, job := context.Background(), who.Job("walk")
	var person string
	err := w.house.DB.Write(ctx, job, func(tx *db.Tx) (err error) {
		person, err = org.AddPerson(tx, org.PersonInput{Name: "李" + login[:1], Badge: login[:min(12, len(login))], Unit: unit})
		return err
	})
	if err != nil {
		t.Fatal(login, err)
	}
	id, err := w.house.Access.MakeLogin(ctx, job, access.NewLogin{Login: login, Person: person, Title: login, Password: password})
	if err != nil {
		t.Fatal(login, err)
	}
	for _, r := range roles {
		if err := w.house.Access.Grant(ctx, job, access.NewGrant{Login: id, Role: r, Unit: unit, Since: "2026-01-01", Basis: "走查"}); err != nil {
			t.Fatal(login, r, err)
		}
	}
	w.people[login] = w.signIn(t, login)
}

func (w *town) signIn(t *testing.T, login string) walker {
	t.Helper()
	cookie, err := w.house.Access.SignIn(context.Background(), login, password, "127.0.0.1")
	if err != nil {
		t.Fatal(login, err)
	}
	_, sess, err := w.house.Access.Resolve(context.Background(), cookie)
	if err != nil {
		t.Fatal(login, err)
	}
	return walker{login, cookie, sess.CSRF}
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
	if p.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "plumbline", Value: p.cookie})
	}
	r.AddCookie(&http.Cookie{Name: "pl_lang", Value: lang})
	a := httptest.NewRecorder()
	w.server.ServeHTTP(a, r)
	return a
}
