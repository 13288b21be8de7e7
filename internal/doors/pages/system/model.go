package systempage

import (
	"context"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/i18n"
)

// Model is the state of the installation at one moment.
type Model struct {
	Now      time.Time
	Version  string
	Started  time.Time
	Database string // program and version
	Schema   string // the newest migration
	Place    string // address without its password
	Settings []db.Setting
	Disks    []Disk
	Spare    disk.State
	HasSpare bool
	Trouble  db.Trouble
	Sealed   time.Time // zero before the first checkpoint
	Waiting  int64     // entries that are not sealed yet
	Night    []Night
	Cert     Cert
}

// Disk is the room where something of ours lies.
type Disk struct {
	What  string // words
	Dir   string
	Space disk.Space
}

// Night is one piece of night work.
type Night struct {
	Name  string
	Every time.Duration
	Ran   bool
	At    time.Time
	Done  int
	Err   string
	Fail  int
}

// Late tells that a piece of work should have run and has not: twice its time is over.
func (n Night) Late(now time.Time) bool { return n.Ran && now.Sub(n.At) > 2*n.Every+time.Minute }

// Cert is the server's certificate: how TLS is ended, and until when.
type Cert struct {
	How   How
	Name  string
	Until time.Time
	Left  int // days
}

// How TLS is ended.
type How int

// The ways: a plain line, a proxy in front, our own certificate.
const (
	Plain How = iota
	Behind
	Own
)

// certSoon is when a certificate's end is shown as something to do.
const certSoon = 30

// scarce is when room on a disk is shown as something to do: less than this, or a twentieth.
const scarce = 1 << 30

// Scarce tells that a disk should be looked after.
func (d Disk) Scarce() bool {
	return d.Space.Total > 0 && (d.Space.Free < d.Space.Total/20 || d.Space.Free < min(scarce, d.Space.Total/4))
}

// sealLate is how long an entry may wait for its seal before the page says so.
const sealLate = 15 * time.Minute

// SealLate tells that entries wait longer for their seal than they should.
func (m Model) SealLate() bool { return m.Waiting > 0 && m.Now.Sub(m.Sealed) > sealLate }

func (m Model) figures(ctx context.Context) []part.Figure {
	least := Disk{}
	for _, d := range m.Disks {
		if least.Space.Total == 0 || d.Space.Free < least.Space.Free {
			least = d
		}
	}
	wrong, failing := 0, 0
	for _, s := range m.Settings {
		if s.Grade != db.Good {
			wrong++
		}
	}
	for _, n := range m.Night {
		if n.Err != "" || n.Late(m.Now) {
			failing++
		}
	}
	return []part.Figure{
		{Title: i18n.T(ctx, "system.figure.room"), N: size(least.Space.Free), Note: least.Dir, Red: least.Scarce()},
		{Title: i18n.T(ctx, "system.figure.settings"), N: itoa(len(m.Settings) - wrong), Unit: " / " + itoa(len(m.Settings)), Note: i18n.T(ctx, "system.figure.settings_note"), Red: wrong > 0},
		{Title: i18n.T(ctx, "system.figure.waiting"), N: itoa(int(m.Waiting)), Note: m.sealed(ctx), Red: m.SealLate()},
		{Title: i18n.T(ctx, "system.figure.night"), N: itoa(failing), Note: i18n.T(ctx, "system.figure.night_note"), Red: failing > 0},
	}
}

func (m Model) sealed(ctx context.Context) string {
	if m.Sealed.IsZero() {
		return i18n.T(ctx, "system.seal.never")
	}
	return i18n.T(ctx, "system.seal.at", "t", i18n.Minute(ctx, m.Sealed))
}

func (m Model) cert(ctx context.Context) string {
	switch m.Cert.How {
	case Behind:
		return i18n.T(ctx, "system.cert.behind")
	case Own:
		return i18n.T(ctx, "system.cert.own", "name", m.Cert.Name, "t", i18n.Minute(ctx, m.Cert.Until), "n", m.Cert.Left)
	}
	return i18n.T(ctx, "system.cert.plain")
}

func (c Cert) soon() bool { return c.How == Own && c.Left < certSoon }

// shown is a setting's value as a person reads it; SQLite answers with numbers.
func shown(s db.Setting) string {
	if s.Value == "" {
		return "—"
	}
	return s.Value
}

func setting(ctx context.Context, s db.Setting) string {
	if s.Grade == db.Good {
		return i18n.T(ctx, "system.setting.good")
	}
	return i18n.T(ctx, "system.setting.want", "want", s.Want)
}

// task is the line that the command line prints of the same run.
func task(ctx context.Context, n Night) string { return i18n.T(ctx, "job."+n.Name, "n", n.Done) }

func place(ctx context.Context, what string) string { return i18n.T(ctx, "system.disk."+what) }

func every(ctx context.Context, d time.Duration) string {
	if d >= 2*time.Hour && d%time.Hour == 0 {
		return i18n.T(ctx, "system.every.hours", "n", int(d/time.Hour))
	}
	if d < time.Minute {
		return i18n.T(ctx, "system.every.seconds", "n", int(d/time.Second))
	}
	return i18n.T(ctx, "system.every.minutes", "n", int(d/time.Minute))
}

func left(d Disk) int {
	if d.Space.Total == 0 {
		return 0
	}
	return int(d.Space.Free * 100 / d.Space.Total)
}
