package idptest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

// Provider is a real OpenID Connect provider in this process: it publishes itself over TLS, checks
// code and PKCE, and signs what Claims holds.
type Provider struct {
	URL       string
	CA        []byte // PEM of who vouches for it
	Key       *rsa.PrivateKey
	Server    *httptest.Server
	Challenge string // of PKCE, as the browser brought it
	Claims    map[string]any

	published *oidctest.Server
}

// NewProvider serves until the test ends. The client's id is plumbline, the only good code "good".
func NewProvider(t testing.TB) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{Key: key, published: &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.RS256}}}}
	p.Server = httptest.NewTLSServer(p)
	t.Cleanup(p.Server.Close)
	p.URL = p.Server.URL
	p.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Server.Certificate().Raw})
	p.published.SetIssuer(p.URL)
	p.Claims = map[string]any{"iss": p.URL, "aud": "plumbline", "sub": "1"}
	return p
}

func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.URL.Path, "token") {
		p.published.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if r.FormValue("code") != "good" || base64.RawURLEncoding.EncodeToString(sum[:]) != p.Challenge {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	claims, _ := json.Marshal(p.Claims) // of plain values
	fmt.Fprintf(w, `{"access_token":"a","token_type":"Bearer","id_token":%q}`, oidctest.SignIDToken(p.Key, "k", oidc.RS256, string(claims)))
}
