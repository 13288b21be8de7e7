package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"plumbline/internal/doors"
	"plumbline/internal/doors/demo"
	"plumbline/internal/doors/job"
	"plumbline/internal/doors/web"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

// DemoCmd serves a fictional city bureau with three years of history.
type DemoCmd struct {
	Addr string `help:"Address to listen on." default:"127.0.0.1:8080"`
	Data string `help:"Folder to keep the demo in. Default: a temporary one that is deleted on exit." type:"path"`
	DB   string `help:"Live it in this empty PostgreSQL database (postgres://…) instead of a file in the folder." name:"db"`
	JSON bool   `help:"Write the address and the accounts as one line of JSON, before anything else." name:"json"`
	Lang string `help:"Language of visitors who have not chosen: zh or en." default:"zh" enum:"zh,en"`
}

// demoAccount is an account as --json writes it; scripts depend on these names.
type demoAccount struct {
	Role     string `json:"role"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Title    string `json:"title"`
	TOTP     string `json:"totp"` // secret of the authenticator app, for programs that sign in
}

// demoNote lies in the folder of a finished demo: without it the folder is not the demo's.
const demoNote = "demo.json"

// Run makes the demo where there is none yet, and serves it until interrupted.
func (c *DemoCmd) Run(ctx context.Context, t *Terminal) error {
	ln, err := listen(c.Addr)
	if err != nil {
		return err
	}
	folder, throwaway, err := c.folder()
	if err == nil && c.DB != "" && !strings.HasPrefix(c.DB, "postgres://") && !strings.HasPrefix(c.DB, "postgresql://") {
		err = Mend("--db of the demo takes an empty PostgreSQL database (postgres://…); for a file choose a folder with --data")
	}
	if err != nil {
		ln.Close()
		return err
	}
	if throwaway {
		defer os.RemoveAll(folder) // a temporary folder; the system clears what is left
	}
	if err := c.serve(ctx, t, ln, folder); err != nil {
		ln.Close()
		return err
	}
	return nil
}

func (c *DemoCmd) folder() (dir string, throwaway bool, err error) {
	if c.Data != "" {
		return c.Data, false, nil
	}
	dir, err = os.MkdirTemp("", "plumbline-demo-")
	if err != nil {
		return "", false, Mend(fmt.Sprintf("no temporary folder can be made for the demo (%v); choose one with --data", err))
	}
	return dir, true, nil
}

func (c *DemoCmd) serve(ctx context.Context, t *Terminal, ln net.Listener, folder string) error {
	cfg := doors.Config{Data: folder, DB: c.DB, Lang: c.Lang, Clock: clock.System, DemoSecret: demo.Secret}
	accounts, err := c.accounts(ctx, t, cfg)
	if errors.Is(err, context.Canceled) {
		return &Exit{Code: 130}
	}
	if err != nil {
		return opened(err)
	}
	h, err := doors.Open(ctx, cfg)
	if err != nil {
		return opened(err)
	}
	defer h.Close()
	if err := c.announce(t, h, address(ln, false), accounts); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	wait := job.Start(ctx, h)
	defer wait()
	defer stop()
	return web.New(h, t.Version, false).Listen(ctx, ln)
}

// accounts reads those of a demo that is there, or makes the demo.
func (c *DemoCmd) accounts(ctx context.Context, t *Terminal, cfg doors.Config) ([]demoAccount, error) {
	raw, err := os.ReadFile(filepath.Join(cfg.Data, demoNote))
	if err == nil {
		var list []demoAccount
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, Mend(fmt.Sprintf("%s cannot be read (%v); choose another folder with --data", filepath.Join(cfg.Data, demoNote), err))
		}
		return list, nil
	}
	if entries, _ := os.ReadDir(cfg.Data); len(entries) > 0 {
		return nil, Mend(fmt.Sprintf("%s holds other things than the demo; choose an empty folder with --data", cfg.Data))
	}
	return c.make(ctx, t, cfg)
}

// make lives the demo in a folder inside and moves it into place when all of it is there, so that an
// interruption leaves an empty folder and no half of a bureau.
func (c *DemoCmd) make(ctx context.Context, t *Terminal, cfg doors.Config) (list []demoAccount, err error) {
	if !c.JSON {
		fmt.Fprintln(t.Err, say(c.Lang, "demo.making"))
	}
	fresh := filepath.Join(cfg.Data, "new")
	had := exists(cfg.Data)
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(fresh))
			if !had {
				os.Remove(cfg.Data) // only if it is empty
			}
		}
	}()
	inner := cfg
	inner.Data = fresh
	made, err := demo.Make(ctx, inner)
	if fault.Is(err, fault.KindDenied) && cfg.DB != "" {
		return nil, Mend(db.Redact(cfg.DB) + " already holds a house; make an empty database for the demo")
	}
	if err != nil {
		return nil, err
	}
	for _, a := range made {
		list = append(list, demoAccount{Role: a.Role, Login: a.Login, Password: a.Password, Title: a.Title, TOTP: demo.Secret(a.Login)})
	}
	if err := settle(fresh, cfg.Data); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	return list, os.WriteFile(filepath.Join(cfg.Data, demoNote), raw, 0o600)
}

// settle moves everything of a folder one level up.
func settle(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.Rename(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	return os.Remove(from)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
