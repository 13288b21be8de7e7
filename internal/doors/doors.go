// Package doors assembles the house: one database, the halls, the rooms. Every way in (web, command
// line, night work, demo) receives the assembled House and nothing else.
package doors

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/backup"
	"plumbline/internal/hall/ballot"
	"plumbline/internal/hall/batch"
	"plumbline/internal/hall/burden"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/file"
	"plumbline/internal/hall/notify"
	"plumbline/internal/hall/org"
	"plumbline/internal/hall/search"
	"plumbline/internal/rooms/budget"
	"plumbline/internal/rooms/campaign"
	"plumbline/internal/rooms/chronic"
	"plumbline/internal/rooms/directive"
	"plumbline/internal/rooms/dutyreport"
	"plumbline/internal/rooms/framework"
	"plumbline/internal/rooms/inspect"
	"plumbline/internal/rooms/joint"
	"plumbline/internal/rooms/orglife"
	"plumbline/internal/rooms/partyorg"
	"plumbline/internal/rooms/partywork"
	"plumbline/internal/rooms/rectify"
	"plumbline/internal/rooms/training"
	"plumbline/packs"
	"plumbline/words"
)

// Config says where the house keeps its things.
type Config struct {
	Data  string // folder for files, keys and, when DB is empty, the database file
	DB    string // database file or postgres:// address; empty means Data/plumbline.db
	Lang  string // language of visitors who have not chosen: zh or en
	Clock clock.Clock
	Bulk  bool // see db.Options
	// Secrets is the file with the keys that seal stored secrets; "" means Data/secrets.key. Forget gives
	// up what none of them opens (see access.ForgetSecrets).
	Secrets string
	Forget  bool
	// DrillKey is the file of the key with which the house opens its own backups to prove them; "" means
	// in Data, where it lies beside them.
	DrillKey string
	// Program is the version of the program, for what a backup says of itself.
	Program string
	// Existing refuses a folder in which no house stands yet: for commands that look after one and
	// must not begin one by a mistyped path.
	Existing bool
	// Spare lays down a spare file beside the database (see ground/disk): for a house that serves.
	Spare bool
	// Unsafe takes a database that may lose what was answered as saved (see db.Options): for tests.
	Unsafe bool
	// DemoSecret answers the secret of a demo account's authenticator app by its name, so that the page
	// can show the code; nil in every real house.
	DemoSecret func(login string) string
}

// House is everything that a door may call.
type House struct {
	Config   Config
	DB       *db.DB
	Words    *i18n.Words
	Access   *access.Hall
	Audit    *audit.Log
	Files    *file.Store
	Refusals *audit.Refusals
	Org      *org.Hall
	Batch    *batch.Hall
	Approve  *approve.Hall
	Backup   *backup.Hall
	Ballot   *ballot.Hall

	Burden    *burden.Hall
	Calendar  *calendar.Hall
	Notify    *notify.Hall
	Search    *search.Hall
	Framework *framework.Room

	Chronic   *chronic.Room
	Rectify   *rectify.Room
	Inspect   *inspect.Room
	Directive *directive.Room
	Budget    *budget.Room
	PartyWork *partywork.Room
	Orglife   *orglife.Room
	Joint     *joint.Room
	Campaign  *campaign.Room

	DutyReport *dutyreport.Room
	PartyOrg   *partyorg.Room
	Training   *training.Room

	Night  Night     // what the night work last did
	Opened time.Time // by the house's clock

	Upgraded string // what was put aside when this opening upgraded the schema, "" when it did not
}

// Open opens the house. A data folder or database that cannot be used is a *db.ErrPlace with one
// sentence, and nothing is left half-made.
func Open(ctx context.Context, cfg Config) (*House, error) {
	if cfg.Clock == nil {
		cfg.Clock = clock.System
	}
	if cfg.Lang == "" {
		cfg.Lang = "zh"
	}
	if cfg.DB == "" {
		cfg.DB = filepath.Join(cfg.Data, "plumbline.db")
	}
	if err := stands(cfg); err != nil {
		return nil, err
	}
	if err := unfinished(cfg); err != nil {
		return nil, err
	}
	fresh, err := makeFolder(cfg.Data)
	if err != nil {
		return nil, err
	}
	h, err := open(ctx, cfg)
	if err != nil && fresh {
		os.Remove(cfg.Data) // it stays when something stands in it
	}
	return h, err
}

