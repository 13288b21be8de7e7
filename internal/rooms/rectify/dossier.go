package rectify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/file"
)

// Dossier is an item with everything that belongs to it: what its page shows and what signatures bind.
type Dossier struct {
	*Branch
	Milestones    []Milestone
	Evidence      []file.File
	Progress      []Progress
	Notes         []Note
	Claims        []Claim
	Verifications []Verification
	Signatures    []HandSign
	Decisions     []Decision
	Extensions    []Extension
	Partners      []Partner
	Plan          *Plan // nil before the unit signed

	Asked   *approve.Request   // the first signature's request that waits for the second, nil for none
	Pending []*approve.Request // what else of the item waits for a second person
	bar     error              // what keeps the reader from agreeing to it
	now     time.Time          // of the reading
}

// Partner is a unit that works with the responsible one (配合单位).
type Partner struct{ ID, Name string }

// Milestone is a dated step of a standing item.
type Milestone struct {
	ID     string
	Body   string
	Due    clock.Day
	DoneOn clock.Day
	Note   string
	DoneBy string
}

// Progress is one report.
type Progress struct {
	Measure MeasureID
	By      By
	Body    string
	Percent int
	Reached int64
}

// Note is one line of what the two sides wrote to each other.
type Note struct {
	By    By
	Title string
	Body  string
}

// Dossier loads an item for its page. fault.NotFound when the actor may not see it. The work paper's
// number is left out for the unit's side.
func (r *Room) Dossier(ctx context.Context, actor who.Actor, id ItemID) (*Dossier, error) {
	var d *Dossier
	err := r.db.Read(ctx, actor, func(tx *db.Tx) error {
		it, err := loadItem(tx, id)
		if err != nil {
			return err
		}
		if err := mayRead(tx, it); err != nil {
			return err
		}
		if !access.Anywhere(actor, access.ReadInspection) {
			it.Paper = ""
		}
		d, err = loadDossier(tx, it)
		return err
	})
	return d, err
}

// mayRead lets in whoever reads at the responsible unit, or at one that works with it or was handed
// a part of it.
func mayRead(tx *db.Tx, it *Item) error {
	err := access.May(tx.Who, access.ReadItem, it.Place())
	if err == nil || !fault.Is(err, fault.KindNotFound) {
		return err
	}
	ords, also := partnerOrds(tx, it.ID)
	if also != nil {
		return also
	}
	for _, ord := range ords {
		if access.May(tx.Who, access.ReadItem, access.Place{Ord: ord}) == nil {
			return nil
		}
	}
	return err
}

// content is what a verification looks at: what the unit answers for. Its hash is the seal that every
// later opinion is bound to. Names of fields are part of the hash: never rename them.
type content struct {
	Number   string        `json:"number"`
	Finding  string        `json:"finding"`
	Target   string        `json:"target"`
	Summary  string        `json:"summary"`
	Rules    int           `json:"rules"`
	Money    int64         `json:"money"`
	Basis    string        `json:"basis"`
	Rows     []contentRow  `json:"rows"`
	Evidence []contentFile `json:"evidence"`
	Claim    *Claim        `json:"claim"`
}

type contentRow struct {
	Body    string    `json:"body"`
	Target  string    `json:"target"`
	Due     clock.Day `json:"due"`
	Lasting bool      `json:"lasting"`
	Percent int       `json:"percent"`
	Reached int64     `json:"reached"`
	Lead    string    `json:"lead"`
	Owner   string    `json:"owner"`
}

type contentFile struct {
	Hash      string `json:"hash"`
	Name      string `json:"name"`
	Withdrawn string `json:"withdrawn"`
}

// Content is the hash of what the unit answers for.
func (d *Dossier) Content() string { return hashOf(d.content()) }

func (d *Dossier) content() content {
	it := d.Item
	c := content{Number: it.Label(), Finding: it.Finding, Target: it.Target, Summary: it.Summary, Rules: it.RulesMade, Money: it.Money, Basis: it.MoneyBasis}
	for _, m := range d.Measures() {
		c.Rows = append(c.Rows, contentRow{m.Body, m.Target, m.Due, m.Lasting, m.Percent, m.Reached, m.Lead.ID, m.Owner.ID})
	}
	for _, e := range d.Evidence {
		c.Evidence = append(c.Evidence, contentFile{e.Hash, e.Name, e.Reason})
	}
	if n := len(d.Claims); n > 0 {
		c.Claim = &d.Claims[n-1]
	}
	return c
}

// Whole is the hash of the content with the verifications of this round: what the two who close sign.
func (d *Dossier) Whole() string {
	return hashOf(struct {
		Content       content        `json:"content"`
		Verifications []Verification `json:"verifications"`
	}{d.content(), d.Round()})
}

func hashOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	h := sha256.Sum256(raw)
	return hex.EncodeToString(h[:])
}

// Round are the verifications of the present round.
func (d *Dossier) Round() []Verification {
	var out []Verification
	for _, v := range d.Verifications {
		if v.Round == d.Item.Claims {
			out = append(out, v)
		}
	}
	return out
}

// First is the first signature of this round if it still binds what is there now and may still be
// followed by the second; dead tells that there is one that no longer does.
func (d *Dossier) First() (first *HandSign, dead bool) {
	for i := range d.Signatures {
		if s := &d.Signatures[i]; s.Round == d.Item.Claims && s.Place == 1 {
			first = s
		}
	}
	if first == nil || d.Asked != nil && !d.overdue() && d.Asked.Signed == d.closing(Verifying).Hash() {
		return first, false
	}
	return nil, true
}

// Standing tells how many files stand.
func (d *Dossier) Standing() (n int, size int64) {
	for _, e := range d.Evidence {
		if !e.Withdrawn() {
			n, size = n+1, size+e.Size
		}
	}
	return n, size
}

// Last is the instant of the last report on a measure, zero for none.
func (d *Dossier) Last(m MeasureID) (at time.Time, n int) {
	for _, p := range d.Progress {
		if p.Measure == m {
			at, n = p.By.At, n+1
		}
	}
	return at, n
}
