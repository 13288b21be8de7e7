package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
)

// now stands still, so that what is overdue is the same in every run.
var now = clock.Fixed(today.Time().Add(9 * time.Hour))

const password = "Ce-Liang-2026-bench"

// account makes a person with an account and a role at a unit.
func (w *world) account(ctx context.Context, unit, login string, role access.Role) error {
	var person string
	err := w.house.DB.Write(ctx, clerk, func(tx *db.Tx) (err error) {
		person, err = org.AddPerson(tx, org.PersonInput{Name: "测量员", Badge: login, Unit: unit})
		return err
	})
	if err != nil {
		return err
	}
	id, err := w.house.Access.MakeLogin(ctx, clerk, access.NewLogin{Login: login, Person: person, Title: login, Hash: access.HashPassword(password)})
	if err != nil {
		return err
	}
	return w.house.Access.Grant(ctx, clerk, access.NewGrant{Login: id, Role: role, Unit: unit, Since: "2020-01-01", Basis: "测量"})
}

// place is a new, empty database of a kind and how to throw it away.
func place(kind string) (data, database string, drop func(), err error) {
	data, err = os.MkdirTemp("", "plumbline-bench")
	if err != nil {
		return "", "", nil, err
	}
	if kind != "postgres" {
		return data, filepath.Join(data, "plumbline.db"), func() { os.RemoveAll(data) }, nil
	}
	server := os.Getenv("PLUMBLINE_TEST_PG")
	name := "plumbline_bench_" + strings.ToLower(rand.Text())
	admin := func(q string) error {
		pool, err := sql.Open("pgx", server)
		if err != nil {
			return err
		}
		defer pool.Close()
		_, err = pool.Exec(q)
		return err
	}
	u, err := url.Parse(server)
	if err == nil {
		err = admin("create database " + name)
	}
	if err != nil {
		return "", "", nil, err
	}
	u.Path = "/" + name
	return data, u.String(), func() {
		if err := admin("drop database " + name + " with (force)"); err != nil {
			note("%s stays: %v", name, err)
		}
		os.RemoveAll(data)
	}, nil
}

// site is a handler behind a real socket, and clients that keep their connections.
type site struct {
	url    string
	cookie string
	client *http.Client
	close  func()
}

func serve(h http.Handler) (*site, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go srv.Serve(ln) //nolint:errcheck // it ends with Close
	return &site{url: "http://" + ln.Addr().String(), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}},
		close: func() { srv.Close() }}, nil
}

// page reads one page whole.
func (s *site) page(path string) ([]byte, error) {
	q, err := http.NewRequest(http.MethodGet, s.url+path, nil)
	if err != nil {
		return nil, err
	}
	if s.cookie != "" {
		q.AddCookie(&http.Cookie{Name: "plumbline", Value: s.cookie})
	}
	a, err := s.client.Do(q)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err == nil && a.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s", path, a.Status)
	}
	return body, err
}

// get is page as a measured call.
func (s *site) get(path func(client, n int) string) func(client, n int) error {
	return func(client, n int) error {
		_, err := s.page(path(client, n))
		return err
	}
}

func same(path string) func(int, int) string { return func(int, int) string { return path } }

// open fills a house of a kind with so many items and opens it again as it is in use, every commit synced.
func open(ctx context.Context, kind string, items int) (*world, *site, func(), error) {
	data, database, drop, err := place(kind)
	if err != nil {
		return nil, nil, nil, err
	}
	fail := func(err error) (*world, *site, func(), error) { drop(); return nil, nil, nil, err }
	note("%s: building a ledger of %d items", kind, items)
	began := time.Now()
	h, err := doors.Open(ctx, doors.Config{Data: data, DB: database, Bulk: true, Clock: now})
	if err != nil {
		return fail(err)
	}
	w, err := fill(ctx, h, items)
	h.Close()
	if err != nil {
		return fail(err)
	}
	note("  built in %s", time.Since(began).Round(time.Second))
	if w.house, err = doors.Open(ctx, doors.Config{Data: data, DB: database, Clock: now}); err != nil {
		return fail(err)
	}
	w.place = database
	s, err := serve(web.New(w.house, "bench", false))
	if err == nil {
		s.cookie, err = accesstest.Open(ctx, w.house.Access, "office")
	}
	if err != nil {
		w.house.Close()
		return fail(err)
	}
	return w, s, func() { s.close(); w.house.Close(); drop() }, nil
}
