package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/backup"
	"plumbline/words"
)

// BackupCmd makes and checks backups.
type BackupCmd struct {
	Make   BackupMakeCmd   `cmd:"" default:"withargs" help:"Make an encrypted backup while the house runs, and prove it by restoring it."`
	Keygen BackupKeygenCmd `cmd:"" help:"Make a key pair on the backup officer's own machine."`
	Plan   BackupPlanCmd   `cmd:"" help:"Show or set where, how often and to whose keys the house is backed up."`
	Check  BackupCheckCmd  `cmd:"" help:"Open a backup with its key, restore it into a scratch folder beside it, compare everything, and remove it again."`
}

// clerk is what the commands of this file share: the house's words, and how a failure is said.
type clerk struct {
	w    *i18n.Words
	lang string
}

func newClerk(lang string) (clerk, error) {
	w, err := words.Load()
	return clerk{w, lang}, err
}

func (o clerk) say(key string, args ...any) string { return o.w.Say(o.lang, key, args...) }

// mend turns a fault into its sentence with exit code 2; anything else stays.
func (o clerk) mend(err error) error {
	if _, ok := fault.As(err); ok {
		return Mend(doors.Said(o.w, o.lang, err))
	}
	return opened(err)
}

// bare opens the database of a house and nothing else: a backup must not change the schema, and must
// not start what a serving house runs.
func bare(ctx context.Context, p Place, program string) (*db.DB, backup.Source, error) {
	place := p.DB
	if place == "" {
		place = filepath.Join(p.Data, "plumbline.db")
	}
	if _, err := os.Stat(p.Data); err != nil || p.DB == "" && !exists(place) {
		return nil, backup.Source{}, Mend("there is no Plumbline data at " + p.Data + "; name the folder that serve uses with --data")
	}
	d, err := db.Open(ctx, place, db.Options{Clock: clock.System, NoMigrate: true})
	if err != nil {
		return nil, backup.Source{}, opened(err)
	}
	return d, backup.Source{DB: d, Data: p.Data, Program: program, Secrets: p.Secrets, Drill: p.DrillKey}, nil
}

// keeper opens the hall of backups of a house whose schema is today's.
func (o clerk) keeper(ctx context.Context, p Place, program string) (*backup.Hall, func(), error) {
	d, src, err := bare(ctx, p, program)
	if err != nil {
		return nil, nil, err
	}
	missing, err := d.Missing(ctx)
	if err == nil && len(missing) > 0 {
		err = Mend(o.say("backup.older_schema"))
	}
	if err == nil { // the record answers for what is written here as well
		err = d.Watch(ctx, doors.Protected)
	}
	var h *backup.Hall
	if err == nil {
		h, err = backup.New(ctx, src)
	}
	if err != nil {
		d.Close()
		return nil, nil, opened(err)
	}
	return h, func() { d.Close() }, nil
}

// BackupMakeCmd makes one backup.
type BackupMakeCmd struct {
	Place
	To        string   `help:"Folder, or file ending in .age. Default: the folder of the plan." type:"path"`
	Recipient []string `help:"Public key (age1…), at least two. Default: those of the plan." placeholder:"age1…"`
	NoDrill   bool     `help:"Do not restore it at once into a scratch place; then nobody knows whether it can be."`
}

var terminal = who.Job("backup")

// Run writes it and says what was proven.
func (c *BackupMakeCmd) Run(ctx context.Context, t *Terminal) error {
	o, err := newClerk(c.Lang)
	if err != nil {
		return err
	}
	h, done, err := o.keeper(ctx, c.Place, t.Version)
	if err != nil {
		return err
	}
	defer done()
	r, err := h.Make(ctx, terminal, backup.Job{Why: backup.ByHand, To: c.To, Recipients: c.Recipient, NoDrill: c.NoDrill})
	if err != nil {
		return o.mend(err)
	}
	fmt.Fprintln(t.Out, o.say("backup.cli.made", "file", r.File, "size", mega(r.Size), "rows", r.Rows, "files", r.Files, "hash", r.Hash))
	if r.Damaged > 0 {
		fmt.Fprintln(t.Out, o.say("backup.cli.damaged", "n", r.Damaged))
	}
	switch {
	case r.Drill == nil:
		fmt.Fprintln(t.Out, o.say("backup.cli.no_drill"))
	case !r.Drill.OK:
		return &Exit{Code: 1, Sentence: o.say("backup.cli.drill_failed", "why", r.Drill.Detail)}
	default:
		fmt.Fprintln(t.Out, o.say("backup.cli.drilled", "opened", r.Drill.Opened, "ms", r.Drill.Took.Milliseconds()))
	}
	return nil
}

func mega(n int64) string { return fmt.Sprintf("%.1f", float64(n)/(1<<20)) }

// BackupKeygenCmd makes a key pair. It needs no house.
type BackupKeygenCmd struct {
	Out  string `help:"File for the secret key." default:"plumbline-backup.key" type:"path"`
	PQ   bool   `help:"A key that also withstands a quantum computer; all keys of a house must be of one kind." name:"pq"`
	Lang string `help:"Language: zh or en." default:"zh" enum:"zh,en"`
}

