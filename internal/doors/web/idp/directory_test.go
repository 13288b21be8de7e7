package idp

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// directory is a small LDAP server: it binds people, answers a search with one equality or presence
// filter, and speaks StartTLS. It stands on the wire format, not on the client that is tested.
type directory struct {
	t        *testing.T
	people   []entry
	secure   *tls.Config
	startTLS bool // begins in the clear
	binds    []string
}

type entry struct {
	dn, uid, password string
	badges            []string
}

func (d *directory) serve() (addr string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { ln.Close() })
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
	return ln.Addr().String()
}

func (d *directory) talk(conn net.Conn) {
	defer func() { conn.Close() }()
	bound := false
	for {
		p, err := ber.ReadPacket(conn)
		if err != nil || len(p.Children) < 2 {
			return
		}
		id, op := p.Children[0].Value.(int64), p.Children[1]
		switch op.Tag {
		case ldap.ApplicationBindRequest:
			name, password := op.Children[1].Value.(string), op.Children[2].Data.String()
			d.binds = append(d.binds, name)
			code := uint16(ldap.LDAPResultInvalidCredentials)
			for _, e := range d.people {
				if e.dn == name && (e.password == password || password == "") { // the visitor without a name
					code, bound = ldap.LDAPResultSuccess, true
				}
			}
			conn.Write(answer(id, ldap.ApplicationBindResponse, code).Bytes())
		case ldap.ApplicationSearchRequest:
			for _, e := range d.people {
				if bound && fits(op.Children[6], e) {
					conn.Write(found(id, e, op.Children[7].Children[0].Value.(string)).Bytes())
				}
			}
			conn.Write(answer(id, ldap.ApplicationSearchResultDone, ldap.LDAPResultSuccess).Bytes())
		case ldap.ApplicationExtendedRequest:
			conn.Write(answer(id, ldap.ApplicationExtendedResponse, ldap.LDAPResultSuccess).Bytes())
			conn = tls.Server(conn, d.secure)
		default:
			return
		}
	}
}

func fits(filter *ber.Packet, e entry) bool {
	if filter.Tag == ldap.FilterPresent {
		return true
	}
	return filter.Tag == ldap.FilterEqualityMatch && filter.Children[1].Value.(string) == e.uid
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

func found(id int64, e entry, attribute string) *ber.Packet {
	op := ber.Encode(ber.ClassApplication, ber.TypeConstructed, ldap.ApplicationSearchResultEntry, nil, "")
	op.AppendChild(text(e.dn))
	list := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	if len(e.badges) > 0 && attribute == "employeeNumber" {
		one := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
		one.AppendChild(text(attribute))
		set := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSet, nil, "")
		for _, b := range e.badges {
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

// selfMade is a certificate for 127.0.0.1 and the pool that knows it.
func selfMade(t *testing.T) (tls.Certificate, *x509.CertPool) {
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

// naive puts the login name into the templates as it is: the control of the injection test.
func naive(template, login string) string { return strings.ReplaceAll(template, "{login}", login) }
