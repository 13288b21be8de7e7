package access_test

import (
	"context"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/audit"
)

var here = access.Bearer{Place: "here"}

// weak proves the password of one of house's administrators.
func weak(t *testing.T, h *access.Hall, login, password string) (who.Actor, access.Session, access.Bearer) {
	t.Helper()
	cookie, err := h.SignIn(context.Background(), access.Attempt{Login: login, Password: password, Place: "here"})
	if err != nil {
		t.Fatal(err)
	}
	a, s, err := h.Resolve(context.Background(), cookie)
	if err != nil {
		t.Fatal(err)
	}
	return a, s, access.Bearer{Cookie: cookie, Place: "here"}
}

func alive(h *access.Hall, cookie string) bool {
	_, _, err := h.Resolve(context.Background(), cookie)
	return err == nil
}

// A password alone opens nothing; the code makes it strong under a new cookie and a new form token.
func TestTwoSteps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, pw := house(t, d)
		a, s, b := weak(t, h, "sec", pw["sec"])
		if !a.Weak || len(a.Grants) > 0 || access.Anywhere(a, access.SignedIn) || !access.Anywhere(a, access.Halfway) || !s.Factors {
			t.Fatalf("the password alone: %+v", a)
		}
		for _, wrong := range []string{"", "000000", "abc"} {
			if _, err := h.ConfirmTOTP(ctx, a, b, wrong); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("the code %q: %v", wrong, err)
			}
		}
		k, err := h.ConfirmTOTP(ctx, a, b, accesstest.Code(t, d.Clock()))
		if err != nil {
			t.Fatal(err)
		}
		strong, now, err := h.Resolve(ctx, k.Cookie)
		if err != nil || strong.Weak || !strong.Has(access.SecAdmin) || access.Fresh(strong, d.Clock().Now()) != nil {
			t.Fatalf("both: %+v, %v", strong, err)
		}
		if alive(h, b.Cookie) || k.Cookie == b.Cookie || now.CSRF == s.CSRF || k.Device == "" {
			t.Error("the weak session lives on, or its token is kept, or the browser is not known")
		}
	})
}

// A code works once, in its step and the two beside it, and none older than the last one used.
func TestCodesWorkOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), dbtest.Clock(d)
		h, pw := house(t, d)
		try := func(at time.Time) bool {
			a, _, b := weak(t, h, "sec", pw["sec"])
			code, err := access.CodeAt(accesstest.Secret, at)
			if err != nil {
				t.Fatal(err)
			}
			_, err = h.ConfirmTOTP(ctx, a, b, code)
			return err == nil
		}
		now := c.Now()
		for _, x := range []struct {
			what string
			at   time.Time
			want bool
		}{
			{"two steps old", now.Add(-61 * time.Second), false},
			{"two steps early", now.Add(61 * time.Second), false},
			{"one step old", now.Add(-30 * time.Second), true},
			{"one step old again", now.Add(-30 * time.Second), false},
			{"now", now, true},
			{"now again", now, false},
			{"older than the last", now.Add(-30 * time.Second), false},
			{"one step early", now.Add(30 * time.Second), true},
		} {
			if got := try(x.at); got != x.want {
				t.Errorf("a code that is %s: %v", x.what, got)
			}
		}
	})
}

// One factor must remain; taking one away and adding one needs a fresh proof.
func TestFactorsOfOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), dbtest.Clock(d)
		h, _ := house(t, d)
		a, _, cookie := accesstest.Actor(t, h, "sec")
		b := access.Bearer{Cookie: cookie, Place: "here"}
		only, err := h.Factors(ctx, a)
		if err != nil || len(only) != 1 {
			t.Fatalf("%v, %v", only, err)
		}
		if err := h.RemoveFactor(ctx, a, cookie, only[0].ID); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("the last factor goes: %v", err)
		}
		offer, err := h.OfferTOTP(a, "sec", "临江市公安局")
		if err != nil || offer.URL == "" {
			t.Fatal(offer, err)
		}
		again, _ := h.OfferTOTP(a, "sec", "临江市公安局")
		if again.Secret != offer.Secret {
			t.Error("the page that is shown again shows another secret")
		}
		c.Advance(access.StepUpAge + time.Second)
		code, _ := access.CodeAt(offer.Secret, c.Now())
		if _, err := h.EnrolTOTP(ctx, a, b, "电话", code); !wantsStep(err) {
			t.Errorf("a factor is added without a fresh proof: %v", err)
		}
		a.Stepped = c.Now()
		if _, err := h.EnrolTOTP(ctx, a, b, "电话", code); err != nil {
			t.Fatal(err)
		}
		if err := h.RemoveFactor(ctx, a, cookie, only[0].ID); err != nil {
			t.Errorf("one of two stays: %v", err)
		}
		if err := h.RemoveFactor(ctx, a, cookie, db.NewID()); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("somebody else's factor: %v", err)
		}
	})
}

