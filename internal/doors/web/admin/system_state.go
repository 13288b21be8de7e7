package adminweb

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"time"

	"plumbline/internal/doors/job"
	systempage "plumbline/internal/doors/pages/system"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/disk"
)

// systemState computes the state of the installation now: nothing on the page is a stored figure.
func (s door) systemState(c *front.Ctx) error {
	now := s.DB.Clock().Now()
	m := systempage.Model{Now: now, Version: s.Version, Started: s.Opened, Database: s.DB.Version(c.Context()), Place: db.Redact(s.Config.DB),
		Disks: s.disks(), Spare: s.DB.Room(), Trouble: s.DB.LastTrouble(), Night: s.nights(), Cert: cert(s.Door, now)}
	m.HasSpare = m.Spare.Size > 0
	var err error
	if m.Settings, err = s.DB.Settings(c.Context()); err != nil {
		return err
	}
	if err := s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) (err error) {
		m.Schema, err = db.Schema(tx)
		return err
	}); err != nil {
		return err
	}
	standing, err := s.Audit.Standing(c.Context(), c.Who)
	if err != nil {
		return err
	}
	m.Sealed, m.Waiting = standing.Checkpoint.At, standing.Pending
	return c.Render(systempage.State(m))
}

// disks are the places where something of ours lies; one that cannot be asked is left out.
func (s door) disks() []systempage.Disk {
	places := []systempage.Disk{{What: "data", Dir: s.Config.Data}}
	if !strings.Contains(s.Config.DB, "://") {
		places = append(places, systempage.Disk{What: "database", Dir: filepath.Dir(s.Config.DB)})
	}
	places = append(places, systempage.Disk{What: "temp", Dir: os.TempDir()})
	out := places[:0]
	for _, p := range places {
		var err error
		if p.Space, err = disk.SpaceOf(p.Dir); err == nil && p.Space.Total > 0 {
			out = append(out, p)
		}
	}
	return out
}

func (s door) nights() []systempage.Night {
	var out []systempage.Night
	for _, t := range job.Tasks(s.House) {
		r, ran := s.Night.Last(t.Name)
		n := systempage.Night{Name: t.Name, Every: t.Every, Ran: ran, At: r.At, Done: r.Done, Fail: r.Fail}
		if r.Err != nil {
			n.Err = r.Err.Error()
		}
		out = append(out, n)
	}
	return out
}

// cert is how TLS is ended, and until when our own certificate is good: the one that a browser which
// names no host is given.
func cert(d front.Door, now time.Time) systempage.Cert {
	switch {
	case d.TLS == nil && d.Behind:
		return systempage.Cert{How: systempage.Behind}
	case d.TLS == nil:
		return systempage.Cert{How: systempage.Plain}
	}
	leaf := leaf(d)
	if leaf == nil {
		return systempage.Cert{How: systempage.Own}
	}
	name := leaf.Subject.CommonName
	if len(leaf.DNSNames) > 0 {
		name = leaf.DNSNames[0]
	}
	return systempage.Cert{How: systempage.Own, Name: name, Until: leaf.NotAfter, Left: int(leaf.NotAfter.Sub(now).Hours() / 24)}
}

func leaf(d front.Door) *x509.Certificate {
	own := d.TLS.Certificates
	if d.TLS.GetCertificate != nil {
		if c, err := d.TLS.GetCertificate(&tls.ClientHelloInfo{}); err == nil {
			own = []tls.Certificate{*c}
		}
	}
	if len(own) == 0 || len(own[0].Certificate) == 0 {
		return nil
	}
	leaf, err := x509.ParseCertificate(own[0].Certificate[0])
	if err != nil {
		return nil
	}
	return leaf
}
