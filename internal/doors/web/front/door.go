package front

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web/idp"
)

// Door is how the server stands in the network: who ends TLS, whose word about addresses is
// believed, and which client certificates may come in.
type Door struct {
	TLS      *tls.Config    // ours; nil on a plain line
	Behind   bool           // a proxy in front ends TLS
	Proxies  []netip.Prefix // from these alone X-Forwarded-For is believed
	ClientCA *x509.CertPool // of people's certificates; nil when the house has none
	SignIn   idp.Config     // other places that may say who somebody is
}

// NewAt makes the server of a house that stands in the network as d says.
func NewAt(h *doors.House, version string, d Door, areas ...Area) *Server {
	s := New(h, version, d.TLS != nil || d.Behind, areas...)
	s.Door = d
	if d.SignIn.OIDC != nil {
		s.provider = idp.NewProvider(d.SignIn.OIDC, h.DB.Clock().Now)
	}
	return s
}

// aead are the suites of TLS 1.2 that encrypt and authenticate in one. Go's own list still offers
// CBC suites (TRUST.md 2.18); those of TLS 1.3 are all of this kind and cannot be chosen.
var aead = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
}

// TLSConfig is TLS as this program speaks it: 1.2 with AEAD suites, and 1.3. With a CA of client
// certificates a browser is asked for one; whether it is good is judged where it is used
// (enrol_certificate.go), because a handshake that fails cannot say why.
func TLSConfig(own tls.Certificate, clientCA *x509.CertPool) *tls.Config {
	cfg := &tls.Config{
		Certificates: []tls.Certificate{own},
		MinVersion:   tls.VersionTLS12,
		CipherSuites: aead,
		NextProtos:   []string{"http/1.1"},
	}
	if clientCA != nil {
		cfg.ClientAuth, cfg.ClientCAs = tls.RequestClientCert, clientCA
	}
	return cfg
}

// from is the address a request comes from: the connection's, or behind a proxy that we were told
// of the last address in X-Forwarded-For that is not a proxy of ours. Anybody else may write into
// that header what he likes, so it is not read.
func (d Door) from(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if !d.isProxy(host) {
		return host
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return host
		}
		if host = hop.Unmap().String(); !d.isProxy(host) {
			return host
		}
	}
	return host
}

func (d Door) isProxy(host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range d.Proxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}
