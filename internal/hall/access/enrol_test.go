package access_test

import (
	"context"
	"errors"
	"strings"
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

const pass = "mountains rivers lakes"

// newcomer is a house with a shell of an account for one person, and the system administrator.
func newcomer(t *testing.T, d *db.DB) (h *access.Hall, sys who.Actor, id string) {
	t.Helper()
	h, _ = house(t, d)
	sys, _, _ = accesstest.Actor(t, h, "sys")
	var person string
	err := d.Write(context.Background(), sys, func(tx *db.Tx) (err error) {
		person, err = org.AddPerson(tx, org.PersonInput{Name: "顾长河", Badge: "010203", Unit: sys.Grants[0].Unit})
		return err
	})
	if err == nil {
		id, err = h.MakeLogin(context.Background(), sys, access.NewLogin{Login: "gu.ch", Person: person})
	}
	if err != nil {
		t.Fatal(err)
	}
	return h, sys, id
}

func code(t *testing.T, h *access.Hall, sys who.Actor, id string) access.Code {
	t.Helper()
	c, err := h.IssueCode(context.Background(), sys, id, "入职")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// refused wants an Invalid fault whose first sentence is key.
func refused(t *testing.T, what string, err error, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindInvalid || f.Fields[0].Key != key {
		t.Errorf("%s: %v, want %s", what, err, key)
	}
}

// enrol walks the whole way: code and password, then the app as second factor.
func enrol(h *access.Hall, now time.Time, in access.Enrolment) (who.Actor, error) {
	ctx := context.Background()
	k, err := h.Enrol(ctx, in)
	if err != nil {
		return who.Actor{}, err
	}
	a, _, err := h.Resolve(ctx, k.Cookie)
	if err != nil {
		return a, err
	}
	if !a.Weak || len(a.Grants) > 0 {
		return a, errors.New("a code alone opens more than the second factor's page")
	}
	offer, err := h.OfferTOTP(a, in.Login, "house")
	if err != nil {
		return a, err
	}
	shown, err := access.CodeAt(offer.Secret, now)
	if err != nil {
		return a, err
	}
	k, err = h.EnrolTOTP(ctx, a, access.Bearer{Cookie: k.Cookie, Place: "here"}, "app", shown)
	if err != nil {
		return a, err
	}
	a, _, err = h.Resolve(ctx, k.Cookie)
	return a, err
}

// A code opens the way once, for its account, within its day; a newer one kills it.
func TestOneTimeCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, sys, id := newcomer(t, d)
		if _, err := h.SignIn(ctx, access.Attempt{Login: "gu.ch", Password: "", Place: "here"}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("a shell is open to the empty password: %v", err)
		}
		first := code(t, h, sys, id)
		if bare := strings.ReplaceAll(first.Text, "-", ""); len(bare) != 24 || first.Ends.Sub(first.Made) != access.CodeLasts {
			t.Errorf("a code of %d letters until %v", len(bare), first.Ends)
		}
		second := code(t, h, sys, id)
		in := access.Enrolment{Login: "gu.ch", Password: pass, Place: "here"}
		try := func(code string) error { in.Code = code; _, err := h.Enrol(ctx, in); return err }
		refused(t, "the code that was replaced", try(first.Text), "enrol.code_old")
		refused(t, "a wrong code", try(strings.Repeat("ABCD-", 5)+"ABCD"), "enrol.code_wrong")
		refused(t, "no code", try(""), "enrol.code_wrong")
		in.Login = "nobody"
		refused(t, "the code of another account", try(second.Text), "enrol.code_wrong")
		in.Login, in.Password = "gu.ch", "short"
		refused(t, "a bad password", try(second.Text), "login.password_short")

		in.Code, in.Password = strings.ToLower(strings.ReplaceAll(second.Text, "-", " ")), pass
		a, err := enrol(h, d.Clock().Now(), in)
		if err != nil || a.Weak {
			t.Fatalf("the right code: %v", err)
		}
		refused(t, "a code that was used", try(second.Text), "enrol.code_used")
		if _, err := h.SignIn(ctx, access.Attempt{Login: "gu.ch", Password: pass, Place: "here"}); err != nil {
			t.Errorf("the new password: %v", err)
		}
	})
}

