package cli

import (
	"context"
	"fmt"
	"strings"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/backup"
	"plumbline/internal/hall/search"
)

// RestoreCmd makes a house from a backup.
type RestoreCmd struct {
	File     string `arg:"" help:"Backup file." type:"path"`
	Identity string `help:"File with the secret key of the backup officer or the escrow." required:"" type:"path"`
	Data     string `help:"Folder to make; it must not exist or be empty." required:"" type:"path"`
	DB       string `help:"Restore into this empty PostgreSQL database (postgres://…) instead of a file in the folder." name:"db"`
	Key      string `help:"Public key of the record, kept outside: then a backup that somebody else wrote is refused too."`
	Lang     string `help:"Language: zh or en." default:"zh" enum:"zh,en"`
}

// Run restores, verifies, and says what comes next.
func (c *RestoreCmd) Run(ctx context.Context, t *Terminal) error {
	o, err := newClerk(c.Lang)
	if err != nil {
		return err
	}
	if c.DB != "" && !strings.HasPrefix(c.DB, "postgres://") && !strings.HasPrefix(c.DB, "postgresql://") {
		return Mend(o.say("backup.db_not_postgres"))
	}
	ids, err := backup.ReadIdentities(c.Identity)
	if err != nil {
		return o.mend(err)
	}
	r, err := backup.Restore(ctx, backup.RestoreOptions{File: c.File, Identities: ids, Data: c.Data, DB: c.DB, Key: c.Key, Clock: clock.System, After: search.Reindex})
	if err != nil {
		return o.mend(err)
	}
	_, err = fmt.Fprintln(t.Out, o.say("backup.cli.restored", "dir", c.Data, "taken", taken(r.Manifest), "rows", r.Rows(), "files", r.Files(), "root", r.Record.Root))
	return err
}

// MigrateCmd brings the data to this version, or rehearses it.
type MigrateCmd struct {
	Place
	DryRun bool `help:"Upgrade a copy, compare it, and throw it away; the living data is only read."`
}

// Run upgrades. Serving does the same by itself at its start.
func (c *MigrateCmd) Run(ctx context.Context, t *Terminal) error {
	o, err := newClerk(c.Lang)
	if err != nil {
		return err
	}
	if c.DryRun {
		return c.rehearse(ctx, t, o)
	}
	return c.upgrade(ctx, t, o)
}

func (c *MigrateCmd) rehearse(ctx context.Context, t *Terminal, o clerk) error {
	d, src, err := bare(ctx, c.Place, t.Version)
	if err != nil {
		return err
	}
	defer d.Close()
	r, err := backup.Rehearse(ctx, src, c.DB)
	if err != nil {
		return o.mend(err)
	}
	if len(r.Missing) == 0 {
		return c.current(ctx, t, o, d)
	}
	fmt.Fprintln(t.Out, o.say("backup.cli.rehearsed", "n", len(r.Missing), "ms", r.Took.Milliseconds(), "rows", r.Rows, "tree", r.Record.Size, "root", r.Record.Root))
	for _, name := range r.Missing {
		fmt.Fprintln(t.Out, o.say("backup.cli.step", "name", name))
	}
	return nil
}

func (c *MigrateCmd) upgrade(ctx context.Context, t *Terminal, o clerk) error {
	cfg := c.existing()
	cfg.Program = t.Version
	h, err := doors.Open(ctx, cfg)
	if err != nil {
		return opened(err)
	}
	defer h.Close()
	if h.Upgraded != "" {
		fmt.Fprintln(t.Out, h.Upgraded)
	}
	return c.current(ctx, t, o, h.DB)
}

// current says which schema the data has.
func (c *MigrateCmd) current(ctx context.Context, t *Terminal, o clerk, d *db.DB) error {
	return d.Read(ctx, terminal, func(tx *db.Tx) error {
		schema, err := db.Schema(tx)
		if err == nil {
			fmt.Fprintln(t.Out, o.say("backup.cli.migrated", "schema", schema))
		}
		return err
	})
}
