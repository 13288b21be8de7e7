package idp

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Provider is an OpenID Connect provider as this house uses it. What it publishes about itself is
// read when it is first needed, so that the house opens without it.
type Provider struct {
	cfg    *OIDC
	now    func() time.Time
	client *http.Client

	mu   sync.Mutex
	seen *oidc.Provider
}

// NewProvider makes it; nothing is asked yet.
func NewProvider(c *OIDC, now func() time.Time) *Provider {
	return &Provider{cfg: c, now: now, client: c.client()}
}

// client talks to the provider's hosts only: an answer that points elsewhere leads nowhere.
func (c *OIDC) client() *http.Client {
	allowed := slices.Clone(c.Hosts)
	if u, err := url.Parse(c.Issuer); err == nil {
		allowed = append(allowed, u.Hostname())
	}
	dial := &net.Dialer{Timeout: 5 * time.Second}
	t := &http.Transport{
		TLSClientConfig:     tlsTo("", c.roots),
		TLSHandshakeTimeout: 5 * time.Second,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(addr)
			if err != nil || !slices.Contains(allowed, host) {
				return nil, fmt.Errorf("%s is not a host of the provider (hosts in the file)", addr)
			}
			return dial.DialContext(ctx, network, addr)
		},
	}
	return &http.Client{Transport: t, Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Journey is one sign-in on its way to the provider and back. It stays with the browser that began
// it: its state returns in the address, and must be the one of this browser.
type Journey struct {
	State, Nonce, Verifier string
	Next                   string // page to go to afterwards
	Ends                   time.Time
}

// JourneyLasts is how long a person may take at the provider.
const JourneyLasts = 10 * time.Minute

// Begin answers the provider's address to send the browser to, and what has to be kept meanwhile.
func (p *Provider) Begin(ctx context.Context, next string) (string, Journey, error) {
	o, err := p.oauth(ctx)
	if err != nil {
		return "", Journey{}, err
	}
	j := Journey{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Next: next, Ends: p.now().Add(JourneyLasts)}
	return o.AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)), j, nil
}

// End changes the code that came back for an ID token and reads the claim from it. ErrDown,
// ErrForged (whatever does not fit what was asked for) or ErrNothing.
func (p *Provider) End(ctx context.Context, j Journey, code string) (Claim, error) {
	if code == "" || p.now().After(j.Ends) {
		return Claim{}, ErrForged
	}
	o, err := p.oauth(ctx)
	if err != nil {
		return Claim{}, err
	}
	tokens, err := o.Exchange(p.context(ctx), code, oauth2.VerifierOption(j.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return Claim{}, fmt.Errorf("%w: %v", ErrForged, refused.ErrorCode)
	}
	if err != nil {
		return Claim{}, fmt.Errorf("%w: %w", ErrDown, err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := p.seen.Verifier(&oidc.Config{ClientID: p.cfg.ClientID, Now: p.now}).Verify(p.context(ctx), raw)
	if err != nil {
		return Claim{}, fmt.Errorf("%w: %w", ErrForged, err)
	}
	if token.Nonce != j.Nonce {
		return Claim{}, fmt.Errorf("%w: nonce", ErrForged)
	}
	return p.claim(token)
}

func (p *Provider) claim(token *oidc.IDToken) (Claim, error) {
	all := map[string]any{}
	if err := token.Claims(&all); err != nil {
		return Claim{}, fmt.Errorf("%w: %w", ErrForged, err)
	}
	value, _ := all[p.cfg.Claim].(string)
	if value == "" {
		return Claim{}, ErrNothing
	}
	return Claim{Way: "oidc", Matches: p.cfg.Matches, Value: value, Strong: p.strong(all)}, nil
}

// strong tells whether the provider says it has seen two factors, in words that the file trusts.
func (p *Provider) strong(all map[string]any) bool {
	if acr, ok := all["acr"].(string); ok && slices.Contains(p.cfg.TrustACR, acr) {
		return true
	}
	list, _ := all["amr"].([]any)
	for _, x := range list {
		if s, ok := x.(string); ok && slices.Contains(p.cfg.TrustAMR, s) {
			return true
		}
	}
	return false
}

// oauth reads what the provider publishes about itself, once.
func (p *Provider) oauth(ctx context.Context) (*oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil {
		// The provider keeps this context for fetching its keys later, so it must outlive the request.
		found, err := oidc.NewProvider(p.context(context.WithoutCancel(ctx)), p.cfg.Issuer)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDown, err)
		}
		p.seen = found
	}
	return &oauth2.Config{ClientID: p.cfg.ClientID, ClientSecret: p.cfg.secret, RedirectURL: p.cfg.Redirect,
		Endpoint: p.seen.Endpoint(), Scopes: append([]string{oidc.ScopeOpenID}, p.cfg.Scopes...)}, nil
}

func (p *Provider) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, p.client)
}

func random() string {
	var b [24]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	return base64.RawURLEncoding.EncodeToString(b[:])
}