func wantsStep(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Rule == "step_up"
}

// A weak session of an account that has a factor cannot give itself another one.
func TestNoFactorByPasswordAlone(t *testing.T) {
	d := dbtest.SQLite(t)
	h, pw := house(t, d)
	a, _, b := weak(t, h, "sec", pw["sec"])
	if _, err := h.AddFactor(context.Background(), a, b, access.NewFactor{Kind: access.Cert, Mark: "x"}); !fault.Is(err, fault.KindDenied) {
		t.Errorf("the password alone adds a factor: %v", err)
	}
}

// The proof that the person is there: password or code, a new cookie, the old one dead.
func TestStepUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), dbtest.Clock(d)
		h, pw := house(t, d)
		a, s, cookie := accesstest.Actor(t, h, "sec")
		b := access.Bearer{Cookie: cookie, Place: "here"}
		if access.Fresh(a, c.Now()) != nil || access.Fresh(who.Job("night"), c.Now()) != nil {
			t.Error("a fresh sign-in does not count")
		}
		c.Advance(access.StepUpAge + time.Second)
		if !wantsStep(access.Fresh(a, c.Now())) || !wantsStep(access.Fresh(who.Actor{Login: "x"}, c.Now())) {
			t.Error("an old proof counts")
		}
		for _, wrong := range []string{"wrong password here", "000000"} {
			if _, err := h.StepUp(ctx, a, b, wrong); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%q proves something: %v", wrong, err)
			}
		}
		for _, right := range []string{pw["sec"], accesstest.Code(t, c)} {
			k, err := h.StepUp(ctx, a, b, right)
			if err != nil {
				t.Fatal(err)
			}
			fresh, now, err := h.Resolve(ctx, k.Cookie)
			if err != nil || access.Fresh(fresh, c.Now()) != nil || now.CSRF != s.CSRF || !now.Ends.Equal(s.Ends) {
				t.Errorf("after %q: %v", right, err)
			}
			if alive(h, b.Cookie) {
				t.Error("the old cookie lives on")
			}
			b.Cookie = k.Cookie
		}
	})
}

// T-SESS in the hall: what ends a session, and beside each end a session that goes on, as control.
func TestSessionsEndForAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, sys, id := newcomer(t, d)
		sec, _, _ := accesstest.Actor(t, h, "sec")
		grant := access.NewGrant{Login: id, Role: access.Office, Unit: sys.Grants[0].Unit, Since: clock.DayOf(d.Clock().Now()), Basis: "x"}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, x := range []struct {
			what string
			end  func(cookie string)
			dead bool
		}{
			{"nothing", func(string) {}, false},
			{"a role is granted", func(string) { must(h.Grant(ctx, sec, grant)) }, true},
			{"a role is revoked", func(string) {
				list, err := h.Logins(ctx, sec, "gu.ch", "", 1)
				must(err)
				must(h.Change(ctx, sec, access.Changes{Login: list[0].ID, Revoke: []string{list[0].Grants[0].ID}, Reason: "免职"}))
			}, true},
			{"the account is closed", func(string) { must(h.SetActive(ctx, sys, id, false)) }, true},
			{"the account is open again", func(string) { must(h.SetActive(ctx, sys, id, true)) }, false},
			{"signed out", func(cookie string) {
				a, _, err := h.Resolve(ctx, cookie)
				must(err)
				must(h.SignOut(ctx, a, cookie))
			}, true},
		} {
			if x.what == "the account is open again" {
				must(h.SetActive(ctx, sys, id, true))
			}
			cookie := accesstest.SignIn(t, h, "gu.ch")
			x.end(cookie)
			if alive(h, cookie) == x.dead {
				t.Errorf("%s: the session is alive: %v", x.what, !x.dead)
			}
		}
	})
}

func TestHowManySessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, _, _ := newcomer(t, d)
		c := dbtest.Clock(d)
		for login, most := range map[string]int{"gu.ch": 2, "aud": 1} {
			var all []string
			for range 4 {
				c.Advance(time.Second)
				all = append(all, accesstest.SignIn(t, h, login))
			}
			for i, cookie := range all {
				if want := i >= len(all)-most; alive(h, cookie) != want {
					t.Errorf("%s: session %d of %d is alive: %v", login, i+1, len(all), !want)
				}
			}
		}
		strong := accesstest.SignIn(t, h, "gu.ch")
		for range 5 { // somebody who only knows the password ends nobody's work
			l, err := h.Login(context.Background(), who.Job("test"), "gu.ch")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := h.Open(context.Background(), l.ID, here, access.Proof{How: "ldap"}, access.Weak); err != nil {
				t.Fatal(err)
			}
		}
		if !alive(h, strong) {
			t.Error("weak sessions end a strong one")
		}
	})
}

func TestSessionAges(t *testing.T) {
	d := dbtest.SQLite(t)
	c := dbtest.Clock(d)
	h, pw := house(t, d)
	_, _, b := weak(t, h, "sec", pw["sec"])
	c.Advance(access.WeakAge - time.Second)
	if !alive(h, b.Cookie) {
		t.Error("a weak session ends early")
	}
	c.Advance(2 * time.Second)
	if alive(h, b.Cookie) {
		t.Error("a weak session does not end")
	}
	cookie := accesstest.SignIn(t, h, "sec")
	for range int(access.MostAge/(20*time.Minute)) - 1 {
		c.Advance(20 * time.Minute)
		if !alive(h, cookie) {
			t.Fatal("a session in use ends early")
		}
	}
	c.Advance(21 * time.Minute)
	if alive(h, cookie) {
		t.Error("a session in use lives longer than twelve hours")
	}
}

// Under the profile mlps3 a password of 90 days is changed before anything else.
func TestStalePassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), dbtest.Clock(d)
		h, pw := house(t, d)
		level := func() (who.Actor, access.Session, access.Bearer) {
			c.Advance(time.Minute)
			a, _, b := weak(t, h, "sec", pw["sec"])
			k, err := h.ConfirmTOTP(ctx, a, b, accesstest.Code(t, c))
			if err != nil {
				t.Fatal(err)
			}
			a, s, err := h.Resolve(ctx, k.Cookie)
			if err != nil {
				t.Fatal(err)
			}
			return a, s, access.Bearer{Cookie: k.Cookie, Place: "here"}
		}
		c.Advance(91 * 24 * time.Hour)
		if _, s, _ := level(); s.Level != access.Strong { // control: without the profile nothing expires
			t.Fatalf("without the profile: %s", s.Level)
		}
		setProfile(t, d, access.ProfileMLPS3)
		a, s, b := level()
		if s.Level != access.Stale || !a.Weak || len(a.Grants) > 0 {
			t.Fatalf("an old password: %s %+v", s.Level, a)
		}
		for fresh, key := range map[string]string{"十五个汉字也可以当作很长的口令了": "signin.password.classes", pw["sec"]: "signin.password.former"} {
			_, err := h.ChangePassword(ctx, a, b, pw["sec"], fresh)
			refused(t, fresh, err, key)
		}
		k, err := h.ChangePassword(ctx, a, b, pw["sec"], "Walnut ladder thistle 1")
		if err != nil {
			t.Fatal(err)
		}
		a, s, err = h.Resolve(ctx, k.Cookie)
		if err != nil || s.Level != access.Strong || !a.Has(access.SecAdmin) || alive(h, b.Cookie) {
			t.Fatalf("after the change: %s, %v", s.Level, err)
		}
		b.Cookie = k.Cookie
		_, err = h.ChangePassword(ctx, a, b, "Walnut ladder thistle 1", pw["sec"])
		refused(t, "the password before", err, "signin.password.former")
	})
}

func setProfile(t *testing.T, d *db.DB, profile string) {
	t.Helper()
	err := d.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		if _, err := tx.Exec(`insert into house_setting (key, value) values ('password_profile', $1)`, profile); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.profile", Kind: "house", ID: "house"})
	})
	if err != nil {
		t.Fatal(err)
	}
}
