package idp

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"plumbline/internal/doors/web/idp/idptest"
)

var now = time.Date(2026, 6, 18, 9, 20, 0, 0, time.UTC)

func newOIDC(t *testing.T) (*idptest.Provider, *Provider, *OIDC) {
	t.Helper()
	p := idptest.NewProvider(t)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(p.CA)
	cfg := &OIDC{Issuer: p.URL, ClientID: "plumbline", Redirect: "https://house/login/oidc/back", Claim: "employee", Matches: "badge", roots: pool, secret: "s"}
	p.Claims["exp"], p.Claims["employee"] = now.Add(time.Hour).Unix(), "010203"
	return p, NewProvider(cfg, func() time.Time { return now }), cfg
}

// walk goes to the provider and back with what it demands.
func walk(t *testing.T, p *idptest.Provider, us *Provider, change func(*Journey)) (Claim, error) {
	t.Helper()
	to, j, err := us.Begin(context.Background(), "/")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(to)
	if err != nil || u.Query().Get("state") != j.State || u.Query().Get("code_challenge_method") != "S256" || u.Query().Get("nonce") != j.Nonce {
		t.Fatalf("the way to the provider: %s", to)
	}
	p.Challenge = u.Query().Get("code_challenge")
	if _, set := p.Claims["nonce"]; !set {
		p.Claims["nonce"] = j.Nonce
		defer delete(p.Claims, "nonce")
	}
	if change != nil {
		change(&j)
	}
	return us.End(context.Background(), j, "good")
}

func TestProviderNamesThePerson(t *testing.T) {
	p, us, _ := newOIDC(t)
	got, err := walk(t, p, us, nil)
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
		was, had := p.Claims[x.claim]
		p.Claims[x.claim] = x.value
		if _, err := walk(t, p, us, nil); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
		if p.Claims[x.claim] = was; !had {
			delete(p.Claims, x.claim)
		}
	}
	if _, err := walk(t, p, us, func(j *Journey) { j.Verifier = strings.Repeat("x", 43) }); !errors.Is(err, ErrForged) {
		t.Errorf("another verifier: %v", err)
	}
	if _, err := walk(t, p, us, func(j *Journey) { j.Ends = now.Add(-time.Second) }); !errors.Is(err, ErrForged) {
		t.Errorf("a journey of too long ago: %v", err)
	}
	stranger, _ := rsa.GenerateKey(rand.Reader, 2048)
	own := p.Key
	p.Key = stranger
	if _, err := walk(t, p, us, nil); !errors.Is(err, ErrForged) {
		t.Errorf("another key: %v", err)
	}
	p.Key = own
	if _, err := walk(t, p, us, nil); err != nil {
		t.Errorf("the control is refused, so this test sees nothing: %v", err)
	}
}

// Two factors at the provider count only in the words that the file trusts.
func TestProviderIsTrustedByWord(t *testing.T) {
	p, us, cfg := newOIDC(t)
	p.Claims["amr"], p.Claims["acr"] = []string{"pwd", "otp"}, "silver"
	for _, x := range []struct {
		amr, acr []string
		want     bool
	}{{nil, nil, false}, {[]string{"mfa"}, []string{"gold"}, false}, {[]string{"mfa", "otp"}, nil, true}, {nil, []string{"silver"}, true}} {
		cfg.TrustAMR, cfg.TrustACR = x.amr, x.acr
		if got, err := walk(t, p, us, nil); err != nil || got.Strong != x.want {
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
	p.Server.Close()
	if _, _, err := us.Begin(context.Background(), "/"); !errors.Is(err, ErrDown) {
		t.Errorf("%v", err)
	}
}
