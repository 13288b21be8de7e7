package idp

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/go-ldap/ldap/v3"

	"plumbline/internal/doors/web/idp/idptest"
)

func newDirectory(t *testing.T, startTLS bool) (*idptest.Directory, *LDAP) {
	t.Helper()
	d := idptest.NewDirectory(t, startTLS,
		idptest.Entry{DN: "uid=zhao,ou=people,dc=x", UID: "zhao", Password: "mountains and rivers", Badges: []string{"010203"}},
		idptest.Entry{DN: "uid=qian,ou=people,dc=x", UID: "qian", Password: "another pass phrase", Badges: []string{"1", "2"}},
		idptest.Entry{DN: "uid=sun,ou=people,dc=x", UID: "sun", Password: "third pass phrase"})
	return d, &LDAP{URL: d.URL, Bind: "uid={login},ou=people,dc=x", Base: "dc=x", Filter: "(uid={login})", Attribute: "employeeNumber", Matches: "badge", roots: d.Pool}
}

// naive puts the login name into the templates as it is: the control of the injection test.
func naive(template, login string) string { return strings.ReplaceAll(template, "{login}", login) }

func TestDirectoryNamesThePerson(t *testing.T) {
	for _, startTLS := range []bool{false, true} {
		_, c := newDirectory(t, startTLS)
		ctx := context.Background()
		got, err := c.Ask(ctx, "zhao", "mountains and rivers")
		if err != nil || got != (Claim{Way: "ldap", Matches: "badge", Value: "010203"}) {
			t.Fatalf("StartTLS %v: %+v, %v", startTLS, got, err)
		}
		for name, x := range map[string]struct {
			login, password string
			want            error
		}{
			"a wrong password":    {"zhao", "mountains", ErrWrong},
			"an empty password":   {"zhao", "", ErrWrong},
			"an unknown name":     {"nobody", "mountains and rivers", ErrWrong},
			"no such attribute":   {"sun", "third pass phrase", ErrNothing},
			"two badges":          {"qian", "another pass phrase", ErrNothing},
			"a star":              {"*", "mountains and rivers", ErrWrong},
			"a filter":            {"zhao)(|(uid=*", "mountains and rivers", ErrWrong},
			"a distinguished one": {"zhao,ou=people", "mountains and rivers", ErrWrong},
			"a NUL":               {"zhao\x00", "mountains and rivers", ErrWrong},
		} {
			if _, err := c.Ask(ctx, x.login, x.password); !errors.Is(err, x.want) {
				t.Errorf("StartTLS %v, %s: %v, want %v", startTLS, name, err, x.want)
			}
		}
	}
}

// What a person types stays one name, even without the bound on its letters: it finds no second
// entry and makes no other filter. The control is the template filled in as it is.
func TestLoginNameIsEscaped(t *testing.T) {
	d, c := newDirectory(t, false)
	d.People = d.People[:1]
	ctx := context.Background()
	d.People[0].DN = "uid=\\2a,ou=people,dc=x" // so that the bind of the star passes and the filter decides
	if _, err := c.ask(ctx, "*", "mountains and rivers"); !errors.Is(err, ErrNothing) && !errors.Is(err, ErrWrong) {
		t.Errorf("a star: %v", err)
	}
	conn, err := c.dial(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Bind(d.People[0].DN, "mountains and rivers"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.entry(conn, "*"); !errors.Is(err, ErrNothing) {
		t.Errorf("a star in the filter: %v", err)
	}
	res, err := conn.Search(ldap.NewSearchRequest("dc=x", ldap.ScopeWholeSubtree, 0, 2, 5, false, naive(c.Filter, "*"), []string{"employeeNumber"}, nil))
	if err != nil || len(res.Entries) != 1 {
		t.Errorf("the control finds nobody, so this test sees nothing: %v", err)
	}
	const evil = "zhao,ou=admins"
	if got := c.bindName(evil); strings.Count(got, ",") != strings.Count(got, `\,`)+2 {
		t.Errorf("a comma opens a new part: %s", got)
	}
	if dn, err := ldap.ParseDN(naive(c.Bind, evil)); err != nil || len(dn.RDNs) != 4 {
		t.Errorf("the control stays one name, so this test sees nothing: %v", err)
	}
}

// A directory that does not answer, or cannot show a certificate of the house's CA, is down; the
// password never travels to it.
func TestDirectoryIsDown(t *testing.T) {
	d, c := newDirectory(t, false)
	_, c.roots = idptest.SelfMade(t)
	if _, err := c.Ask(context.Background(), "zhao", "mountains and rivers"); !errors.Is(err, ErrDown) || len(d.Binds) > 0 {
		t.Errorf("a stranger's certificate: %v, %q", err, d.Binds)
	}
	c.URL = "ldaps://127.0.0.1:1"
	if _, err := c.Ask(context.Background(), "zhao", "mountains and rivers"); !errors.Is(err, ErrDown) {
		t.Errorf("nobody listens: %v", err)
	}
}
