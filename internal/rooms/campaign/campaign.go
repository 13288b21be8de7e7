package campaign

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// PackOf reads a pack by code and version within a transaction (rooms/framework.ListIn).
type PackOf func(tx *db.Tx, code, version string) (*pack.Pack, error)

// packCode is the pack that a new campaign begins under.
const packCode = "campaign_stages"

// Room is the room of campaigns.
type Room struct {
	db   *db.DB
	pack PackOf
}

// New makes the room.
func New(d *db.DB, p PackOf) *Room { return &Room{db: d, pack: p} }

func init() {
	org.OnRenumber(func(tx *db.Tx, moved []org.Moved) error {
		for _, m := range moved {
			if err := renumber(tx, m.Unit, m.Ord); err != nil {
				return err
			}
		}
		return nil
	})
}

// Ids of the room's nouns.
type (
	ID         string
	RelayID    string
	OpinionID  string
	ProposalID string
)

// Campaign is one campaign with its window for self-reports.
type Campaign struct {
	ID          ID
	Number      string // ZZ-26-01
	Year        int
	Title       string
	Paper       string // number of the official document
	Directive   string // id of the directive it comes from, "" for one of the house's own
	Unit        string
	UnitOrd     int64
	Lead        []string // ids of the leading offices
	Aim         string   // 工作目标
	Need        string   // 工作要求
	State       State
	Pack        string
	PackVersion string
	Opens       time.Time // the window for self-reports, zero for none
	Closes      time.Time
	Code        string    // of the public page for opinions
	Organ       string    // who approved the plan: 市局党委会
	Resolved    clock.Day // on which day
	DraftedBy   string
	Drafter     string // person
	DraftedAt   time.Time
	ApprovedBy  string
	ApprovedAt  time.Time
	Summary     string // own words of the summary; the figures are computed
	SummaryBy   string
	Summariser  string // person
	SummaryAt   time.Time
	EndedAt     time.Time
	Version     int64
}

// Place is where acts on the campaign happen.
func (c Campaign) Place() access.Place {
	return access.Place{Ord: c.UnitOrd, Kind: access.KindCampaign, ID: string(c.ID)}
}

// Open refuses changes to a campaign that has ended.
func (c Campaign) Open() error {
	if c.State == Finished || c.State == Withdrawn {
		return fault.Conflict("campaign.ended_already")
	}
	return nil
}

// Approved tells whether the plan stands.
func (c Campaign) Approved() bool { return !c.ApprovedAt.IsZero() }

// Window says where a moment lies against the window for self-reports.
func (c Campaign) Window(at time.Time) (open bool, set bool) {
	if c.Opens.IsZero() || c.Closes.IsZero() {
		return false, false
	}
	return !at.Before(c.Opens) && at.Before(c.Closes), true
}

// CloseDay is the last day of the window: it closes at the end of that day, or at a minute of the next.
func (c Campaign) CloseDay() clock.Day {
	if c.Closes.IsZero() {
		return ""
	}
	return clock.DayOf(c.Closes.Add(-time.Second))
}

// Member is a person of the leading group, or one who may receive self-reports.
type Member struct {
	ID       string
	Person   string
	Name     string
	Duty     string
	Receives bool
	Since    clock.Day
}

// Step is one move of a campaign with its words.
type Step struct {
	Act   Act
	Words string
	Name  string
	At    time.Time
}

// edit runs one change by the office: load, may, open; the caller adds rule and save.
func (r *Room) edit(ctx context.Context, actor who.Actor, id ID, action string, do func(*db.Tx, *Campaign) (any, error)) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCampaign(tx, id)
		if err != nil {
			return err
		}
		if err := may(tx, access.EditCampaign, c); err != nil {
			return err
		}
		if err := c.Open(); err != nil {
			return err
		}
		details, err := do(tx, &c)
		if err != nil {
			return err
		}
		if err := saveCampaign(tx, &c); err != nil {
			return err
		}
		return record(tx, c, action, details)
	})
}

// may asks for a right at the campaign. Who may read it because a unit of theirs was addressed gets Denied
// and not NotFound.
func may(tx *db.Tx, right access.Right, c Campaign) error {
	err := access.May(tx.Who, right, c.Place())
	if fault.Is(err, fault.KindNotFound) && right != access.ReadCampaign && readable(tx, c) == nil {
		return access.Refusal(access.RuleOf(right).Number())
	}
	return err
}

// readable is nil for whoever may see the campaign: by the tree, or because a unit in reach was addressed.
func readable(tx *db.Tx, c Campaign) error {
	err := access.May(tx.Who, access.ReadCampaign, c.Place())
	if err == nil || !fault.Is(err, fault.KindNotFound) {
		return err
	}
	n, counted := countRelaysInReach(tx, c.ID)
	if counted != nil {
		return counted
	}
	if n == 0 {
		return err
	}
	return nil
}

func record(tx *db.Tx, c Campaign, action string, details any) error {
	return audit.Record(tx, audit.Entry{Action: "campaign." + action, Kind: "campaign", ID: string(c.ID), Version: c.Version, Unit: c.Unit, Details: details})
}