// A password without a code enrols no second factor; with an open code, as control, it does.
func TestNoFactorWithoutCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, sys, id := newcomer(t, d)
		in := access.Enrolment{Login: "gu.ch", Password: pass, Place: "here", Code: code(t, h, sys, id).Text}
		k, err := h.Enrol(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.RequireCode(ctx, actor(t, h, "sec"), id, "遗失"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Resolve(ctx, k.Cookie); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the weak session lives on without its code: %v", err)
		}
		refused(t, "the code that was closed", func() error { _, err := h.Enrol(ctx, in); return err }(), "enrol.code_old")
		k, err = h.Open(ctx, id, access.Bearer{Place: "here"}, access.Proof{How: "ldap"}, access.Weak)
		if err != nil {
			t.Fatal(err)
		}
		a, _, _ := h.Resolve(ctx, k.Cookie)
		_, err = h.AddFactor(ctx, a, access.Bearer{Cookie: k.Cookie}, access.NewFactor{Kind: access.Cert, Mark: "m"})
		refused(t, "a first factor without a code", err, "enrol.code_needed")
		in.Code = code(t, h, sys, id).Text
		if _, err := enrol(h, d.Clock().Now(), in); err != nil {
			t.Errorf("the control is refused: %v", err)
		}
	})
}

func actor(t *testing.T, h *access.Hall, login string) who.Actor {
	t.Helper()
	a, _, _ := accesstest.Actor(t, h, login)
	return a
}

// Recovery is the same way: at the new code the old secrets, factors and sessions are gone, roles
// stay, and each administrator does the own part only.
func TestRecovery(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, sys, id := newcomer(t, d)
		in := access.Enrolment{Login: "gu.ch", Password: pass, Place: "here", Code: code(t, h, sys, id).Text}
		if _, err := enrol(h, d.Clock().Now(), in); err != nil {
			t.Fatal(err)
		}
		sec := actor(t, h, "sec")
		if err := h.Grant(ctx, sec, access.NewGrant{Login: id, Role: access.Office, Unit: sys.Grants[0].Unit, Since: "2020-01-01"}); err != nil {
			t.Fatal(err)
		}
		_, _, cookie := accesstest.Actor(t, h, "gu.ch")
		if _, err := h.IssueCode(ctx, sec, id, "x"); !fault.Is(err, fault.KindDenied) {
			t.Errorf("the security administrator issues a code: %v", err)
		}
		if err := h.RequireCode(ctx, sys, id, "x"); err == nil {
			t.Error("the system administrator lifts a suspension")
		}
		if _, err := h.IssueCode(ctx, sys, sys.Login, "x"); !fault.Is(err, fault.KindConflict) {
			t.Errorf("a code for oneself: %v", err)
		}
		if _, err := h.IssueCode(ctx, sys, id, ""); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("a code without a reason: %v", err)
		}
		in.Code = code(t, h, sys, id).Text
		if _, _, err := h.Resolve(ctx, cookie); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the session lives on: %v", err)
		}
		if _, err := h.SignIn(ctx, access.Attempt{Login: "gu.ch", Password: pass, Place: "there"}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("the old password works: %v", err)
		}
		list, err := h.Logins(ctx, sys, "gu.ch", "", 10)
		if err != nil || list[0].Standing.Enrolled() || list[0].Standing.Password || list[0].Standing.CodeUntil.IsZero() {
			t.Fatalf("the account's standing: %+v, %v", list, err)
		}
		in.Password = "walnut ladder thistle"
		a, err := enrol(h, d.Clock().Now(), in)
		if err != nil || !a.Has(access.Office) {
			t.Errorf("after recovery: %v, %+v", err, a.Grants)
		}
		if err := h.SetActive(ctx, sys, id, false); err != nil {
			t.Fatal(err)
		}
		if _, err := h.IssueCode(ctx, sys, id, "x"); !fault.Is(err, fault.KindConflict) {
			t.Errorf("a code for a closed account: %v", err)
		}
	})
}

