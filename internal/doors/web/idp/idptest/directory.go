package idptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"testing"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// Directory is a small LDAP server: it binds people, answers a search with one equality or presence
// filter, and speaks StartTLS. It stands on the wire format, not on the client that is tested.
type Directory struct {
	URL    string
	CA     []byte // PEM of who vouches for it
	Pool   *x509.CertPool
	People []Entry
	Binds  []string // names that tried to bind
	ln     net.Listener

	secure   *tls.Config
	startTLS bool // begins in the clear
}

// Entry is a person of the directory; Badges are the values of employeeNumber.
type Entry struct {
	DN, UID, Password string
	Badges            []string
}

// NewDirectory serves until the test ends.
func NewDirectory(t testing.TB, startTLS bool, people ...Entry) *Directory {
	t.Helper()
	cert, pool := SelfMade(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &Directory{URL: "ldaps://" + ln.Addr().String(), Pool: pool, CA: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}),
		People: people, ln: ln, startTLS: startTLS, secure: &tls.Config{Certificates: []tls.Certificate{cert}}}
	if startTLS {
		d.URL = "ldap://" + ln.Addr().String()
	}
	t.Cleanup(d.Close)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			if !d.startTLS {
				conn = tls.Server(conn, d.secure)
			}
			d.talk(conn)
		}
	}()
	return d
}

// Close makes the directory unreachable.
func (d *Directory) Close() { d.ln.Close() }

func (d *Directory) talk(conn net.Conn) {
	defer func() { conn.Close() }()
	bound := false
	var err error
	say := func(p *ber.Packet) {
		if err == nil {
			_, err = conn.Write(p.Bytes())
		}
	}
	for err == nil {
		p, failed := ber.ReadPacket(conn)
		if failed != nil || len(p.Children) < 2 {
			return
		}
		id, op := p.Children[0].Value.(int64), p.Children[1]
		switch op.Tag {
		case ldap.ApplicationBindRequest:
			name, password := op.Children[1].Value.(string), op.Children[2].Data.String()
			d.Binds = append(d.Binds, name)
			code := uint16(ldap.LDAPResultInvalidCredentials)
			for _, e := range d.People {
				if e.DN == name && (e.Password == password || password == "") { // the visitor without a name
					code, bound = ldap.LDAPResultSuccess, true
				}
			}
			say(answer(id, ldap.ApplicationBindResponse, code))
		case ldap.ApplicationSearchRequest:
			for _, e := range d.People {
				if bound && fits(op.Children[6], e) {
					say(found(id, e, op.Children[7].Children[0].Value.(string)))
				}
			}
			say(answer(id, ldap.ApplicationSearchResultDone, ldap.LDAPResultSuccess))
		case ldap.ApplicationExtendedRequest:
			say(answer(id, ldap.ApplicationExtendedResponse, ldap.LDAPResultSuccess))
			conn = tls.Server(conn, d.secure)
		default:
			return
		}
	}
}

func fits(filter *ber.Packet, e Entry) bool {
	if filter.Tag == ldap.FilterPresent {
		return true
	}
	return filter.Tag == ldap.FilterEqualityMatch && filter.Children[1].Value.(string) == e.UID
}

func envelope(id int64, op *ber.Packet) *ber.Packet {
	p := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	p.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, id, ""))
	p.AppendChild(op)
	return p
}

func answer(id int64, tag ber.Tag, code uint16) *ber.Packet {
	op := ber.Encode(ber.ClassApplication, ber.TypeConstructed, tag, nil, "")
	op.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, int64(code), ""))
	op.AppendChild(text(""))
	op.AppendChild(text(""))
	return envelope(id, op)
}

func found(id int64, e Entry, attribute string) *ber.Packet {
	op := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultEntry, nil, "")
	op.AppendChild(text(e.DN))
	list := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	if len(e.Badges) > 0 && attribute == "employeeNumber" {
		one := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
		one.AppendChild(text(attribute))
		set := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSet, nil, "")
		for _, b := range e.Badges {
			set.AppendChild(text(b))
		}
		one.AppendChild(set)
		list.AppendChild(one)
	}
	op.AppendChild(list)
	return envelope(id, op)
}

func text(s string) *ber.Packet {
	return ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, s, "")
}

// SelfMade is a certificate for 127.0.0.1 and the pool that knows it.
func SelfMade(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, _ := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, pool
}
