package idp

import "errors"

// Claim is what an outside place says about the person who signs in.
type Claim struct {
	Way     string // ldap, oidc or certificate
	Matches string // what of ours the value is compared with: badge or login
	Value   string
	Strong  bool // the place has seen two factors, and the house has decided to believe it
}

// What can go wrong on the way to a claim; the door has a sentence for each.
var (
	ErrDown    = errors.New("idp: no answer")           // the place cannot be reached
	ErrWrong   = errors.New("idp: refused")             // it does not know this person and password
	ErrNothing = errors.New("idp: attribute missing")   // it knows the person, but not the attribute
	ErrForged  = errors.New("idp: not what was asked")  // state, nonce, audience, signature or time is wrong
	ErrCA      = errors.New("idp: of another CA")       // the certificate does not chain to the house's CA
	ErrExpired = errors.New("idp: certificate expired") // or not yet valid
)
