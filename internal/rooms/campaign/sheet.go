package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// SheetID names a sheet.
type SheetID string

// Kinds of sheets.
const (
	Daily  = "day"
	Weekly = "week"
)

// States of a sheet.
const (
	SheetDraft  = "draft"
	SheetSigned = "signed"
)

func init() {
	org.OnRenumber(func(tx *db.Tx, moved []org.Moved) error {
		for _, m := range moved {
			if err := renumberSheets(tx, m.Unit, m.Ord); err != nil {
				return err
			}
		}
		return nil
	})
}

// Sheet is one daily or weekly sheet. Once signed its body never changes.
type Sheet struct {
	ID         SheetID
	Campaign   ID
	Number     string // RB-26-012, ZB-26-003
	Kind       string
	Day, First clock.Day
	Unit       string
	UnitOrd    int64
	State      string
	Body       SheetBody
	Text       string // as stored: what the hash is of
	Hash       string
	Pack       string
	PackVer    string
	DraftedBy  string
	Drafter    string // name
	DraftedAt  time.Time
	SignedBy   string
	Signer     string // name
	SignedAt   time.Time
	Opinion    string
	Version    int64
}

// Place is where the sheet lies; who drafted it had it in hand.
func (s *Sheet) Place() access.Place {
	return access.Place{Ord: s.UnitOrd, Kind: access.KindCampaign, ID: string(s.Campaign), Hands: []string{s.DraftedBy}}
}

// Sound tells whether the stored text still has its hash.
func (s *Sheet) Sound() bool {
	_, h := s.Body.Encode()
	return h == s.Hash
}

// NewSheet is what is drafted: the sheet of a day, or of the seven days that end on it.
type NewSheet struct {
	Kind string
	Day  clock.Day
}

func (in NewSheet) check(c Campaign, today clock.Day) error {
	var f fault.Check
	f.That(in.Kind == Daily || in.Kind == Weekly, "kind", "campaign.sheet.kind_unknown")
	f.That(in.Day != "" && in.Day <= today, "day", "campaign.sheet.day_future")
	f.That(in.Day == "" || in.Day >= clock.DayOf(c.ApprovedAt), "day", "campaign.sheet.before_start")
	return f.Err()
}

// DraftSheet computes the sheet from the records and keeps it as a draft; a draft of the same day is
// computed anew. A signed one is fault.Conflict.
func (r *Room) DraftSheet(ctx context.Context, actor who.Actor, id ID, in NewSheet) (SheetID, error) {
	var out SheetID
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		c, err := loadCampaign(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.DraftSheet, c.Place()); err != nil {
			return err
		}
		if !c.Approved() {
			return fault.Conflict("campaign.sheet.not_running")
		}
		if err := in.check(c, tx.Today()); err != nil {
			return err
		}
		s, err := r.draftSheet(tx, c, in)
		if err != nil {
			return err
		}
		out = s.ID
		return audit.Record(tx, audit.Entry{Action: "campaign.sheet_draft", Kind: "sheet", ID: string(s.ID), Version: s.Version, Unit: c.Unit, Details: map[string]string{"number": s.Number, "hash": s.Hash}})
	})
	return out, err
}

func (r *Room) draftSheet(tx *db.Tx, c Campaign, in NewSheet) (*Sheet, error) {
	s, err := sheetOn(tx, c.ID, in.Kind, in.Day)
	fresh := fault.Is(err, fault.KindNotFound)
	if err != nil && !fresh {
		return nil, err
	}
	if fresh {
		s = &Sheet{ID: SheetID(db.NewID()), Campaign: c.ID, Kind: in.Kind, Day: in.Day, Unit: c.Unit, UnitOrd: c.UnitOrd, State: SheetDraft, Version: 1}
		prefix := map[string]string{Daily: "RB", Weekly: "ZB"}[in.Kind]
		n, err := nextOf(tx, fmt.Sprintf("%s-%02d", prefix, tx.Today().Year()%100))
		if err != nil {
			return nil, err
		}
		s.Number = fmt.Sprintf("%s-%02d-%03d", prefix, tx.Today().Year()%100, n)
	}
	if s.State == SheetSigned {
		return nil, fault.Conflict("campaign.sheet.signed_already")
	}
	if s.Body, err = r.sheetBody(tx, c, in, s); err != nil {
		return nil, err
	}
	s.First = s.Body.First
	s.Text, s.Hash = s.Body.Encode()
	s.DraftedBy, s.Drafter, s.DraftedAt = sheetHand(tx), tx.Who.Name, tx.Now
	if fresh {
		return s, insertSheet(tx, s)
	}
	return s, saveSheet(tx, s)
}

