package durable

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // to make a database

	"plumbline/internal/doors"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

var ctx = context.Background()

// site is where a house stands and who acts in it.
type site struct {
	Data, DB string
	Unit     string // a branch
	Actors   map[string]who.Actor
}

// build makes a house with a city bureau, one branch and the actors.
func build(t testing.TB, data, database string) *site {
	t.Helper()
	s := &site{Data: data, DB: database, Actors: map[string]who.Actor{}}
	h := s.open(t)
	defer h.Close()
	err := h.DB.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		office := ""
		root, err := org.AddUnit(tx, org.UnitInput{Name: "临江市公安局", Kind: "city"}, "")
		if err == nil {
			office, err = org.AddUnit(tx, org.UnitInput{Name: "督察办", Parent: root, Kind: "department"}, "")
		}
		if err == nil {
			s.Unit, err = org.AddUnit(tx, org.UnitInput{Name: "城东分局", Parent: root, Kind: "branch", Inspected: true}, "")
		}
		if err != nil {
			return err
		}
		at, err := org.UnitByID(tx, root)
		if err != nil {
			return err
		}
		for _, role := range []string{access.Office, access.SysAdmin, access.Liaison, access.Auditor, access.Leader} {
			works := root
			if role == access.Office { // whoever agrees comes from another line
				works = office
			}
			person, err := org.AddPerson(tx, org.PersonInput{Name: "测试员", Unit: works})
			if err != nil {
				return err
			}
			s.Actors[role] = who.Actor{Login: "login-" + role, Person: person, Name: "测试员", Title: role, Unit: works, UnitOrd: at.Ord, Stepped: tx.Now,
				Grants: []who.Grant{{ID: role, Role: role, Unit: root, First: at.Ord, Last: at.Last}}}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) config() doors.Config { return doors.Config{Data: s.Data, DB: s.DB} }

func (s *site) open(t testing.TB) *doors.House {
	t.Helper()
	h, err := doors.Open(ctx, s.config())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (s *site) postgres() bool { return strings.Contains(s.DB, "://") }

// each runs fn on a house of each database.
func each(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Run("sqlite", func(t *testing.T) { fn(t, build(t, filepath.Join(t.TempDir(), "data"), "")) })
	t.Run("postgres", func(t *testing.T) {
		fn(t, build(t, filepath.Join(t.TempDir(), "data"), database(t, server(t))))
	})
}

func server(t testing.TB) string {
	t.Helper()
	at := os.Getenv("PLUMBLINE_TEST_PG")
	switch {
	case at == "" && os.Getenv("CI") == "true":
		t.Fatal("PLUMBLINE_TEST_PG is not set, and CI=true wants both databases")
	case at == "":
		t.Skip("no PostgreSQL: run through scripts/pg.sh")
	}
	return at
}

// database makes an empty database on a server; it goes with the test.
func database(t testing.TB, server string) string {
	t.Helper()
	name := "plumbline_durable_" + strings.ToLower(rand.Text())
	admin(t, server, "create database "+name)
	t.Cleanup(func() { admin(t, server, "drop database "+name+" with (force)") })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func admin(t testing.TB, server, q string) {
	t.Helper()
	d, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Exec(q); err != nil {
		t.Errorf("%s: %v", q, err)
	}
}

// spent logs what a test took, beside what it did.
func spent(t testing.TB, began time.Time, format string, args ...any) {
	t.Helper()
	t.Logf(format+"; %s", append(args, time.Since(began).Round(100*time.Millisecond))...)
}
