package partywork

import (
	"context"
	"strconv"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/calendar"
)

// States of an assessment.
const (
	Self      = "self"
	Checking  = "checking"
	Told      = "told"
	Confirmed = "confirmed"
)

// Scheme is the assessment of a year under a version of the pack.
type Scheme struct {
	ID          SchemeID
	Party       string
	PartyOrd    int64
	PartyName   string
	Year        int
	Pack        string
	First, Last clock.Day
	SelfDue     clock.Day
	CheckDue    clock.Day
	MadeBy      string
	Version     int64
}

// Assessment is one organisation's.
type Assessment struct {
	ID          AssessmentID
	Scheme      SchemeID
	Party       string
	PartyOrd    int64
	PartyName   string
	Unit        string
	UnitOrd     int64
	State       string
	SelfBy      string
	SelfName    string
	SelfAt      time.Time
	CheckBy     string
	CheckName   string
	CheckAt     time.Time
	ConfirmBy   string
	ConfirmName string
	ConfirmAt   time.Time
	Total       int64 // hundredths
	Hash        string
	Version     int64
}

// Mark is one item of an assessment. Marks are hundredths; -1 is none yet.
type Mark struct {
	Item       string
	Computed   bool
	Done, All  int64
	Self       int64
	SelfWords  string
	Check      int64
	CheckWords string
	Final      int64
	Version    int64
}

// Objection is what an organisation says against an item, with the reply.
type Objection struct {
	ID        string
	Item      string
	Words     string
	By        string
	Name      string
	At        time.Time
	Before    int64
	After     int64
	Reply     string
	ReplyBy   string
	ReplyName string
	ReplyAt   time.Time
}

// Applies tells whether an item counts: a computed one with nothing to be done is left out.
func (m *Mark) Applies() bool { return !m.Computed || m.All > 0 }

// Computed marks of an item: its share of the weight, in hundredths.
func Computed(weight int, done, all int64) int64 {
	if all == 0 {
		return 0
	}
	return (int64(weight)*100*done + all/2) / all
}

// Total of an assessment in hundredths of a hundred: what was reached of the weights that apply.
func Total(s *pack.Scheme, marks []Mark) int64 {
	var got, weight int64
	by := map[string]Mark{}
	for _, m := range marks {
		by[m.Item] = m
	}
	for _, x := range s.Measures() {
		if m := by[x.Code]; m.Applies() && m.Final >= 0 {
			got += m.Final
			weight += int64(x.Weight) * 100
		}
	}
	if weight == 0 {
		return 0
	}
	return (got*10000 + weight/2) / weight
}

// ResultHash binds a confirmed result: every item as it stands.
func ResultHash(a Assessment, marks []Mark) string {
	rows := make([]Mark, len(marks))
	for i, m := range marks {
		m.Version = 0
		rows[i] = m
	}
	return hashOf(struct {
		Scheme SchemeID
		Party  string
		Total  int64
		Marks  []Mark
	}{a.Scheme, a.Party, a.Total, rows})
}

// NewScheme begins the assessment of a year.
type NewScheme struct {
	Party             string
	Year              int
	First, Last       string
	SelfDue, CheckDue string
	Of                []string // organisations
}

// MakeScheme begins the assessment of a year for the organisations named, under the pack in force.
func (r *Room) MakeScheme(ctx context.Context, actor who.Actor, in NewScheme) (SchemeID, error) {
	return write(ctx, r, actor, func(tx *db.Tx) (SchemeID, error) { return r.MakeSchemeIn(tx, in) })
}