// Run writes the secret half and prints the public one.
func (c *BackupKeygenCmd) Run(t *Terminal) error {
	o, err := newClerk(c.Lang)
	if err != nil {
		return err
	}
	public, err := backup.WriteKey(c.Out, c.PQ, clock.System.Now())
	if err != nil {
		return o.mend(err)
	}
	_, err = fmt.Fprintln(t.Out, o.say("backup.keygen.done", "file", c.Out, "public", public))
	return err
}

// BackupPlanCmd shows the plan, or changes what is given.
type BackupPlanCmd struct {
	Place
	Folder  *string  `help:"Folder for the backups of the night work, written in full."`
	Every   *int     `help:"Hours between two backups."`
	Limit   *int     `help:"Hours after which the newest good backup is too old."`
	Keep    *int     `help:"Number of backups that stay."`
	Days    *int     `help:"Days after which a backup is deleted in any case, at most 35."`
	Drill   *string  `help:"Restore every backup at once and compare: on or off." enum:"on,off"`
	Officer []string `help:"Public key of the backup officer." placeholder:"age1…"`
	Escrow  []string `help:"Public key of the escrow." placeholder:"age1…"`
	Other   []string `help:"Another public key." placeholder:"age1…"`
}

// Run saves what was given and prints the plan in force. Keys are replaced as a whole.
func (c *BackupPlanCmd) Run(ctx context.Context, t *Terminal) error {
	o, err := newClerk(c.Lang)
	if err != nil {
		return err
	}
	h, done, err := o.keeper(ctx, c.Place, t.Version)
	if err != nil {
		return err
	}
	defer done()
	p, err := h.PlanNow(ctx, terminal)
	if err != nil {
		return err
	}
	if c.change(&p) {
		if err := h.SavePlan(ctx, p); err != nil {
			return o.mend(err)
		}
	}
	o.plan(t, p)
	return nil
}

func (c *BackupPlanCmd) change(p *backup.Plan) (changed bool) {
	number := func(to *int, from *int) {
		if from != nil {
			*to, changed = *from, true
		}
	}
	number(&p.Every, c.Every)
	number(&p.Limit, c.Limit)
	number(&p.KeepCount, c.Keep)
	number(&p.KeepDays, c.Days)
	if c.Folder != nil {
		p.Folder, changed = *c.Folder, true
	}
	if c.Drill != nil {
		p.Drill, changed = *c.Drill == "on", true
	}
	if len(c.Officer)+len(c.Escrow)+len(c.Other) > 0 {
		p.Recipients, changed = nil, true
		add := func(holder backup.Holder, keys []string) {
			for _, k := range keys {
				p.Recipients = append(p.Recipients, backup.Recipient{Public: k, Holder: holder})
			}
		}
		add(backup.Officer, c.Officer)
		add(backup.Escrow, c.Escrow)
		add(backup.Other, c.Other)
	}
	return changed
}

func (o clerk) plan(t *Terminal, p backup.Plan) {
	folder, drill := p.Folder, "backup.on"
	if folder == "" {
		folder = o.say("backup.cli.nowhere")
	}
	if !p.Drill {
		drill = "backup.off"
	}
	fmt.Fprintln(t.Out, o.say("backup.cli.plan", "folder", folder, "every", p.Every, "limit", p.Limit, "count", p.KeepCount, "days", p.KeepDays, "drill", o.say(drill)))
	for _, r := range p.Recipients {
		fmt.Fprintln(t.Out, o.say("backup.cli.recipient", "holder", o.say("backup.holder."+r.Holder), "public", r.Public))
	}
	if len(p.Recipients) == 0 {
		fmt.Fprintln(t.Out, o.say("backup.cli.no_key"))
	}
}

// BackupCheckCmd proves a backup on the machine of whoever has its key.
type BackupCheckCmd struct {
	File     string `arg:"" help:"Backup file." type:"path"`
	Identity string `help:"File with the secret key." required:"" type:"path"`
	Key      string `help:"Public key of the record, kept outside: then a backup that somebody else wrote is refused too."`
	Lang     string `help:"Language: zh or en." default:"zh" enum:"zh,en"`
}

// Run restores and compares.
func (c *BackupCheckCmd) Run(ctx context.Context, t *Terminal) error {
	o, err := newClerk(c.Lang)
	if err != nil {
		return err
	}
	ids, err := backup.ReadIdentities(c.Identity)
	if err != nil {
		return o.mend(err)
	}
	m, _, err := backup.Check(ctx, c.File, ids, c.Key)
	if err != nil {
		return o.mend(err)
	}
	_, err = fmt.Fprintln(t.Out, o.say("backup.cli.checked", "taken", taken(m), "rows", m.Rows(), "files", m.Files(), "tree", m.Record.Size, "root", m.Record.Root))
	return err
}

// taken is the moment of the snapshot in the house's time.
func taken(m backup.Manifest) string {
	at, err := db.ReadStamp(m.Taken)
	if err != nil {
		return m.Taken
	}
	return at.In(clock.Zone).Format(time.DateTime)
}
