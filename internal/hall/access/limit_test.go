package access

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// cheapHash is a real hash with the least cost, so that thousands of guesses are tried in seconds; the
// cost stands in the stored hash, and what the program itself makes is never so cheap.
func cheapHash(password string) string {
	salt := make([]byte, 16)
	key := argon2.IDKey([]byte(password), salt, 1, 8, 1, argonLen)
	return strings.Replace(phc(salt, key), fmt.Sprintf("m=%d,t=%d", argonMemory, argonTime), "m=8,t=1", 1)
}

const ownPassword = "walnut ladder thistle"

// attacked is a house with one account and a browser that it knows.
func attacked(t *testing.T) (h *Hall, c *clock.Settable, login, device string) {
	t.Helper()
	d := dbtest.SQLite(t)
	h, c, device = New(d), dbtest.Clock(d), secret()
	err := d.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		if _, err := tx.Exec(`insert into org_person (id, name) values ('p', '顾长河')`); err != nil {
			return err
		}
		id, err := makeLogin(tx, NewLogin{Login: "gu.ch", Person: "p", Hash: cheapHash(ownPassword)})
		if err != nil {
			return err
		}
		login = id
		if err := insertDevice(tx, id, sessionID(device)); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.fill", Kind: "login", ID: id})
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, c, login, device
}

type outcome struct{ in, judged, held, owner, ownerOut int }

// attack makes guesses from so many sources, one every gap; every hundredth moment the owner signs in
// from the place, with the browser's cookie or without.
func attack(t *testing.T, guesses, sources int, gap time.Duration, device string) (o outcome, h *Hall) {
	t.Helper()
	h, c, _, known := attacked(t)
	if device == "known" {
		device = known
	}
	for i := range guesses {
		c.Advance(gap)
		place := fmt.Sprintf("10.9.%d.%d", i%sources/250, i%sources%250)
		_, err := h.SignIn(context.Background(), Attempt{Login: "gu.ch", Password: fmt.Sprintf("guess number %d", i), Place: place})
		_, many := TooMany(err)
		switch {
		case err == nil:
			o.in++
		case many:
			o.held++
		case fault.Is(err, fault.KindInvalid):
			o.judged++
		default:
			t.Fatal(err)
		}
		if i%100 == 99 {
			o.owner++
			if _, err := h.SignIn(context.Background(), Attempt{Login: "gu.ch", Password: ownPassword, Place: "10.9.0.0", Device: device}); err != nil {
				o.ownerOut++
			}
		}
	}
	return o, h
}

// T-LOGIN at the size of every change: nobody guesses in, and the owner of a known browser signs in
// at any moment of it, even from the address of the attack.
func TestLoginUnderAttack(t *testing.T) {
	guesses, many := 2000, 200
	if os.Getenv("PLUMBLINE_NIGHTLY") != "" {
		guesses, many = 100_000, 1000
	}
	for _, x := range []struct {
		what    string
		sources int
		gap     time.Duration
	}{{"one source", 1, 20 * time.Millisecond}, {"many sources", many, 20 * time.Millisecond}, {"a slow drip", many, 20 * time.Second}} {
		o, h := attack(t, guesses, x.sources, x.gap, "known")
		if o.in > 0 || o.ownerOut > 0 {
			t.Errorf("%s: %d got in; the owner was kept out %d times of %d", x.what, o.in, o.ownerOut, o.owner)
		}
		if n := len(h.limit.cells); n > 2*x.sources+2 {
			t.Errorf("%s: %d buckets are kept", x.what, n)
		}
		t.Logf("%s: %d guesses judged, %d held up, owner in %d times", x.what, o.judged, o.held, o.owner)
	}
	// control: without the browser's own bucket the same attack keeps the owner out
	for _, sources := range []int{1, 200} {
		if o, _ := attack(t, 2000, sources, 20*time.Millisecond, ""); o.ownerOut == 0 {
			t.Errorf("%d sources: an unknown browser is never held up, so the test shows nothing", sources)
		}
	}
}

