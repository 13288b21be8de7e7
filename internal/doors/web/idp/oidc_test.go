package idp

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

var now = time.Date(2026, 6, 18, 9, 20, 0, 0, time.UTC)

// provider is a real OpenID Connect provider in this process: it publishes itself over TLS, checks
// code and PKCE, and signs what claims holds.
type provider struct {
	key       *rsa.PrivateKey
	srv       *httptest.Server
	published *oidctest.Server
	challenge string
	claims    map[string]any
	elsewhere string // tells people to change their codes at this address instead
}

func newOIDC(t *testing.T) (*provider, *Provider, *OIDC) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key, published: &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.RS256}}}}
	p.srv = httptest.NewTLSServer(p)
	t.Cleanup(p.srv.Close)
	p.published.SetIssuer(p.srv.URL)
	pool := x509.NewCertPool()
	pool.AddCert(p.srv.Certificate())
	cfg := &OIDC{Issuer: p.srv.URL, ClientID: "plumbline", Redirect: "https://house/login/oidc/back", Claim: "employee", Matches: "badge", roots: pool, secret: "s"}
	p.claims = map[string]any{"iss": p.srv.URL, "aud": "plumbline", "sub": "1", "exp": now.Add(time.Hour).Unix(), "employee": "010203"}
	return p, NewProvider(cfg, func() time.Time { return now }), cfg
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.URL.Path, "token") {
		p.published.ServeHTTP(w, r)
		return
	}
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if r.FormValue("code") != "good" || base64.RawURLEncoding.EncodeToString(sum[:]) != p.challenge {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	claims, _ := json.Marshal(p.claims)
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"access_token":"a","token_type":"Bearer","id_token":%q}`, oidctest.SignIDToken(p.key, "k", oidc.RS256, string(claims)))
}

// walk goes to the provider and back with what it demands.
func (p *provider) walk(t *testing.T, us *Provider, change func(*Journey)) (Claim, error) {
	t.Helper()
	to, j, err := us.Begin(context.Background(), "/")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(to)
	if err != nil || u.Query().Get("state") != j.State || u.Query().Get("code_challenge_method") != "S256" || u.Query().Get("nonce") != j.Nonce {
		t.Fatalf("the way to the provider: %s", to)
	}
	p.challenge = u.Query().Get("code_challenge")
	if _, set := p.claims["nonce"]; !set {
		p.claims["nonce"] = j.Nonce
		defer delete(p.claims, "nonce")
	}
	if change != nil {
		change(&j)
	}
	return us.End(context.Background(), j, "good")
}

func TestProviderNamesThePerson(t *testing.T) {
	p, us, _ := newOIDC(t)
	got, err := p.walk(t, us, nil)
	if err != nil || got != (Claim{Way: "oidc", Matches: "badge", Value: "010203"}) {
		t.Fatalf("%+v, %v", got, err)
	}
	for name, x := range map[string]struct {
		claim string
		value any
		want  error
	}{
		"another audience":   {"aud", "somebody else", ErrForged},
		"another issuer":     {"iss", "https://elsewhere", ErrForged},
		"an expired token":   {"exp", now.Add(-time.Hour).Unix(), ErrForged},
		"another nonce":      {"nonce", "of yesterday", ErrForged},
		"no attribute":       {"employee", nil, ErrNothing},
		"an empty attribute": {"employee", "", ErrNothing},
		"a list of people":   {"employee", []string{"1", "2"}, ErrNothing},
	} {
		was, had := p.claims[x.claim]
		p.claims[x.claim] = x.value
		if _, err := p.walk(t, us, nil); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
		if p.claims[x.claim] = was; !had {
			delete(p.claims, x.claim)
		}
	}
	if _, err := p.walk(t, us, func(j *Journey) { j.Verifier = strings.Repeat("x", 43) }); !errors.Is(err, ErrForged) {
		t.Errorf("another verifier: %v", err)
	}
	if _, err := p.walk(t, us, func(j *Journey) { j.Ends = now.Add(-time.Second) }); !errors.Is(err, ErrForged) {
		t.Errorf("a journey of too long ago: %v", err)
	}
	stranger, _ := rsa.GenerateKey(rand.Reader, 2048)
	own := p.key
	p.key = stranger
	if _, err := p.walk(t, us, nil); !errors.Is(err, ErrForged) {
		t.Errorf("another key: %v", err)
	}
	p.key = own
	if _, err := p.walk(t, us, nil); err != nil {
		t.Errorf("the control is refused, so this test sees nothing: %v", err)
	}
}

// Two factors at the provider count only in the words that the file trusts.
func TestProviderIsTrustedByWord(t *testing.T) {
	p, us, cfg := newOIDC(t)
	p.claims["amr"], p.claims["acr"] = []string{"pwd", "otp"}, "silver"
	for _, x := range []struct {
		amr, acr []string
		want     bool
	}{{nil, nil, false}, {[]string{"mfa"}, []string{"gold"}, false}, {[]string{"mfa", "otp"}, nil, true}, {nil, []string{"silver"}, true}} {
		cfg.TrustAMR, cfg.TrustACR = x.amr, x.acr
		if got, err := p.walk(t, us, nil); err != nil || got.Strong != x.want {
			t.Errorf("trusting %v and %v: strong is %v, %v", x.amr, x.acr, got.Strong, err)
		}
	}
}

// What the provider publishes cannot lead this program to another host; with the host named in the
// file, as control, it gets there.
func TestOnlyTheHostsOfTheFile(t *testing.T) {
	hits := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer other.Close()
	_, _, cfg := newOIDC(t)
	at := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	for _, named := range []bool{false, true} {
		if named {
			cfg.Hosts = []string{"localhost"}
		}
		res, err := cfg.client().Get(at)
		if err == nil {
			res.Body.Close()
		}
		if (err == nil) != named || hits > 0 != named {
			t.Errorf("host named %v: %v, %d hits", named, err, hits)
		}
	}
}

func TestProviderIsDown(t *testing.T) {
	p, us, _ := newOIDC(t)
	p.srv.Close()
	if _, _, err := us.Begin(context.Background(), "/"); !errors.Is(err, ErrDown) {
		t.Errorf("%v", err)
	}
}