// sheetHand is the person who acts, or the job.
func sheetHand(tx *db.Tx) string {
	if tx.Who.Person != "" {
		return tx.Who.Person
	}
	return tx.Who.Label()
}

func (r *Room) sheetBody(tx *db.Tx, c Campaign, in NewSheet, s *Sheet) (SheetBody, error) {
	columns, p, err := r.sheetColumns(tx)
	if err != nil {
		return SheetBody{}, err
	}
	s.Pack, s.PackVer = p.Code, p.Version
	if in.Kind == Daily {
		return r.count(tx, c, columns, in.Day, in.Day)
	}
	return weekOf(tx, c, in.Day)
}

// weekOf adds the signed daily sheets of seven days up: what flows is summed, what stands is the last
// day's. Days without a signed sheet are named. It counts nothing itself.
func weekOf(tx *db.Tx, c Campaign, day clock.Day) (SheetBody, error) {
	first := day.Add(-6)
	if start := clock.DayOf(c.ApprovedAt); first < start {
		first = start
	}
	days, err := signedDays(tx, c.ID, first, day)
	if err != nil {
		return SheetBody{}, err
	}
	if len(days) == 0 {
		return SheetBody{}, fault.Invalid(fault.On("day", "campaign.sheet.no_dailies", "first", string(first), "day", string(day)))
	}
	last := days[len(days)-1]
	b := last.Body
	b.First, b.Day, b.From, b.Missing = first, day, nil, nil
	have := map[clock.Day]bool{}
	for _, s := range days {
		have[s.Day] = true
		b.From = append(b.From, s.Hash)
		if s.ID != last.ID {
			b.add(s.Body)
		}
	}
	for d := first; d <= day; d = d.Add(1) {
		if !have[d] {
			b.Missing = append(b.Missing, d)
		}
	}
	return b, nil
}

// add adds the flows of an earlier day, column and unit by their names.
func (b *SheetBody) add(o SheetBody) {
	for i, col := range b.Columns {
		if !col.Flow {
			continue
		}
		for j, oc := range o.Columns {
			if oc.Code != col.Code {
				continue
			}
			b.Total[i] = plus(b.Total[i], o.Total[j])
			for k := range b.Lines {
				for _, l := range o.Lines {
					if l.Unit == b.Lines[k].Unit {
						b.Lines[k].Cells[i] = plus(b.Lines[k].Cells[i], l.Cells[j])
					}
				}
			}
		}
	}
}

func plus(a, b SheetCell) SheetCell {
	if a.None {
		return b
	}
	a.N += b.N
	a.Hash = listHash(nonEmpty(a.Hash, b.Hash))
	return a
}

func nonEmpty(list ...string) (out []string) {
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// SignSheet is the leader's signature (签发): somebody other than who drafted it, on exactly what the page
// showed. From then on nothing changes it.
func (r *Room) SignSheet(ctx context.Context, actor who.Actor, id SheetID, seen, opinion string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		s, err := loadSheet(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.SignSheet, s.Place()); err != nil {
			return err
		}
		switch {
		case s.State == SheetSigned:
			return fault.Conflict("campaign.sheet.signed_already")
		case s.Hash != seen:
			return fault.Conflict("campaign.changed_meanwhile")
		case len([]rune(opinion)) > 500:
			return fault.Invalid(fault.On("opinion", "campaign.sheet.opinion_long"))
		}
		s.State, s.SignedBy, s.Signer, s.SignedAt, s.Opinion = SheetSigned, sheetHand(tx), tx.Who.Name, tx.Now, strings.TrimSpace(opinion)
		if err := saveSheet(tx, s); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "campaign.sheet_sign", Kind: "sheet", ID: string(s.ID), Version: s.Version, Unit: s.Unit, Details: map[string]string{"number": s.Number, "hash": s.Hash}})
	})
}

