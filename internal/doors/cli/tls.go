package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/doors/web/idp"
	"plumbline/internal/ground/clock"
)

// Line is how serve is reached: flags about TLS and what stands in front.
type Line struct {
	TLSCert   string   `help:"Certificate (PEM, with its chain) for HTTPS." name:"tls-cert" type:"path"`
	TLSKey    string   `help:"Private key (PEM) of --tls-cert." name:"tls-key" type:"path"`
	TLSSelf   bool     `help:"HTTPS with a certificate that the program makes for itself: for a first trial only." name:"tls-self"`
	ClientCA  string   `help:"CA certificates (PEM) of people's digital certificates; browsers are asked for one." name:"client-ca" type:"path"`
	BehindTLS bool     `help:"A proxy in front ends TLS: cookies and headers are those of HTTPS." name:"behind-tls"`
	SignIn    string   `help:"Settings of certificates, OpenID Connect and LDAP (TOML). Default: sign-in.toml in the data folder, if there is one." name:"sign-in" type:"path"`
	Proxy     []string `help:"Address or network of a proxy whose X-Forwarded-For is believed; may be repeated." name:"proxy"`
}

// door reads what the flags name, before anything is opened; every mistake is one sentence.
func (l Line) door(data, addr string, now time.Time) (d front.Door, notes []string, err error) {
	if err := l.check(); err != nil {
		return d, nil, err
	}
	d.Behind = l.BehindTLS
	if d.Proxies, err = prefixes(l.Proxy); err != nil {
		return d, nil, err
	}
	if l.ClientCA != "" {
		if d.ClientCA, err = pool(l.ClientCA); err != nil {
			return d, nil, err
		}
	}
	if d.SignIn, err = l.signIn(data); err != nil {
		return d, nil, err
	}
	if l.TLSCert == "" {
		return d, l.plainNote(addr), nil
	}
	own, err := pair(l.TLSCert, l.TLSKey, now)
	if err == nil {
		d.TLS = front.TLSConfig(own, d.ClientCA)
	}
	return d, nil, err
}

// self gives the door a certificate of our own making, once there is a data folder to keep it in.
func (l Line) self(data, addr string, now time.Time, d *front.Door) (note string, err error) {
	cert, key, err := selfSigned(data, addr, now)
	if err != nil {
		return "", err
	}
	own, err := pair(cert, key, now)
	if err != nil {
		return "", err
	}
	d.TLS = front.TLSConfig(own, d.ClientCA)
	return fmt.Sprintf("自签名证书，仅供试用：没有机构为它作证，浏览器会警告；请核对指纹后再继续\nself-signed, for a trial only: nobody vouches for it, so browsers warn; compare the fingerprint before you go on\nSHA-256 %X", sha256.Sum256(own.Leaf.Raw)), nil
}

// signIn reads the file of other places that may say who somebody is.
func (l Line) signIn(data string) (c idp.Config, err error) {
	file := l.SignIn
	if file == "" {
		file = filepath.Join(data, "sign-in.toml")
		if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
			return c, nil
		}
	}
	read, err := idp.Read(file)
	if err != nil {
		return c, Mend(err.Error())
	}
	if read.Certificate != nil && l.ClientCA == "" {
		return c, Mend(file + " has a part [certificate]; name the CA of people's certificates with --client-ca, or take the part out")
	}
	if l.ClientCA != "" && read.Certificate == nil {
		return c, Mend("--client-ca is given, but " + file + " has no part [certificate] that says how a certificate names its person")
	}
	return *read, nil
}

func (l Line) check() error {
	switch {
	case (l.TLSCert == "") != (l.TLSKey == ""):
		return Mend("--tls-cert and --tls-key belong together; give both or none")
	case l.TLSSelf && l.TLSCert != "":
		return Mend("--tls-self makes its own certificate; leave it out when --tls-cert names one")
	case l.BehindTLS && (l.TLSSelf || l.TLSCert != ""):
		return Mend("--behind-tls says that a proxy ends TLS; leave it out when the program does (--tls-cert, --tls-self)")
	case l.ClientCA != "" && !l.TLSSelf && l.TLSCert == "":
		return Mend("--client-ca needs TLS of our own (--tls-cert and --tls-key): a proxy would keep people's certificates to itself")
	case len(l.Proxy) > 0 && l.TLSSelf:
		return Mend("--proxy names what stands in front; with --tls-self nothing does")
	}
	return nil
}