// MakeSchemeIn is the verb inside a running transaction.
func (r *Room) MakeSchemeIn(tx *db.Tx, in NewScheme) (SchemeID, error) {
	p, err := loadParty(tx, in.Party)
	if err != nil {
		return "", err
	}
	if err := access.May(tx.Who, access.EditWork, place(p.Ord, "")); err != nil {
		return "", err
	}
	var c fault.Check
	s := Scheme{ID: SchemeID(db.NewID()), Party: p.ID, PartyOrd: p.Ord, Year: in.Year, First: day(&c, "first", in.First), Last: day(&c, "last", in.Last),
		SelfDue: day(&c, "self_due", in.SelfDue), CheckDue: day(&c, "check_due", in.CheckDue), MadeBy: tx.Who.Name, Version: 1}
	c.That(s.Last >= s.First, "last", "partywork.scheme.order")
	c.That(s.CheckDue >= s.SelfDue, "check_due", "partywork.scheme.order")
	c.That(len(in.Of) > 0, "of", "partywork.list.nobody")
	if err := c.Err(); err != nil {
		return "", err
	}
	x, version, err := r.scheme(tx, "")
	if err != nil {
		return "", err
	}
	s.Pack = version
	if err := insertScheme(tx, s); err != nil {
		if db.IsUnique(err) {
			return "", fault.Conflict("partywork.scheme.exists", "year", in.Year)
		}
		return "", err
	}
	for _, id := range in.Of {
		o, err := below(tx, List{Party: p.ID}, id)
		if err != nil {
			return "", err
		}
		a := Assessment{ID: AssessmentID(db.NewID()), Scheme: s.ID, Party: o.ID, PartyOrd: o.Ord, Unit: o.Unit, UnitOrd: o.UnitOrd, State: Self, Version: 1}
		if err := insertAssessment(tx, a, x.Measures()); err != nil {
			return "", err
		}
		for _, x := range []struct {
			kind string
			due  clock.Day
		}{{promisedSelf, s.SelfDue}, {promisedCheck, s.CheckDue}} {
			if err := calendar.Keep(tx, calendar.Promise{Kind: x.kind, Ref: string(a.ID), Unit: o.ID, Ord: o.Ord, Title: p.Name + " " + strconv.Itoa(s.Year), Link: "/partywork/assessments/" + string(a.ID), Due: x.due}); err != nil {
				return "", err
			}
		}
	}
	return s.ID, record(tx, "make_scheme", "partywork_scheme", string(s.ID), s.Party, 1, map[string]any{"year": s.Year, "pack": s.Pack, "of": len(in.Of)})
}

// Scored is what is typed for one item.
type Scored struct{ Marks, Words string }

// readMarks reads typed marks: only for items that are not computed, between nothing and the weight.
func readMarks(s *pack.Scheme, marks []Mark, in map[string]Scored, put func(*Mark, int64, string)) ([]Mark, error) {
	var c fault.Check
	by := map[string]pack.Measure{}
	for _, x := range s.Measures() {
		by[x.Code] = x
	}
	var out []Mark
	for _, m := range marks {
		typed, given := in[m.Item]
		if m.Computed {
			c.That(!given || typed.Marks == "", "m_"+m.Item, "partywork.assess.computed", "item", m.Item)
			continue
		}
		f, err := strconv.ParseFloat(typed.Marks, 64)
		v := int64(f*100 + 0.5)
		c.That(err == nil && f >= 0 && v <= int64(by[m.Item].Weight)*100, "m_"+m.Item, "partywork.assess.marks", "item", m.Item, "max", by[m.Item].Weight)
		limit(&c, "w_"+m.Item, typed.Words, 1000, "partywork.assess.words_empty")
		put(&m, v, typed.Words)
		out = append(out, m)
	}
	return out, c.Err()
}

// Score is the self-score: what the records do not answer, with its evidence.
func (r *Room) Score(ctx context.Context, actor who.Actor, id AssessmentID, in map[string]Scored) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.ScoreIn(tx, id, in) })
}

// ScoreIn is the verb inside a running transaction.
func (r *Room) ScoreIn(tx *db.Tx, id AssessmentID, in map[string]Scored) error {
	a, x, marks, err := r.whole(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.DoWork, place(a.PartyOrd, string(id))); err != nil {
		return err
	}
	if a.State != Self {
		return fault.Conflict("partywork.assess.not_now." + a.State)
	}
	typed, err := readMarks(x, marks, in, func(m *Mark, v int64, words string) { m.Self, m.SelfWords = v, words })
	if err != nil {
		return err
	}
	for i := range typed {
		if err := saveMark(tx, id, &typed[i]); err != nil {
			return err
		}
	}
	a.State, a.SelfBy, a.SelfName, a.SelfAt = Checking, tx.Who.Person, tx.Who.Name, tx.Now
	if err := saveAssessment(tx, &a); err != nil {
		return err
	}
	if err := calendar.Done(tx, promisedSelf, string(id)); err != nil {
		return err
	}
	return record(tx, "score", "partywork_assessment", string(id), a.Party, a.Version, map[string]any{"items": len(typed)})
}

