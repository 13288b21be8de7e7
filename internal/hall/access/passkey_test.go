package access_test

import (
	"context"
	"testing"

	"github.com/descope/virtualwebauthn"

	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
)

var (
	site  = access.Site{Origin: "https://jiandu.example.cn", Name: "Plumbline"}
	party = virtualwebauthn.RelyingParty{Name: "Plumbline", ID: "jiandu.example.cn", Origin: site.Origin}
)

// answerOf is what an authenticator of that house would answer.
func answerOf(t *testing.T, rp virtualwebauthn.RelyingParty, device virtualwebauthn.Authenticator, key virtualwebauthn.Credential, options []byte) []byte {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	return []byte(virtualwebauthn.CreateAssertionResponse(rp, device, key, *o))
}

func TestPasskey(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t)
	h, pw := house(t, d)
	a, _, cookie := accesstest.Actor(t, h, "sec")
	device, key := virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(a.Login)}), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	options, ticket, err := h.BeginEnrolPasskey(ctx, a, site)
	if err != nil {
		t.Fatal(err)
	}
	o, err := virtualwebauthn.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	made := []byte(virtualwebauthn.CreateAttestationResponse(party, device, key, *o))
	if _, err := h.EnrolPasskey(ctx, a, access.Bearer{Cookie: cookie}, site, ticket, "安全密钥", made); err != nil {
		t.Fatal(err)
	}
	if _, err := h.EnrolPasskey(ctx, a, access.Bearer{Cookie: cookie}, site, ticket, "again", made); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("an answer counts twice: %v", err)
	}
	device.AddCredential(key)

	// as second factor
	weakly, _, b := weak(t, h, "sec", pw["sec"])
	options, ticket, err = h.BeginPasskey(ctx, weakly, site, "here")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := party
	elsewhere.Origin = "https://jiandu.example.cn.evil.example"
	if _, err := h.FinishPasskey(ctx, weakly, b, site, ticket, answerOf(t, elsewhere, device, key, options)); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a look-alike page gets in: %v", err)
	}
	options, ticket, _ = h.BeginPasskey(ctx, weakly, site, "here")
	other := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	other.ID = key.ID
	if _, err := h.FinishPasskey(ctx, weakly, b, site, ticket, answerOf(t, party, device, other, options)); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("another key gets in: %v", err)
	}
	options, ticket, _ = h.BeginPasskey(ctx, weakly, site, "here")
	right := answerOf(t, party, device, key, options)
	if _, err := h.FinishPasskey(ctx, who.Actor{}, b, site, ticket, right); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("somebody else's ticket counts: %v", err)
	}
	options, ticket, _ = h.BeginPasskey(ctx, weakly, site, "here")
	k, err := h.FinishPasskey(ctx, weakly, b, site, ticket, answerOf(t, party, device, key, options))
	if err != nil {
		t.Fatal(err)
	}
	if strong, s, err := h.Resolve(ctx, k.Cookie); err != nil || s.Level != access.Strong || !strong.Has(access.SecAdmin) {
		t.Fatalf("%+v, %v", s, err)
	}

	// alone, at the sign-in page
	options, ticket, err = h.BeginPasskey(ctx, who.Actor{}, site, "here")
	if err != nil {
		t.Fatal(err)
	}
	k, err = h.FinishPasskey(ctx, who.Actor{}, here, site, ticket, answerOf(t, party, device, key, options))
	if err != nil {
		t.Fatal(err)
	}
	if strong, _, err := h.Resolve(ctx, k.Cookie); err != nil || !strong.Has(access.SecAdmin) {
		t.Fatalf("a passkey alone: %v", err)
	}
}

func TestWhereBrowsersHavePasskeys(t *testing.T) {
	for origin, want := range map[string]bool{"https://jiandu.example.cn": true, "http://localhost:8080": true, "http://jiandu.example.cn": false,
		"https://10.1.2.3": false, "http://127.0.0.1:8080": false, "": false} {
		if got := (access.Site{Origin: origin}).Secure(); got != want {
			t.Errorf("%q: %v", origin, got)
		}
	}
}
