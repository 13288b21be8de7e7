package access_test

import (
	"context"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
)

// house is a bureau right after set-up: three administrators and nobody else.
func house(t *testing.T, d *db.DB) (*access.Hall, map[string]string) {
	t.Helper()
	passwords := map[string]string{"sys": "kettle ladder moth 1", "sec": "quartz pillow heron 2", "aud": "thistle barley stove 3"}
	in := org.SetupInput{Name: "临江市公安局", Short: "市局", Lang: "zh",
		SysAdmin: org.FirstAdmin{Name: "方一", Login: "sys"},
		SecAdmin: org.FirstAdmin{Name: "岳二", Login: "sec"},
		Auditor:  org.FirstAdmin{Name: "殷三", Login: "aud"}}
	h := access.New(d)
	f, err := org.New(d, &i18n.Words{}).Setup(context.Background(), in)
	if err == nil {
		err = accesstest.Found(context.Background(), d, h, f, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	access.GivePasswords(t, d, passwords)
	return h, passwords
}

func TestSessionsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, pw := house(t, d)
		if _, err := h.SignIn(ctx, access.Attempt{Login: "sys", Password: "wrong password here", Place: "here"}); !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("a wrong password: %v", err)
		}
		_, unknown := h.SignIn(ctx, access.Attempt{Login: "nobody", Password: "wrong password here", Place: "here"})
		if _, wrong := h.SignIn(ctx, access.Attempt{Login: "sys", Password: "wrong password here", Place: "here"}); unknown == nil || unknown.Error() != wrong.Error() {
			t.Fatalf("unknown and wrong differ: %v, %v", unknown, wrong)
		}
		if _, err := h.SignIn(ctx, access.Attempt{Login: "sys", Password: pw["sys"], Place: "here"}); err != nil {
			t.Fatal(err)
		}
		cookie := accesstest.SignIn(t, h, "sys")
		a, s, err := h.Resolve(ctx, cookie)
		if err != nil || !a.Has(access.SysAdmin) || s.CSRF == "" {
			t.Fatalf("resolve: %v %+v", err, a)
		}
		if _, _, err := h.Resolve(ctx, cookie+"x"); !fault.Is(err, fault.KindNotFound) {
			t.Fatalf("a changed cookie: %v", err)
		}
		if err := h.SignOut(ctx, a, cookie); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Resolve(ctx, cookie); !fault.Is(err, fault.KindNotFound) {
			t.Fatalf("after signing out: %v", err)
		}
	})
}

func TestIdleSessionIsGone(t *testing.T) {
	c := clock.NewSettable(time.Date(2026, 6, 18, 9, 0, 0, 0, clock.Zone))
	d, err := db.Open(context.Background(), t.TempDir()+"/t.db", db.Options{Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	dbtest.Secrets(t, d)
	h, _ := house(t, d)
	cookie := accesstest.SignIn(t, h, "sys")
	c.Advance(access.IdleLimit - time.Minute)
	if _, _, err := h.Resolve(context.Background(), cookie); err != nil {
		t.Fatalf("a session in use: %v", err)
	}
	c.Advance(access.IdleLimit + time.Minute)
	if _, _, err := h.Resolve(context.Background(), cookie); !fault.Is(err, fault.KindNotFound) {
		t.Fatalf("an idle session: %v", err)
	}
}

func TestThreeAdministratorsStayApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, _ := house(t, d)
		sys, sec := signedIn(t, h, "sys"), signedIn(t, h, "sec")
		if _, err := h.MakeLogin(ctx, sec, access.NewLogin{Login: "x1", Person: sys.Person}); !fault.Is(err, fault.KindDenied) {
			t.Fatalf("the security administrator makes accounts: %v", err)
		}
		id, err := h.MakeLogin(ctx, sys, access.NewLogin{Login: "x1", Person: sys.Person})
		if err != nil {
			t.Fatal(err)
		}
		in := access.NewGrant{Login: id, Role: access.Office, Unit: sys.Grants[0].Unit, Since: clock.DayOf(d.Clock().Now())}
		if err := h.Grant(ctx, sys, in); !fault.Is(err, fault.KindDenied) {
			t.Fatalf("the system administrator grants: %v", err)
		}
		if err := h.Grant(ctx, sec, in); !fault.Is(err, fault.KindInvalid) {
			t.Fatalf("a second account of the system administrator becomes office: %v", err)
		}
	})
}

func signedIn(t *testing.T, h *access.Hall, login string) who.Actor {
	t.Helper()
	a, _, _ := accesstest.Actor(t, h, login)
	return a
}