// whole is an assessment with its scheme and marks.
func (r *Room) whole(tx *db.Tx, id AssessmentID) (Assessment, *pack.Scheme, []Mark, error) {
	a, err := loadAssessment(tx, id)
	if err != nil {
		return a, nil, nil, err
	}
	s, err := loadScheme(tx, a.Scheme)
	if err != nil {
		return a, nil, nil, err
	}
	x, _, err := r.scheme(tx, s.Pack)
	if err != nil {
		return a, nil, nil, err
	}
	marks, err := listMarks(tx, id)
	return a, x, marks, err
}

// Check is the check by somebody who did not score: typed items get their marks, computed ones take what
// the records say at this moment.
func (r *Room) Check(ctx context.Context, actor who.Actor, id AssessmentID, in map[string]Scored) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.CheckIn(tx, id, in) })
}

// CheckIn is the verb inside a running transaction.
func (r *Room) CheckIn(tx *db.Tx, id AssessmentID, in map[string]Scored) error {
	a, x, marks, err := r.whole(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.CheckWork, place(a.PartyOrd, string(id), a.SelfBy)); err != nil {
		return err
	}
	if a.State != Checking {
		return fault.Conflict("partywork.assess.not_now." + a.State)
	}
	typed, err := readMarks(x, marks, in, func(m *Mark, v int64, words string) { m.Check, m.CheckWords, m.Final = v, words, v })
	if err != nil {
		return err
	}
	s, err := loadScheme(tx, a.Scheme)
	if err != nil {
		return err
	}
	known, err := compute(tx, s, a, x)
	if err != nil {
		return err
	}
	for _, m := range marks {
		if m.Computed {
			f := known[m.Item]
			m.Done, m.All = f.Done, f.All
			m.Check = Computed(weightOf(x, m.Item), f.Done, f.All)
			m.Final = m.Check
			typed = append(typed, m)
		}
	}
	for i := range typed {
		if err := saveMark(tx, id, &typed[i]); err != nil {
			return err
		}
	}
	a.State, a.CheckBy, a.CheckName, a.CheckAt = Told, tx.Who.Person, tx.Who.Name, tx.Now
	a.Total = Total(x, typed)
	if err := calendar.Done(tx, promisedCheck, string(id)); err != nil {
		return err
	}
	if err := saveAssessment(tx, &a); err != nil {
		return err
	}
	return record(tx, "check", "partywork_assessment", string(id), a.Party, a.Version, map[string]any{"items": len(typed), "total": a.Total})
}

func weightOf(s *pack.Scheme, code string) int {
	for _, x := range s.Measures() {
		if x.Code == code {
			return x.Weight
		}
	}
	return 0
}

// Object is the organisation's objection to an item of a checked assessment.
func (r *Room) Object(ctx context.Context, actor who.Actor, id AssessmentID, item, words string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.ObjectIn(tx, id, item, words) })
}

// ObjectIn is the verb inside a running transaction.
func (r *Room) ObjectIn(tx *db.Tx, id AssessmentID, item, words string) error {
	a, err := loadAssessment(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.DoWork, place(a.PartyOrd, string(id))); err != nil {
		return err
	}
	if a.State != Told {
		return fault.Conflict("partywork.assess.not_now." + a.State)
	}
	marks, err := listMarks(tx, id)
	if err != nil {
		return err
	}
	var c fault.Check
	before := int64(-1)
	for _, m := range marks {
		if m.Item == item {
			before = m.Final
		}
	}
	c.That(before >= 0, "item", "partywork.assess.item_unknown")
	limit(&c, "words", words, 1000, "partywork.words_empty")
	if err := c.Err(); err != nil {
		return err
	}
	o := Objection{ID: db.NewID(), Item: item, Words: words, By: tx.Who.Person, Name: tx.Who.Name, At: tx.Now, Before: before, After: -1}
	if err := insertObjection(tx, id, o); err != nil {
		if db.IsUnique(err) {
			return fault.Conflict("partywork.assess.objected")
		}
		return err
	}
	return record(tx, "object", "partywork_assessment", string(id), a.Party, a.Version, map[string]any{"item": item, "words": words})
}

