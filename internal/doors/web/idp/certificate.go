package idp

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Fingerprint is the SHA-256 of a certificate, as it is pinned to an account.
func Fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}

// Of is the claim of the certificate that a browser has shown: it chains to the house's CA, is valid
// now and made for people. ErrCA, ErrExpired or ErrNothing.
func (c *Certificate) Of(chain []*x509.Certificate, ca *x509.CertPool, now time.Time) (Claim, error) {
	if len(chain) == 0 || ca == nil {
		return Claim{}, ErrNothing
	}
	between := x509.NewCertPool()
	for _, x := range chain[1:] {
		between.AddCert(x)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: ca, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return Claim{}, ErrExpired
	}
	if err != nil {
		return Claim{}, fmt.Errorf("%w: %w", ErrCA, err)
	}
	value := c.value(chain[0])
	if value == "" {
		return Claim{}, ErrNothing
	}
	return Claim{Way: "certificate", Matches: c.Matches, Value: value, Strong: c.TwoFactors}, nil
}

func (c *Certificate) value(x *x509.Certificate) string {
	switch c.From {
	case "serial":
		return fmt.Sprintf("%X", x.SerialNumber)
	case "cn":
		return x.Subject.CommonName
	}
	for _, name := range x.Subject.Names {
		if name.Type.String() == c.From {
			s, _ := name.Value.(string)
			return s
		}
	}
	return ""
}
