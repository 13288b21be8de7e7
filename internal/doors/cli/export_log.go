package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"plumbline/internal/doors"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// AuditExportCmd writes the sealed record to a new folder, for plumbline verify and for any other
// program that reads C2SP tlog-tiles.
type AuditExportCmd struct {
	Place
	Dir     string `arg:"" help:"New or empty folder to write to." type:"path"`
	Details bool   `help:"With names and details, not only their commitments." default:"true" negatable:""`
}

// Run seals what is open and exports it.
func (c *AuditExportCmd) Run(ctx context.Context, t *Terminal) error {
	h, err := doors.Open(ctx, c.existing())
	if err != nil {
		return opened(err)
	}
	defer h.Close()
	say := func(key string, args ...any) string { return h.Words.Say(c.Lang, key, args...) }
	if !emptyOrNew(c.Dir) {
		return Mend(say("audit.export.not_empty", "dir", c.Dir))
	}
	if _, err := h.Audit.Seal(ctx); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return Mend(say("audit.verify.no_dir", "dir", c.Dir, "why", plainReason(err)))
	}
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return Mend(say("audit.verify.no_dir", "dir", c.Dir, "why", plainReason(err)))
	}
	defer root.Close()
	opt := audit.ExportOptions{Details: c.Details, Readme: say("audit.export.readme")}
	n, err := h.Audit.Export(ctx, who.Job("export-log"), opt, tlog.ToDir(root))
	if f, ok := fault.As(err); ok {
		return errors.Join(os.Remove(c.Dir), Mend(say(f.Key, f.Args...)))
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.Out, say("audit.export.done", "n", n, "dir", c.Dir, "key", h.Audit.PublicKey()))
	return err
}

func emptyOrNew(dir string) bool {
	list, err := os.ReadDir(dir)
	return errors.Is(err, os.ErrNotExist) || err == nil && len(list) == 0
}
