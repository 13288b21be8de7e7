package backup

import (
	"context"
	"path/filepath"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Recipient is the public half of a key that opens backups, and who keeps the other half.
type Recipient struct {
	Public string `json:"public"`
	Holder Holder `json:"holder"`
}

// Holder is who keeps a secret key.
type Holder = string

// The holders. The escrow pair is a key in a sealed envelope, opened when the officer cannot.
const (
	Officer Holder = "officer"
	Escrow  Holder = "escrow"
	Other   Holder = "other"
)

// Plan is how a house is backed up.
type Plan struct {
	Folder     string // where the night work writes; "" for nowhere
	Every      int    // hours between two backups
	Limit      int    // hours after which the newest good one is too old
	KeepCount  int    // files that stay
	KeepDays   int    // and days after which a file goes in any case
	Drill      bool   // restore every backup at once and compare
	Recipients []Recipient
	Version    int64
}

// MostDays is how long a backup may be kept: what was destroyed by rule must not live on in copies.
const MostDays = 35

var defaults = Plan{Every: 24, Limit: 24, KeepCount: 30, KeepDays: MostDays, Drill: true}

func (p Plan) publics() []string {
	out := make([]string, len(p.Recipients))
	for i, r := range p.Recipients {
		out[i] = r.Public
	}
	return out
}

// Ready tells whether the night work can make backups.
func (p Plan) Ready() bool { return p.Folder != "" && len(p.Recipients) >= Fewest }

func (p Plan) check() error {
	var wrong []fault.Field
	within := func(name string, n, high int) {
		const low = 1
		if n < low || n > high {
			wrong = append(wrong, fault.On(name, "backup.plan_range", "n", n, "low", low, "high", high))
		}
	}
	within("every", p.Every, 24*7)
	within("limit", p.Limit, 24*14)
	within("keep", p.KeepCount, 24*MostDays)
	within("days", p.KeepDays, MostDays)
	if p.Folder != "" && !filepath.IsAbs(p.Folder) {
		wrong = append(wrong, fault.On("folder", "backup.plan_folder", "folder", p.Folder))
	}
	if len(wrong) > 0 {
		return fault.Invalid(wrong...)
	}
	if len(p.Recipients) == 0 {
		return nil
	}
	_, err := ParseRecipients(p.publics())
	return err
}

// PlanNow is the plan in force.
func (h *Hall) PlanNow(ctx context.Context, actor who.Actor) (p Plan, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := allowed(actor, access.ReadBackup); err != nil {
			return err
		}
		p, err = loadPlan(tx)
		return err
	})
	return p, err
}

// SavePlan changes the plan. It is for the command line of the machine only: who can name a recipient
// can read every later backup, so no page offers it, and the record says what was changed. Faults:
// Invalid backup.plan_…, those of ParseRecipients, Conflict backup.plan_changed.
func (h *Hall) SavePlan(ctx context.Context, p Plan) error {
	if err := p.check(); err != nil {
		return err
	}
	return h.db.Write(ctx, keeper, func(tx *db.Tx) error {
		if err := savePlan(tx, p); err != nil {
			return err
		}
		if err := saveRecipients(tx, p.Recipients); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "backup.plan", Kind: "house", ID: "backup", Version: p.Version + 1, Details: p})
	})
}
