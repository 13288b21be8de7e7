package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var trial = time.Date(2026, 6, 18, 9, 0, 0, 0, time.UTC)

// A certificate for a trial is made once, used again, and made anew before it expires.
func TestSelfSignedCertificate(t *testing.T) {
	dir := t.TempDir()
	made := func(now time.Time) *x509.Certificate {
		t.Helper()
		cert, key, err := selfSigned(dir, "plumb.example:8443", now)
		if err != nil {
			t.Fatal(err)
		}
		own, err := pair(cert, key, now)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the key's mode is %v", info.Mode())
		}
		return own.Leaf
	}
	first := made(trial)
	for _, name := range []string{"localhost", "127.0.0.1", "plumb.example"} {
		if err := first.VerifyHostname(name); err != nil {
			t.Error(err)
		}
	}
	if first.NotAfter.Sub(first.NotBefore) > selfLasts {
		t.Error("browsers take no certificate that lasts so long")
	}
	if !made(trial.AddDate(0, 6, 0)).Equal(first) {
		t.Error("a certificate that is still good is made anew")
	}
	if made(first.NotAfter.Add(-time.Hour)).Equal(first) {
		t.Error("a certificate that is about to expire is kept")
	}
}

// A certificate that browsers would refuse is refused at the start, with one sentence; a good one, as
// control, is taken.
func TestCertificateOfTheHouse(t *testing.T) {
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal("this Go makes no weak key any more, so this test needs one that is written down:", err)
	}
	good, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	for says, x := range map[string]struct {
		public, private any
		now             time.Time
	}{
		"":                      {&good.PublicKey, good, trial},
		"expired on 2027-07-01": {&good.PublicKey, good, trial.AddDate(3, 0, 0)},
		"has 1024 bits":         {&weak.PublicKey, weak, trial},
		"cannot be used":        {&good.PublicKey, weak, trial},
	} {
		dir := t.TempDir()
		cert, key := filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
		signer := x.private
		if says == "cannot be used" {
			signer = good // the key beside it is another
		}
		tpl := template("127.0.0.1:0", trial)
		tpl.NotAfter = time.Date(2027, 6, 30, 17, 0, 0, 0, time.UTC) // the house counts its days by Beijing's
		der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, x.public, signer)
		if err != nil {
			t.Fatal("this Go signs nothing with a weak key, so this test needs a certificate that is written down:", err)
		}
		sealed, err := x509.MarshalPKCS8PrivateKey(x.private)
		if err != nil {
			t.Fatal(err)
		}
		if err := writePEM(cert, "CERTIFICATE", der); err != nil {
			t.Fatal(err)
		}
		if err := writePEM(key, "PRIVATE KEY", sealed); err != nil {
			t.Fatal(err)
		}
		_, err = pair(cert, key, x.now)
		if (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", says, err)
		}
	}
}

// A plain line over a network, and a proxy that is not named, are warned of.
func TestWarnings(t *testing.T) {
	for _, x := range []struct {
		line Line
		addr string
		want string
	}{
		{Line{}, "127.0.0.1:8080", ""},
		{Line{}, "[::1]:8080", ""},
		{Line{}, "0.0.0.0:8080", "--tls-cert"},
		{Line{}, ":8080", "--tls-cert"},
		{Line{BehindTLS: true}, "0.0.0.0:8080", "--proxy"},
		{Line{BehindTLS: true, Proxy: []string{"10.0.0.5"}}, "0.0.0.0:8080", ""},
	} {
		_, notes, err := x.line.door(t.TempDir(), x.addr, trial)
		got := strings.Join(notes, "\n")
		if err != nil || (got == "") != (x.want == "") || !strings.Contains(got, x.want) {
			t.Errorf("%+v at %s: %q, %v", x.line, x.addr, got, err)
		}
	}
	d, _, err := Line{BehindTLS: true, Proxy: []string{"10.0.0.5", "fd00::/8"}}.door(t.TempDir(), "127.0.0.1:0", trial)
	if err != nil || len(d.Proxies) != 2 || !d.Proxies[0].Contains(netip.MustParseAddr("10.0.0.5")) || d.Proxies[0].Contains(netip.MustParseAddr("10.0.0.6")) {
		t.Errorf("%v, %v", d.Proxies, err)
	}
}