// plainNote warns when passwords would travel readably over a network.
func (l Line) plainNote(addr string) []string {
	host, _, _ := net.SplitHostPort(addr)
	ip, err := netip.ParseAddr(host)
	if l.BehindTLS && len(l.Proxy) == 0 {
		return []string{"注意：未用 --proxy 写明代理地址，所有人都会显示为来自代理，口令试错也合并计数\nwarning: without --proxy everybody seems to come from the proxy, and wrong passwords are counted together"}
	}
	if l.BehindTLS || l.TLSSelf || host == "localhost" || err == nil && ip.IsLoopback() {
		return nil
	}
	return []string{"注意：未启用 TLS，口令在网络上可被读取；正式使用请加 --tls-cert 和 --tls-key\nwarning: without TLS anybody on the network can read passwords; for real use give --tls-cert and --tls-key"}
}

func prefixes(list []string) (out []netip.Prefix, err error) {
	for _, s := range list {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			a, err2 := netip.ParseAddr(s)
			if err2 != nil {
				return nil, Mend(fmt.Sprintf("--proxy %s is neither an address (10.0.0.5) nor a network (10.0.0.0/24)", s))
			}
			p = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
		}
		if p.Bits() == 0 {
			return nil, Mend(fmt.Sprintf("--proxy %s would believe everybody; name the proxy's own address", s))
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

func pool(file string) (*x509.CertPool, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, Mend(fmt.Sprintf("the CA file %s cannot be read: %v", file, plainCause(err)))
	}
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(raw) {
		return nil, Mend(fmt.Sprintf("the CA file %s holds no certificate (PEM, -----BEGIN CERTIFICATE-----)", file))
	}
	return p, nil
}

// pair loads a certificate with its key, and refuses one that browsers would refuse.
func pair(cert, key string, now time.Time) (tls.Certificate, error) {
	own, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return own, Mend(fmt.Sprintf("the certificate %s and the key %s cannot be used: %v", cert, key, plainCause(err)))
	}
	if now.After(own.Leaf.NotAfter) {
		return own, Mend(fmt.Sprintf("the certificate %s expired on %s; put a valid one in its place", cert, clock.DayOf(own.Leaf.NotAfter)))
	}
	if k, ok := own.Leaf.PublicKey.(*rsa.PublicKey); ok && k.N.BitLen() < 2048 {
		return own, Mend(fmt.Sprintf("the RSA key %s has %d bits; at least 2048 are needed", key, k.N.BitLen()))
	}
	return own, nil
}

const selfLasts = 397 * 24 * time.Hour // browsers take no certificate that lasts longer

// selfSigned makes certificate and key in the data folder, or uses those made before.
func selfSigned(data, addr string, now time.Time) (cert, key string, err error) {
	dir := filepath.Join(data, "tls")
	cert, key = filepath.Join(dir, "self.crt"), filepath.Join(dir, "self.key")
	if own, err := tls.LoadX509KeyPair(cert, key); err == nil && now.Add(24*time.Hour).Before(own.Leaf.NotAfter) {
		return cert, key, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", Mend(fmt.Sprintf("the folder %s cannot be made: %v", dir, plainCause(err)))
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", err
	}
	der, err := x509.CreateCertificate(rand.Reader, template(addr, now), template(addr, now), &private.PublicKey, private)
	if err != nil {
		return "", "", err
	}
	sealed, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return "", "", err
	}
	if err := writePEM(key, "PRIVATE KEY", sealed); err != nil {
		return "", "", err
	}
	return cert, key, writePEM(cert, "CERTIFICATE", der)
}

func template(addr string, now time.Time) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Plumbline (self-signed)"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(selfLasts - time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	if name, err := os.Hostname(); err == nil && name != "localhost" {
		t.DNSNames = append(t.DNSNames, name)
	}
	host, _, _ := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); ip != nil {
		t.IPAddresses = append(t.IPAddresses, ip)
	} else if host = strings.TrimSpace(host); host != "" && host != "localhost" {
		t.DNSNames = append(t.DNSNames, host)
	}
	return t
}

func writePEM(file, kind string, der []byte) error {
	err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
	if err != nil {
		return Mend(fmt.Sprintf("%s cannot be written: %v", file, plainCause(err)))
	}
	return nil
}

// plainCause is an error without the path that the sentence already names.
func plainCause(err error) string {
	if p, ok := err.(*os.PathError); ok { //nolint:errorlint // the outermost error is the one that repeats the path
		return p.Err.Error()
	}
	return err.Error()
}