// After a hundred failures in a row the password is suspended for unknown browsers, with the same
// words; the known browser, a passkey or a certificate go on, and the suspension can be lifted.
func TestSuspendedPassword(t *testing.T) {
	h, c, login, device := attacked(t)
	ctx := context.Background()
	guess := func(password, device string) error {
		c.Advance(time.Hour)
		_, err := h.SignIn(ctx, Attempt{Login: "gu.ch", Password: password, Place: "10.1.1.1", Device: device})
		return err
	}
	for range mostFailures - 1 {
		guess("wrong", "")
	}
	if err := guess(ownPassword, ""); err != nil {
		t.Fatalf("suspended one failure early: %v", err)
	}
	for range mostFailures {
		guess("wrong", "")
	}
	wrong, right := guess("wrong", ""), guess(ownPassword, "")
	if right == nil || right.Error() != wrong.Error() {
		t.Errorf("a suspended password: %v, a wrong one: %v", right, wrong)
	}
	if err := guess(ownPassword, device); err != nil {
		t.Errorf("the known browser: %v", err)
	}
	if _, err := h.Open(ctx, login, Bearer{Place: "10.1.1.1"}, Proof{How: Cert}, Strong); err != nil {
		t.Errorf("a certificate: %v", err)
	}
	for range mostFailures {
		guess("wrong", device)
	}
	if err := guess(ownPassword, device); err == nil {
		t.Error("a known browser guesses on for ever")
	}
	err := h.db.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		if err := clearSuspension(tx, login); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.lift", Kind: "login", ID: login})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := guess(ownPassword, ""); err != nil {
		t.Errorf("after it was lifted: %v", err)
	}
}

// The wait of an account and source grows from one second to thirty, and a right try ends it.
func TestWaitGrows(t *testing.T) {
	c := clock.NewSettable(dbtest.Start)
	l := newLimiter(c)
	one := charges("password", "a", "here", "")
	var waits []time.Duration
	for range 12 {
		wait := l.take(one)
		waits = append(waits, wait)
		c.Advance(wait)
		if wait > 0 {
			if l.take(one) > 0 {
				t.Fatal("the wait does not end")
			}
		}
	}
	want := []time.Duration{0, 0, 0, 0, 0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, mostWait, mostWait}
	for i := range want {
		if waits[i] != want[i] {
			t.Fatalf("waits %v, want %v", waits, want)
		}
	}
	if l.take(charges("password", "a", "there", "")) > 0 || l.take(charges("password", "b", "here", "")) > 0 {
		t.Error("another source or another account is held up")
	}
	c.Advance(mostWait)
	l.take(one)
	l.giveBack(one, true)
	for range perPair.burst {
		if l.take(one) > 0 {
			t.Fatal("a right try does not end the wait")
		}
	}
}

// A full line answers Busy at once, and the line of known browsers is another one.
func TestTheLineIsShort(t *testing.T) {
	s := newSlots(1)
	leave, err := s.enter(false)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, mostQueued+mostKnown)
	enter := func(known bool) {
		leave, err := s.enter(known)
		if err == nil {
			leave()
		}
		done <- err
	}
	for range mostQueued {
		go enter(false)
	}
	for s.queued[0].Load() < mostQueued {
		time.Sleep(time.Millisecond)
	}
	if _, err := s.enter(false); err == nil {
		t.Error("the line has no end")
	}
	go enter(true)
	for s.queued[1].Load() < 1 {
		time.Sleep(time.Millisecond)
	}
	leave()
	for range mostQueued + 1 {
		if err := <-done; err != nil {
			t.Errorf("somebody in the line was sent away: %v", err)
		}
	}
}

// Four former passwords and the present one make the history of five; older hashes are gone.
func TestHistoryIsFive(t *testing.T) {
	h, c, login, _ := attacked(t)
	for i := range 7 {
		c.Advance(time.Hour)
		err := h.db.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
			if err := keepFormer(tx, login, fmt.Sprintf("hash %d", i)); err != nil {
				return err
			}
			return audit.Record(tx, audit.Entry{Action: "test.keep", Kind: "login", ID: login})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := h.db.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		list, err := formerHashes(tx, login, 100)
		if got := strings.Join(list, ", "); got != "hash 6, hash 5, hash 4, hash 3" {
			t.Errorf("kept: %s", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
