package rectify

import (
	"context"
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Register lists a new item with the next number of its year. fault.Invalid names each wrong field;
// fault.NotFound when the unit does not exist or lies outside the actor's reach.
func (r *Room) Register(ctx context.Context, actor who.Actor, in Registration) (ItemID, error) {
	var id ItemID
	err := r.db.Write(ctx, actor, func(tx *db.Tx) error {
		it, err := registerIn(tx, in)
		if err != nil {
			return err
		}
		id = it.ID
		return tell(tx, it, "item_listed", "", role(it, access.UnitHead, access.Liaison)...)
	})
	return id, err
}

func registerIn(tx *db.Tx, in Registration) (*Item, error) {
	return registerFrom(tx, in, tx.Today(), func(*Item) {})
}

// registerFrom lists an item for somebody who may register at its unit.
func registerFrom(tx *db.Tx, in Registration, earliest clock.Day, fill func(*Item)) (*Item, error) {
	may := func(u unit) error { return access.May(tx.Who, access.RegisterItem, access.Place{Ord: u.Ord}) }
	return enlist(tx, in, earliest, may, fill)
}

// enlist lists an item whose due day is not before earliest (an imported ledger may hold overdue
// ones); fill adds what a plan would otherwise bring, before it is stored.
func enlist(tx *db.Tx, in Registration, earliest clock.Day, may func(unit) error, fill func(*Item)) (*Item, error) {
	in.tidy()
	if err := in.check(earliest); err != nil {
		return nil, err
	}
	u, err := loadUnit(tx, in.Unit)
	if err != nil {
		return nil, err
	}
	if err := may(u); err != nil {
		return nil, err
	}
	number, err := nextNumber(tx, tx.Today())
	if err != nil {
		return nil, err
	}
	it := newItem(ItemID(db.NewID()), number, in, tx.Now)
	it.place(u)
	fill(it)
	if err := insertItem(tx, it, in); err != nil {
		return nil, err
	}
	if err := keepListed(tx, it); err != nil {
		return nil, err
	}
	return it, record(tx, MoveOf(ActRegister).Records, it, in)
}

// nextNumber gives WT-26-0131: series, year, a count that is never given twice.
func nextNumber(tx *db.Tx, day clock.Day) (string, error) {
	series := fmt.Sprintf("WT-%02d", day.Year()%100)
	n, err := takeNumber(tx, series)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s-%04d", series, n), nil
}

// HandOver lists what another room hands to the ledger: an item each finding, in that room's own
// transaction, so that both exist or neither. The room's verb asked for its own right at the unit
// before; nobody needs the ledger's right to register, because what is listed was decided there.
// fault.Invalid names a finding that cannot be listed, fault.NotFound a unit that does not exist.
func HandOver(tx *db.Tx, fb Feedback) ([]ItemID, error) {
	return fromFeedback(tx, fb, func(in Registration) (*Item, error) {
		return enlist(tx, in, tx.Today(), func(unit) error { return nil }, func(it *Item) { it.Lead = fb.Lead })
	})
}

// Feedback is approved feedback that becomes items: only its approved text, by reference to where it
// came from. The room does not know the rooms that hand it over.
type Feedback struct {
	ID       string // the document's id: the items' SourceRef
	Number   string // 临公督反〔2026〕7号
	Source   Source
	Unit     string
	Due      clock.Day // for findings without a date of their own
	Lead     Person    // who answers for them, when that was decided with them; none leaves it to the plan
	Findings []FeedbackFinding
}

// FeedbackFinding is one finding of approved feedback.
type FeedbackFinding struct {
	Paper          string // hidden from the unit
	Title          string
	Text           string
	Manifestations []string
	Effect         string
	Cite           string
	CiteText       string
	Category       string
	Categories     []string
	Severity       string
	Repeated       bool
	Target         string
	AtOnce         bool
	Due            clock.Day
}

// CreateFromFeedback lists one item a finding, in the transaction that sends the feedback: either
// all of them exist with the feedback, or none. The sender's right was asked by the caller's verb.
func CreateFromFeedback(tx *db.Tx, fb Feedback) ([]ItemID, error) {
	return fromFeedback(tx, fb, func(in Registration) (*Item, error) { return registerIn(tx, in) })
}

func fromFeedback(tx *db.Tx, fb Feedback, enter func(Registration) (*Item, error)) ([]ItemID, error) {
	if len(fb.Findings) == 0 {
		return nil, fault.Invalid(fault.On("", "rectify.register.no_findings"))
	}
	var ids []ItemID
	var it *Item
	for _, f := range fb.Findings {
		in := Registration{Unit: fb.Unit, Source: fb.Source, SourceRef: fb.ID, SourceName: fb.Number, Paper: f.Paper, Title: f.Title,
			Finding: f.Text, Manifestations: f.Manifestations, Effect: f.Effect, Cite: f.Cite, CiteText: f.CiteText, Category: f.Category,
			Categories: f.Categories, Severity: f.Severity, Repeated: f.Repeated, Target: f.Target, Due: f.Due, DueKind: InPhase}
		if f.AtOnce {
			in.DueKind = AtOnce
		}
		if in.Due == "" {
			in.Due = fb.Due
		}
		var err error
		if it, err = enter(in); err != nil {
			return nil, err
		}
		ids = append(ids, it.ID)
	}
	return ids, tellFeedback(tx, it, len(ids))
}