// A code is over after its day, and guessing is slowed down; one try less, as control, is not.
func TestCodeExpiresAndTriesWait(t *testing.T) {
	c := clock.NewSettable(time.Date(2026, 6, 18, 9, 0, 0, 0, clock.Zone))
	d, err := db.Open(context.Background(), t.TempDir()+"/t.db", db.Options{Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	dbtest.Secrets(t, d)
	h, sys, id := newcomer(t, d)
	in := access.Enrolment{Login: "gu.ch", Password: pass, Place: "here", Code: code(t, h, sys, id).Text}
	c.Advance(access.CodeLasts + time.Minute)
	_, err = h.Enrol(context.Background(), in)
	refused(t, "a code of yesterday", err, "enrol.code_old")
	sys = actor(t, h, "sys")
	good := code(t, h, sys, id).Text
	waits := 0
	for range 8 {
		in.Code = "wrong"
		_, err := h.Enrol(context.Background(), in)
		if _, ok := access.TooMany(err); ok {
			waits++
		}
	}
	if waits == 0 {
		t.Error("eight wrong codes in a row never wait")
	}
	in.Code, in.Place = good, "elsewhere"
	if _, err := enrol(h, c.Now(), in); err != nil {
		t.Errorf("tries from one place keep out another: %v", err)
	}
}

// The house opens when the third of the three has enrolled, not before; then the token is gone.
func TestThreePeopleOpenTheHouse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h := access.New(d)
		in := org.SetupInput{Name: "临江市公安局", Lang: "zh", SysAdmin: org.FirstAdmin{Name: "方一", Login: "sys"},
			SecAdmin: org.FirstAdmin{Name: "岳二", Login: "sec"}, Auditor: org.FirstAdmin{Name: "殷三", Login: "aud"}}
		o := org.New(d, &i18n.Words{})
		f, err := o.Setup(ctx, in)
		if err != nil || len(f.Codes) != 3 || f.Token == "" {
			t.Fatalf("%+v, %v", f, err)
		}
		if _, err := o.Setup(ctx, in); !fault.Is(err, fault.KindDenied) {
			t.Errorf("a second ceremony: %v", err)
		}
		for i, c := range f.Codes {
			if i == 2 {
				if _, err := h.RepeatCode(ctx, "not the token", c.Role); !fault.Is(err, fault.KindNotFound) {
					t.Errorf("a code for anybody: %v", err)
				}
				if _, err := h.RepeatCode(ctx, f.Token, f.Codes[0].Role); !fault.Is(err, fault.KindNotFound) {
					t.Errorf("a code for a seat that is taken: %v", err)
				}
				lost := c
				if c, err = h.RepeatCode(ctx, f.Token, c.Role); err != nil || c.Text == lost.Text {
					t.Fatalf("a lost code: %v", err)
				}
			}
			a, err := enrol(h, d.Clock().Now(), access.Enrolment{Login: c.Login, Code: c.Text, Password: pass, Place: "here"})
			if err != nil {
				t.Fatal(err)
			}
			if got := len(a.Grants); got != 0 && i < 2 || got != 1 && i == 2 {
				t.Errorf("after %d of 3 the administrator holds %d roles", i+1, got)
			}
			state, err := h.Ceremony(ctx, "")
			if err != nil || state.Running != (i < 2) || state.Running && (state.Done() != i+1 || state.Seats[0].Name != "") {
				t.Errorf("after %d of 3: %+v, %v", i+1, state, err)
			}
		}
		if !actor(t, h, "sys").Has(access.SysAdmin) {
			t.Error("the first administrator has no role although all three are there")
		}
		if _, err := h.RepeatCode(ctx, f.Token, access.Auditor); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the token still opens something: %v", err)
		}
	})
}

