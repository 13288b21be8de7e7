package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"plumbline/internal/doors"
	"plumbline/internal/doors/job"
	"plumbline/internal/doors/web"
	"plumbline/internal/ground/clock"
)

// Place is where a house stands: flags shared by every command that opens one.
type Place struct {
	Data string `help:"Folder for the database, files and keys." default:"data" type:"path"`
	DB   string `help:"Database: a file, or a postgres:// address. Default: plumbline.db in the data folder." name:"db"`
	Lang string `help:"Language of visitors who have not chosen: zh or en." default:"zh" enum:"zh,en"`

	Secrets string `help:"File with the keys that seal stored secrets, the same on every machine that serves the house. Default: secrets.key in the data folder." type:"path" env:"PLUMBLINE_SECRETS"`

	DrillKey string `help:"File of the key with which the house proves its own backups, best on another disk than the backups. Default: in the data folder." type:"path" env:"PLUMBLINE_DRILL_KEY"`
}

func (p Place) config() doors.Config {
	return doors.Config{Data: p.Data, DB: p.DB, Lang: p.Lang, Clock: clock.System, Secrets: p.Secrets, DrillKey: p.DrillKey}
}

// existing is the config of a command that looks after a house and never begins one.
func (p Place) existing() doors.Config {
	cfg := p.config()
	cfg.Existing = true
	return cfg
}

// ServeCmd serves the real thing.
type ServeCmd struct {
	Place
	Line
	Addr           string `help:"Address to listen on." default:"127.0.0.1:8080"`
	UnsafeDatabase bool   `help:"For tests only: take a database that may lose what was answered as saved."`
}

// config of a house that serves: with a spare file for the day when the disk is full.
func (c *ServeCmd) config() doors.Config {
	cfg := c.Place.config()
	cfg.Spare, cfg.Unsafe = true, c.UnsafeDatabase
	return cfg
}

// Run opens the house and serves it until interrupted.
func (c *ServeCmd) Run(ctx context.Context, t *Terminal) error {
	door, notes, err := c.door(c.Data, c.Addr, clock.System.Now())
	if err != nil {
		return err
	}
	ln, err := listen(c.Addr)
	if err != nil {
		return err
	}
	cfg := c.config()
	cfg.Program = t.Version
	h, err := doors.Open(ctx, cfg)
	if err != nil {
		ln.Close()
		return opened(err)
	}
	defer h.Close()
	if c.TLSSelf {
		note, err := c.self(c.Data, c.Addr, clock.System.Now(), &door)
		if err != nil {
			ln.Close()
			return err
		}
		notes = append(notes, note)
	}
	fmt.Fprintf(t.Out, "准绳 Plumbline %s\n%s\n审计日志公钥 public key of the record: %s\n", t.Version, address(ln, door.TLS != nil), h.Audit.PublicKey())
	if h.Upgraded != "" {
		notes = append(notes, h.Upgraded)
	}
	for _, note := range notes {
		fmt.Fprintln(t.Out, note)
	}
	ctx, stop := context.WithCancel(ctx)
	wait := job.Start(ctx, h)
	defer wait()
	defer stop()
	return web.NewAt(h, t.Version, door).Listen(ctx, ln)
}

// listen takes the address before anything is opened, so that a taken port leaves no folder behind.
func listen(addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	switch {
	case err == nil:
		return ln, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, Mend(fmt.Sprintf("%s is taken by another program; stop it or choose another address with --addr", addr))
	case errors.Is(err, syscall.EACCES):
		return nil, Mend(fmt.Sprintf("%s may not be used without the system's permission; choose a port above 1023 with --addr", addr))
	}
	return nil, Mend(fmt.Sprintf("%s is not an address to listen on (write host:port, for example 127.0.0.1:8080)", addr))
}

// address is the listener's address as a browser takes it.
func address(ln net.Listener, secure bool) string {
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	host, port, _ := net.SplitHostPort(ln.Addr().String())
	if host == "::" || host == "0.0.0.0" || strings.TrimSpace(host) == "" {
		host = "127.0.0.1"
	}
	return scheme + net.JoinHostPort(host, port)
}