// Answer is the reply to an objection and the re-check of its item, by somebody who neither scored nor
// checked. A computed item is computed again; its marks cannot be typed here either.
func (r *Room) Answer(ctx context.Context, actor who.Actor, id AssessmentID, objection, reply, marks string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.AnswerIn(tx, id, objection, reply, marks) })
}

// AnswerIn is the verb inside a running transaction.
func (r *Room) AnswerIn(tx *db.Tx, id AssessmentID, objection, reply, typed string) error {
	a, x, marks, err := r.whole(tx, id)
	if err != nil {
		return err
	}
	o, err := loadObjection(tx, id, objection)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.CheckWork, place(a.PartyOrd, string(id), a.SelfBy, a.CheckBy, o.By)); err != nil {
		return err
	}
	if a.State != Told || !o.ReplyAt.IsZero() {
		return fault.Conflict("partywork.assess.answered")
	}
	var c fault.Check
	limit(&c, "reply", reply, 1000, "partywork.words_empty")
	for i := range marks {
		if marks[i].Item != o.Item {
			continue
		}
		m := &marks[i]
		if m.Computed {
			c.That(typed == "", "marks", "partywork.assess.computed", "item", o.Item)
			if err := recompute(tx, a, x, m); err != nil {
				return err
			}
		} else {
			w := weightOf(x, o.Item)
			f, err := strconv.ParseFloat(typed, 64)
			c.That(err == nil && f >= 0 && int64(f*100+0.5) <= int64(w)*100, "marks", "partywork.assess.marks", "item", o.Item, "max", w)
			m.Final = int64(f*100 + 0.5)
		}
		o.After = m.Final
		if err := c.Err(); err != nil {
			return err
		}
		if err := saveMark(tx, id, m); err != nil {
			return err
		}
	}
	o.Reply, o.ReplyBy, o.ReplyName, o.ReplyAt = reply, tx.Who.Person, tx.Who.Name, tx.Now
	if err := saveObjection(tx, &o); err != nil {
		return err
	}
	a.Total = Total(x, marks)
	if err := saveAssessment(tx, &a); err != nil {
		return err
	}
	return record(tx, "answer", "partywork_assessment", string(id), a.Party, a.Version, map[string]any{"item": o.Item, "before": o.Before, "after": o.After, "reply": reply})
}

// recompute asks the records again for one item.
func recompute(tx *db.Tx, a Assessment, x *pack.Scheme, m *Mark) error {
	s, err := loadScheme(tx, a.Scheme)
	if err != nil {
		return err
	}
	known, err := compute(tx, s, a, x)
	f := known[m.Item]
	m.Done, m.All, m.Final = f.Done, f.All, Computed(weightOf(x, m.Item), f.Done, f.All)
	return err
}

// Confirm locks the result by its hash, by somebody who neither scored nor checked. An objection without
// a reply stands in the way.
func (r *Room) Confirm(ctx context.Context, actor who.Actor, id AssessmentID, seen string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error { return r.ConfirmIn(tx, id, seen) })
}

// ConfirmIn is the verb inside a running transaction.
func (r *Room) ConfirmIn(tx *db.Tx, id AssessmentID, seen string) error {
	a, err := loadAssessment(tx, id)
	if err != nil {
		return err
	}
	if err := access.May(tx.Who, access.CheckWork, place(a.PartyOrd, string(id), a.SelfBy, a.CheckBy)); err != nil {
		return err
	}
	if a.State != Told {
		return fault.Conflict("partywork.assess.not_now." + a.State)
	}
	list, err := listObjections(tx, id)
	if err != nil {
		return err
	}
	for _, o := range list {
		if o.ReplyAt.IsZero() {
			return fault.Conflict("partywork.assess.open_objection")
		}
	}
	marks, err := listMarks(tx, id)
	if err != nil {
		return err
	}
	hash := ResultHash(a, marks)
	if seen != hash {
		return fault.Conflict("partywork.assess.seen_other")
	}
	a.State, a.Hash = Confirmed, hash
	a.ConfirmBy, a.ConfirmName, a.ConfirmAt = tx.Who.Person, tx.Who.Name, tx.Now
	if err := saveAssessment(tx, &a); err != nil {
		return err
	}
	return record(tx, "confirm", "partywork_assessment", string(id), a.Party, a.Version, map[string]any{"total": a.Total, "hash": a.Hash})
}