// A place outside names a person; it makes no account, gives no right, and a certificate counts only
// for the account for which it is registered.
func TestNamedFromOutside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, sys, id := newcomer(t, d)
		b := access.Bearer{Place: "here"}
		_, k, err := h.SignInOutside(ctx, access.Outside{Way: "ldap", Matches: "badge", Value: "010203"}, b)
		if err != nil {
			t.Fatal(err)
		}
		if a, _, err := h.Resolve(ctx, k.Cookie); err != nil || !a.Weak || a.Login != id {
			t.Errorf("by badge: %+v, %v", a, err)
		}
		try := func(o access.Outside) error { _, _, err := h.SignInOutside(ctx, o, b); return err }
		if err := try(access.Outside{Way: "oidc", Matches: "login", Value: "gu.ch"}); err != nil {
			t.Errorf("by login: %v", err)
		}
		refused(t, "an unknown badge", try(access.Outside{Way: "ldap", Matches: "badge", Value: "999"}), "outside.unknown")
		refused(t, "an empty badge", try(access.Outside{Way: "ldap", Matches: "badge", Value: ""}), "outside.unknown")
		cert := access.Outside{Way: access.Cert, Matches: "badge", Value: "010203", Strong: true, Mark: "fp"}
		refused(t, "a certificate of nobody", try(cert), "outside.unregistered")

		in := access.Enrolment{Login: "gu.ch", Password: pass, Place: "here", Code: code(t, h, sys, id).Text}
		k, err = h.Enrol(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		a, _, _ := h.Resolve(ctx, k.Cookie)
		theirs := cert
		theirs.Value = "000001"
		_, err = h.AddCertificate(ctx, a, theirs, access.Bearer{Cookie: k.Cookie}, "UKey")
		refused(t, "the certificate of another person", err, "outside.other")
		if _, err := h.AddCertificate(ctx, a, cert, access.Bearer{Cookie: k.Cookie}, "UKey"); err != nil {
			t.Fatal(err)
		}
		if _, k, err = h.SignInOutside(ctx, cert, b); err != nil {
			t.Fatal(err)
		}
		if a, _, err := h.Resolve(ctx, k.Cookie); err != nil || a.Weak {
			t.Errorf("the registered certificate with its PIN: %+v, %v", a, err)
		}
		theirs = cert
		theirs.Value, theirs.Matches = "sys", "login"
		refused(t, "one person's certificate that names another", try(theirs), "outside.other")
		if k.Cookie, err = h.SignIn(ctx, access.Attempt{Login: "gu.ch", Password: pass, Place: "here"}); err != nil {
			t.Fatal(err)
		}
		a, _, _ = h.Resolve(ctx, k.Cookie)
		if k, err = h.ConfirmCertificate(ctx, a, cert, access.Bearer{Cookie: k.Cookie, Place: "here"}); err != nil {
			t.Fatal(err)
		}
		if a, _, err := h.Resolve(ctx, k.Cookie); err != nil || a.Weak {
			t.Errorf("password and certificate: %+v, %v", a, err)
		}
	})
}

// The console gives a code for a system administrator's account, and for no other.
func TestConsoleCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, _, _ := newcomer(t, d)
		for login, want := range map[string]bool{"sys": true, "sec": false, "aud": false, "gu.ch": false, "nobody": false} {
			c, err := h.ConsoleCode(ctx, login)
			if (err == nil) != want || err != nil && !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s: %v", login, err)
			}
			if err == nil {
				if _, err := enrol(h, d.Clock().Now(), access.Enrolment{Login: login, Code: c.Text, Password: pass, Place: "here"}); err != nil {
					t.Errorf("coming back with it: %v", err)
				}
			}
		}
	})
}
