package front

import (
	"crypto/x509"
	"errors"
	"net/http"

	"plumbline/internal/doors/web/idp"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// takesCertificates tells whether the house asks browsers for people's certificates.
func (s *Server) takesCertificates() bool {
	return s.Door.SignIn.Certificate != nil && s.Door.ClientCA != nil
}

// shown is the certificate that the browser shows, judged: it chains to the house's CA, is valid now
// and names somebody. Each refusal is one sentence.
func (c *Ctx) shown() (access.Outside, error) {
	if !c.S.takesCertificates() {
		return access.Outside{}, fault.Invalid(fault.On("", "outside.cert.off"))
	}
	if c.R.TLS == nil || len(c.R.TLS.PeerCertificates) == 0 {
		return access.Outside{}, fault.Invalid(fault.On("", "outside.cert.none"))
	}
	claim, err := c.S.Door.SignIn.Certificate.Of(c.R.TLS.PeerCertificates, c.S.Door.ClientCA, c.S.DB.Clock().Now())
	switch {
	case errors.Is(err, idp.ErrCA):
		return access.Outside{}, fault.Invalid(fault.On("", "outside.cert.ca"))
	case errors.Is(err, idp.ErrExpired):
		return access.Outside{}, fault.Invalid(fault.On("", "outside.cert.expired"))
	case err != nil:
		return access.Outside{}, fault.Invalid(fault.On("", "outside.cert.nothing"))
	}
	return access.Outside{Way: access.Cert, Matches: claim.Matches, Value: claim.Value, Strong: claim.Strong,
		Mark: idp.Fingerprint(c.R.TLS.PeerCertificates[0])}, nil
}

// certificate signs in by a certificate: as the second factor of a session whose password was
// proven, or alone where the house counts it as two (a token that asks for its PIN).
func (s *Server) certificate(c *Ctx) error {
	next := c.Value("next")
	if c.Who.Login != "" && !c.Who.Weak {
		return c.See(Local(next))
	}
	o, err := c.shown()
	account := c.Session.Account
	var k access.Keys
	switch {
	case err != nil:
	case c.Who.Weak:
		k, err = s.Access.ConfirmCertificate(c.Context(), c.Who, o, c.mine())
	case o.Strong:
		account, k, err = s.Access.SignInOutside(c.Context(), o, c.bearer(""))
	default:
		err = fault.Invalid(fault.On("", "outside.cert.off"))
	}
	if Invalid(err) && c.Who.Weak {
		return s.showFactor(c, http.StatusUnprocessableEntity, next, err)
	}
	if Invalid(err) {
		return s.backToLogin(c, access.Cert, err)
	}
	if err != nil {
		return err
	}
	c.carry(account, k)
	return c.See(Local(next))
}

// newCertificate registers the certificate that the browser shows as the person's own factor.
func (s *Server) newCertificate(c *Ctx) error {
	o, err := c.shown()
	var k access.Keys
	if err == nil {
		k, err = s.Access.AddCertificate(c.Context(), c.Who, o, c.mine(), certificateName(c.R.TLS.PeerCertificates[0]))
	}
	if Invalid(err) {
		return s.showEnrol(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return s.enrolled(c, k)
}

// certificateName is what the person's page calls the certificate: whose it is and until which of the house's days.
func certificateName(x *x509.Certificate) string {
	name := []rune(x.Subject.CommonName)
	return string(name[:min(len(name), 24)]) + " " + string(clock.DayOf(x.NotAfter))
}
