package front

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"
	"time"
)

// A certificate's last day is the house's, in Beijing, whatever its own zone says.
func TestNameOfCertificate(t *testing.T) {
	x := &x509.Certificate{Subject: pkix.Name{CommonName: "east"}}
	for hour, want := range map[int]string{15: "east 2027-06-30", 16: "east 2027-07-01"} {
		x.NotAfter = time.Date(2027, 6, 30, hour, 0, 0, 0, time.UTC)
		if got := certificateName(x); got != want {
			t.Errorf("until %s: %s, want %s", x.NotAfter, got, want)
		}
	}
}
