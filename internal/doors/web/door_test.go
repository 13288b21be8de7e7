package web

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
)

// ca signs certificates for tests; it lives as long as the test.
type ca struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newCA(t *testing.T, name string) *ca {
	t.Helper()
	c := &ca{t: t}
	made := c.sign(&x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	c.cert, c.key = made.Leaf, made.PrivateKey.(*ecdsa.PrivateKey)
	return c
}

// sign makes a certificate; without a CA yet it signs itself.
func (c *ca) sign(tpl *x509.Certificate) tls.Certificate {
	c.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	tpl.SerialNumber, _ = rand.Int(rand.Reader, big.NewInt(1<<62))
	if tpl.NotAfter.IsZero() {
		tpl.NotBefore, tpl.NotAfter = testDay.AddDate(-1, 0, 0), testDay.AddDate(20, 0, 0)
	}
	parent, signer := tpl, key
	if c.cert != nil {
		parent, signer = c.cert, c.key
	}
	der, err := x509.CreateCertificate(rand.Reader, tpl, parent, &key.PublicKey, signer)
	if err != nil {
		c.t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		c.t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func (c *ca) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(c.cert)
	return p
}

// own is a server's certificate for 127.0.0.1.
func (c *ca) own() tls.Certificate {
	return c.sign(&x509.Certificate{Subject: pkix.Name{CommonName: "server"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
}

// testDay is when emptyHouse stands.
var testDay = time.Date(2026, 6, 18, 9, 20, 0, 0, clock.Zone)

// TestOldTLSIsRefused is T-TLS: what is older than TLS 1.2, and every suite that is not AEAD, is
// refused in the handshake. A server with Go's own settings is the control: it takes CBC suites.
func TestOldTLSIsRefused(t *testing.T) {
	authority := newCA(t, "T-TLS")
	h, _ := emptyHouse(t)
	ours := serveTLS(t, NewAt(h, "test", front.Door{TLS: front.TLSConfig(authority.own(), nil)}))
	lax := &tls.Config{Certificates: []tls.Certificate{authority.own()}, MinVersion: tls.VersionTLS10}
	control := serveTLS(t, &plainServer{cfg: lax})

	dial := func(addr string, version uint16, suite ...uint16) (tls.ConnectionState, error) {
		conn, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: authority.pool(), MinVersion: tls.VersionTLS10, MaxVersion: version, CipherSuites: suite, Time: func() time.Time { return testDay }})
		if err != nil {
			return tls.ConnectionState{}, err
		}
		defer conn.Close()
		return conn.ConnectionState(), nil
	}
	for _, old := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		if _, err := dial(ours, old); err == nil {
			t.Errorf("%s is taken", tls.VersionName(old))
		}
		if _, err := dial(control, old); err != nil {
			t.Errorf("the control refuses %s, so this test sees nothing: %v", tls.VersionName(old), err)
		}
	}
	taken := 0
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if s.SupportedVersions[0] == tls.VersionTLS13 {
			continue
		}
		st, err := dial(ours, tls.VersionTLS12, s.ID)
		aead := strings.HasPrefix(s.Name, "TLS_ECDHE_") && (strings.Contains(s.Name, "_GCM_") || strings.Contains(s.Name, "CHACHA20"))
		if err == nil && !aead {
			t.Errorf("the suite %s is taken", tls.CipherSuiteName(st.CipherSuite))
		}
		if err == nil {
			taken++
		}
	}
	if taken != 3 { // the ECDSA half: the certificate has an elliptic key
		t.Errorf("%d suites of TLS 1.2 are taken, want the three AEAD ones", taken)
	}
	if _, err := dial(control, tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA); err != nil {
		t.Errorf("the control refuses CBC, so this test sees nothing: %v", err)
	}
	if st, err := dial(ours, tls.VersionTLS13); err != nil || st.Version != tls.VersionTLS13 {
		t.Errorf("TLS 1.3: %v", err)
	}
	testssl(t, ours)
}

// testssl runs the scanner of that name, where there is one, in the nightly round.
func testssl(t *testing.T, addr string) {
	bin, err := exec.LookPath("testssl")
	if err != nil {
		bin, err = exec.LookPath("testssl.sh")
	}
	if err != nil || os.Getenv("PLUMBLINE_NIGHTLY") == "" {
		return
	}
	out, err := exec.CommandContext(t.Context(), bin, "--quiet", "--color", "0", "--protocols", "--std", "--vulnerable", addr).CombinedOutput()
	if err != nil || strings.Contains(string(out), "NOT ok") {
		t.Errorf("testssl: %v\n%s", err, out)
	}
}

type listener interface {
	Listen(ctx context.Context, ln net.Listener) error
}

// plainServer is a server with somebody else's TLS settings.
type plainServer struct{ cfg *tls.Config }

func (p *plainServer) Listen(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{Handler: http.NotFoundHandler()}
	go func() { <-ctx.Done(); srv.Close() }()
	return srv.Serve(tls.NewListener(ln, p.cfg))
}

func serveTLS(t *testing.T, s listener) (addr string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); s.Listen(ctx, ln) }()
	t.Cleanup(func() { stop(); <-done })
	return ln.Addr().String()
}

// With TLS, ours or a proxy's, browsers are told to stay with it and cookies are bound to the host.
func TestTLSHardensHeadersAndCookies(t *testing.T) {
	h, _ := emptyHouse(t)
	authority := newCA(t, "headers")
	for name, d := range map[string]front.Door{"plain": {}, "ours": {TLS: front.TLSConfig(authority.own(), nil)}, "behind": {Behind: true}} {
		w := httptest.NewRecorder()
		NewAt(h, "test", d).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/setup", nil))
		if got := w.Header().Get("Strict-Transport-Security") != ""; got != (name != "plain") {
			t.Errorf("%s: HSTS is %v", name, got)
		}
		if got := NewAt(h, "test", d).CookieName(); strings.HasPrefix(got, "__Host-") != (name != "plain") {
			t.Errorf("%s: the cookie is %s", name, got)
		}
	}
}