func open(ctx context.Context, cfg Config) (*House, error) {
	w, err := words.Load()
	if err != nil {
		return nil, err
	}
	spare, err := laySpare(cfg)
	if err != nil {
		return nil, err
	}
	up := &upgrade{cfg: cfg, words: w}
	d, err := db.Open(ctx, cfg.DB, db.Options{Clock: cfg.Clock, Bulk: cfg.Bulk, Unsafe: cfg.Unsafe, Spare: spare, Before: up.before, Keep: audit.Unchanged})
	if err != nil {
		return nil, plain(err)
	}
	h := &House{Config: cfg, Opened: cfg.Clock.Now(), DB: d, Words: w, Access: access.New(d)}
	if err = h.furnish(ctx); err == nil {
		err = h.keepSaved(ctx, up.saved)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return h, nil
}

// furnish makes the halls and rooms, each with what it hands work to.
func (h *House) furnish(ctx context.Context) (err error) {
	// First, because from here on the record answers for what is written.
	if h.Audit, err = audit.Open(h.DB, h.Config.Data); err != nil {
		return err
	}
	if err = h.Audit.Protect(db.Vital(ctx), Protected); err != nil {
		return err
	}
	if err = h.Audit.Declare(db.Vital(ctx), policySums()); err != nil {
		return err
	}
	if err = h.openSecrets(db.Vital(ctx)); err != nil {
		return err
	}
	h.Calendar, h.Notify, h.Framework = calendar.New(h.DB), notify.New(h.DB), framework.New(h.DB)
	h.Search = search.New(h.DB)
	// Vital: a house whose disk is full opens, so that what it holds can be read.
	if err = h.Framework.Seed(db.Vital(ctx), packs.FS); err != nil {
		return err
	}
	h.Org = org.New(h.DB, h.Words)
	h.Batch = batch.New(h.DB, h.Words.Say)
	h.Approve = approve.New(h.DB)
	h.Ballot = ballot.New(h.DB, h.Config.Data)
	h.Burden = burden.New(h.DB)
	if h.Backup, err = backup.New(ctx, h.Config.source(h.DB)); err != nil {
		return err
	}
	h.Directive = directive.New(h.DB)
	h.Budget, h.PartyWork = budget.New(h.DB, h.Framework.ListIn), partywork.New(h.DB, h.Framework.ListIn)
	h.Joint = joint.New(h.DB)
	h.Campaign = campaign.New(h.DB, h.Framework.ListIn)
	h.Rectify = rectify.New(h.DB)
	h.Chronic = chronic.New(h.DB, h.Framework.ListIn)
	h.Inspect = inspect.New(h.DB, h.Framework.ListIn)
	h.PartyOrg = partyorg.New(h.DB, h.Framework.ListIn)
	h.Training = training.New(h.DB, h.Framework.ListIn)
	h.DutyReport = dutyreport.New(h.DB, h.Framework.ListIn)
	h.Orglife = orglife.New(h.DB, h.dutyCalendar)
	h.Orglife.Forms = h.Framework.ListIn
	h.Refusals = audit.NewRefusals(h.DB)
	h.DB.OnRefusal(h.Refusals.Record)
	if h.Files, err = file.Open(h.DB, h.Config.Data, file.Limits{}); err != nil {
		return err
	}
	h.Files.Unsynced = h.Config.Bulk
	rectify.GuardFiles(h.Files)
	budget.GuardFiles(h.Files)
	training.GuardFiles(h.Files)
	chronic.GuardFiles(h.Files)
	return nil
}

// Close closes the house.
func (h *House) Close() error {
	return errors.Join(h.Backup.Close(), h.Files.Close(), h.DB.Close())
}

// stands answers an *db.ErrPlace when an existing house was asked for and there is none.
func stands(cfg Config) error {
	if !cfg.Existing {
		return nil
	}
	place := cfg.DB
	if strings.Contains(cfg.DB, "://") {
		place = cfg.Data
	}
	if _, err := os.Stat(place); err != nil {
		return &db.ErrPlace{Sentence: "there is no Plumbline data at " + place + "; name the folder that serve uses with --data"}
	}
	return nil
}

func cause(err error) string {
	if inner := errors.Unwrap(err); inner != nil {
		return inner.Error()
	}
	return err.Error()
}