// SheetView is a sheet beside what the records say now of the same days.
type SheetView struct {
	Campaign Campaign
	Sheet    *Sheet
	Now      SheetBody
	Differs  int // cells that the records of today would fill otherwise
	MaySign  bool
	MayDraft bool
	Why      string // the rule that keeps the reader from signing, "" for none
}

// Now is the figure of the records of today for a cell, and whether it is another one.
func (v SheetView) Cell(line, col int) (now SheetCell, other bool) {
	was := v.Sheet.Body.Lines[line].Cells[col]
	if line >= len(v.Now.Lines) || col >= len(v.Now.Columns) {
		return now, false
	}
	now = v.Now.Lines[line].Cells[col]
	return now, now.N != was.N || v.Sheet.Kind == Daily && now.Hash != was.Hash
}

// SheetPage reads a sheet. It is for those who draft and those who sign: figures of all organisations.
func (r *Room) SheetPage(ctx context.Context, actor who.Actor, id SheetID) (v SheetView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Sheet, err = loadSheet(tx, id); err != nil {
			return err
		}
		if v.Campaign, err = sheetReader(tx, v.Sheet.Campaign); err != nil {
			return err
		}
		if v.Now, err = r.count(tx, v.Campaign, v.Sheet.Body.Columns, v.Sheet.First, v.Sheet.Day); err != nil {
			return err
		}
		for l := range v.Sheet.Body.Lines {
			for c := range v.Sheet.Body.Columns {
				if _, other := v.Cell(l, c); other {
					v.Differs++
				}
			}
		}
		may := access.Decide(tx.Who, access.SignSheet, v.Sheet.Place())
		v.MaySign, v.Why = may.Allow && v.Sheet.State == SheetDraft, may.Rule
		v.MayDraft = access.May(tx.Who, access.DraftSheet, v.Campaign.Place()) == nil
		return nil
	})
	return v, err
}

// sheetReader refuses whoever may neither draft nor sign sheets of the campaign.
func sheetReader(tx *db.Tx, id ID) (Campaign, error) {
	c, err := loadCampaign(tx, id)
	if err != nil {
		return c, err
	}
	if access.May(tx.Who, access.DraftSheet, c.Place()) == nil || access.May(tx.Who, access.SignSheet, c.Place()) == nil {
		return c, nil
	}
	return c, access.May(tx.Who, access.DraftSheet, c.Place())
}

// SheetList is the page of a campaign's sheets, with the figures of today.
type SheetList struct {
	Campaign Campaign
	Sheets   []Sheet
	Today    SheetBody
	MayDraft bool
}

// Sheets lists the sheets of a campaign, newest first, and counts today's figures.
func (r *Room) Sheets(ctx context.Context, actor who.Actor, id ID) (l SheetList, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if l.Campaign, err = sheetReader(tx, id); err != nil {
			return err
		}
		if l.Sheets, err = listSheets(tx, id); err != nil {
			return err
		}
		columns, _, err := r.sheetColumns(tx)
		if err != nil {
			return err
		}
		l.MayDraft = access.May(tx.Who, access.DraftSheet, l.Campaign.Place()) == nil && l.Campaign.Approved()
		l.Today, err = r.count(tx, l.Campaign, columns, tx.Today(), tx.Today())
		return err
	})
	return l, err
}

func readBody(text string) (b SheetBody, err error) { return b, json.Unmarshal([]byte(text), &b) }
