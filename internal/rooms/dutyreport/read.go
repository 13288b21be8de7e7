package dutyreport

import (
	"context"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// Tally of the reports of a year that the reader may see.
type Tally struct {
	All       int
	Submitted int
	Late      int // submitted after their first day, or not there
	Missing   int // day past, nothing submitted
	Closed    int
	Removed   int
}

func tallyOf(list []Report, today clock.Day) (c Tally) {
	for _, r := range list {
		if r.Removed() {
			c.Removed++
			continue
		}
		c.All++
		for _, x := range []struct {
			on bool
			n  *int
		}{{!r.FirstAt.IsZero(), &c.Submitted}, {r.Late(today), &c.Late}, {r.Missing(today), &c.Missing}, {r.State == Closed, &c.Closed}} {
			if x.on {
				*x.n++
			}
		}
	}
	return c
}

// Listed is a year with its counts.
type Listed struct {
	Year
	Tally
}

// Front is the room's first page: the years, and the reports of one of them.
type Front struct {
	Years   []Listed
	Year    *Year // the one shown; nil when there is none
	Reports []Report
	Open    map[ReportID]bool // which of them the reader may open
	Tally   Tally
	Steps   []Step
	MayEdit bool
	MayPlan bool
}

// mayYear refuses whoever holds the right to see years nowhere.
func mayYear(tx *db.Tx) error {
	if tx.Who.IsJob() || access.Anywhere(tx.Who, access.ReadYear) || access.InTeam(tx.Who, access.ReadDuty) {
		return nil
	}
	return fault.NotFound()
}

// visible are the reports of a year that the actor may see on the list: those of the units in reach, the
// own one, and those that he or she reviews.
func visible(tx *db.Tx, id YearID) ([]Report, error) {
	all, err := listReports(tx, id)
	if err != nil {
		return nil, err
	}
	scope := access.ScopeOf(tx.Who, access.ReadYear)
	barred := access.Barred(tx.Who, access.KindYear, access.KindReport)
	var out []Report
	for _, r := range all {
		mine := access.InTeam(tx.Who, access.ReadDuty) && slices.Contains(r.Place().Team, tx.Who.Person)
		if (scope.Has(r.UnitOrd) || mine) && barred.Has(r.UnitOrd) && !slices.Contains(barred.ExceptIDs, string(r.ID)) {
			out = append(out, r)
		}
	}
	return out, nil
}

// Front reads the years and the reports of one; the newest when id is empty.
func (r *Room) Front(ctx context.Context, actor who.Actor, id YearID) (v Front, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := mayYear(tx); err != nil {
			return err
		}
		years, err := listYears(tx)
		if err != nil {
			return err
		}
		v.Open = map[ReportID]bool{}
		v.MayPlan = access.Anywhere(tx.Who, access.EditYear)
		for _, y := range years {
			if y.State == Draft && !v.MayPlan {
				continue // nobody is told of a list that is not settled
			}
			list, err := visible(tx, y.ID)
			if err != nil {
				return err
			}
			v.Years = append(v.Years, Listed{y, tallyOf(list, tx.Today())})
			if v.Year == nil && (id == "" || id == y.ID) {
				v.Year, v.Reports, v.Tally = &y, list, tallyOf(list, tx.Today())
			}
		}
		if id != "" && v.Year == nil {
			return fault.NotFound()
		}
		return v.fill(tx)
	})
	return v, err
}

func (v *Front) fill(tx *db.Tx) (err error) {
	if v.Year == nil {
		return nil
	}
	v.MayEdit = access.May(tx.Who, access.EditYear, v.Year.Place()) == nil && v.Year.State != Ended
	sent, err := listSentTo(tx, v.Year.ID, tx.Who.Person)
	if err != nil {
		return err
	}
	for _, x := range v.Reports {
		p := x.Place()
		if sent[x.ID] {
			p.Team = append(p.Team, tx.Who.Person)
		}
		p.Hands = nil
		v.Open[x.ID] = access.May(tx.Who, access.ReadDuty, p) == nil
	}
	v.Steps, err = listSteps(tx, v.Year.ID)
	return err
}

// Own are the actor's own reports of the years that run, for the desks.
func (r *Room) Own(ctx context.Context, actor who.Actor) (out []Report, err error) {
	if actor.Person == "" || !access.InTeam(actor, access.WriteDuty) {
		return nil, nil
	}
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = listOwn(tx, actor.Person)
		return err
	})
	return out, err
}

// Person is somebody to choose.
type Person struct{ ID, Name, Unit string }

// YearView is the page on which a year is run.
type YearView struct {
	Front
	Sections []Section
	Reasons  []pack.Word
	Meetings []Meeting
	People   []Person // who may be put on the list or named to review
	Ready    int      // reports that wait for circulation
	Hearable []Report // circulated, not heard
	Say      string   // proposed text of the notice
}

// YearPage reads one year with everything that runs it; fault.NotFound for whoever may not see it.
func (r *Room) YearPage(ctx context.Context, actor who.Actor, id YearID) (v YearView, err error) {
	if v.Front, err = r.Front(ctx, actor, id); err != nil {
		return v, err
	}
	err = r.db.Read(ctx, actor, func(tx *db.Tx) (err error) {
		if v.Sections, err = listSections(tx, id); err != nil {
			return err
		}
		if v.Meetings, err = listMeetings(tx, id); err != nil {
			return err
		}
		if v.Reasons, err = r.reasons(tx, *v.Year); err != nil {
			return err
		}
		for _, x := range onList(v.Reports) {
			switch x.State {
			case Passed:
				v.Ready++
			case Circulated:
				v.Hearable = append(v.Hearable, x)
			}
		}
		if v.MayEdit {
			v.People, err = listPeople(tx)
		}
		return err
	})
	v.Say = usualNotice(v)
	return v, err
}

// Asked is a question with the report that it was given to.
type Asked struct {
	Question
	UnitName   string
	ReportName string
	ReportNo   string
	ReportUnit string
	Late       bool // not answered although the report's day is past
}

// QuestionsView is the page of set questions.
type QuestionsView struct {
	Year      Year
	Questions []Asked
	Reports   []Report // to whom a question may be given
	Units     []org.Unit
	Sections  []Section
	MayAssign bool
	MayAsk    bool
	OwnUnit   string
	Chosen    *Report // whose ready-made questions are shown
	ReadyMade []Ready
}

// Questions reads the set questions of a year that the actor may see, with the open and relapsed items of
// one reporter's unit as ready-made ones.
func (r *Room) Questions(ctx context.Context, actor who.Actor, id YearID, of ReportID) (v QuestionsView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := mayYear(tx); err != nil {
			return err
		}
		if v.Year, err = loadYear(tx, id); err != nil {
			return err
		}
		if v.Year.State == Draft && !access.Anywhere(tx.Who, access.EditYear) {
			return fault.NotFound()
		}
		if v.Sections, err = listSections(tx, id); err != nil {
			return err
		}
		list, err := listQuestions(tx, id)
		if err != nil {
			return err
		}
		reports, err := visible(tx, id)
		if err != nil {
			return err
		}
		if err := v.fill(tx, list, reports); err != nil {
			return err
		}
		return v.choose(tx, of)
	})
	return v, err
}

func (v *QuestionsView) fill(tx *db.Tx, list []Question, reports []Report) error {
	f, err := org.Tree(tx)
	if err != nil {
		return err
	}
	of := map[ReportID]Report{}
	for _, x := range reports {
		of[x.ID] = x
		if x.Editable() {
			v.Reports = append(v.Reports, x)
		}
	}
	for _, q := range list {
		a := Asked{Question: q}
		if u, ok := f.At(q.Unit); ok {
			a.UnitName = u.Short
		}
		if x, ok := of[q.Report]; ok {
			a.ReportName, a.ReportNo, a.ReportUnit = x.Name, x.Number, x.UnitName
			a.Late = q.Answered.IsZero() && x.DueFirst < tx.Today() && !x.Removed()
		}
		v.Questions = append(v.Questions, a)
	}
	v.MayAssign = v.Year.State != Ended && access.May(tx.Who, access.AssignQuestion, v.Year.Place()) == nil
	v.MayAsk = v.Year.State != Ended && access.Anywhere(tx.Who, access.ProposeQuestion)
	if !v.MayAsk {
		return nil
	}
	scope := access.ScopeOf(tx.Who, access.ProposeQuestion)
	v.Units = askingUnits(f, scope, tx.Today())
	v.OwnUnit = tx.Who.Unit
	return nil
}

// choose lists the ready-made questions of one report, the first one that can still be asked when none is named.
func (v *QuestionsView) choose(tx *db.Tx, of ReportID) (err error) {
	if !v.MayAssign {
		return nil
	}
	for i, x := range v.Reports {
		if x.ID == of || of == "" {
			v.Chosen = &v.Reports[i]
			v.ReadyMade, err = listReady(tx, x, 12)
			return err
		}
	}
	if of != "" {
		return fault.NotFound()
	}
	return nil
}

// ReportView is the page of one report.
type ReportView struct {
	Report
	Of        Year
	Sections  []Section
	Text      []SectionText
	Working   bool // the text is the reporter's own, not handed in
	Questions []Question
	Reviews   []Review
	Readers   []Reader
	Meeting   *Meeting
	Inquiries []Inquiry
	Blocks    []Block
	Reasons   []pack.Word
	Rewrite   clock.Day
	Stands    int // which of how many on the list
	Count     int
	Mine      bool // the reader is the reporter
	MayWrite  bool
	MaySubmit bool
	MayReview bool
	MayRead   bool // was sent to the reader, who has not said that it was read
	MayMeet   bool
	MayBack   bool // may feed back (the assessment's part)
	People    []Person
	MayEdit   bool
}

// Report reads one report. fault.NotFound for whoever may not read it.
func (r *Room) Report(ctx context.Context, actor who.Actor, id ReportID) (v ReportView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Report, err = loadReport(tx, id); err != nil {
			return err
		}
		place, readers, err := readPlace(tx, v.Report)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadDuty, place); err != nil {
			return err
		}
		v.Readers = readers
		if v.Of, err = loadYear(tx, v.Year); err != nil {
			return err
		}
		v.rights(tx)
		if err := v.fill(tx); err != nil {
			return err
		}
		v.Reasons, err = r.reasons(tx, v.Of)
		return err
	})
	return v, err
}

func (v *ReportView) rights(tx *db.Tx) {
	open := v.Of.State == Noticed && !v.Removed()
	v.Mine = tx.Who.Person != "" && tx.Who.Person == v.Person
	v.MayWrite = open && v.Editable() && access.May(tx.Who, access.WriteDuty, v.Own()) == nil
	v.MayReview = open && access.May(tx.Who, access.ReviewDuty, v.Place()) == nil && mayReview(tx, v.Report) == nil
	v.MayMeet = open && access.May(tx.Who, access.HoldMeeting, v.Place()) == nil
	v.MayBack = open && access.May(tx.Who, access.FeedBackDuty, v.Place()) == nil
	v.MayEdit = v.Of.State != Ended && v.arrangeable() && access.May(tx.Who, access.EditYear, v.yearPlace()) == nil
	for _, p := range v.Readers {
		v.MayRead = v.MayRead || p.Person == tx.Who.Person && p.Read.IsZero()
	}
	v.Working = v.Mine && v.Editable()
}

func (v *ReportView) fill(tx *db.Tx) (err error) {
	if v.Sections, err = listSections(tx, v.Year); err != nil {
		return err
	}
	if v.Text, err = writeText(tx, v.Report, v.Working); err != nil {
		return err
	}
	if v.Questions, err = listQuestionsOf(tx, v.ID); err != nil {
		return err
	}
	if v.Reviews, err = listReviews(tx, v.ID); err != nil {
		return err
	}
	if v.Inquiries, err = listInquiries(tx, v.ID); err != nil {
		return err
	}
	if v.MayWrite {
		if v.Blocks, err = Blocks(tx, v.Report); err != nil {
			return err
		}
	}
	v.MaySubmit = v.MayWrite && len(v.Blocks) == 0
	if v.Rewrite, err = rewriteDue(tx, v.Report); err != nil {
		return err
	}
	if v.MayEdit {
		if v.People, err = listPeople(tx); err != nil {
			return err
		}
	}
	return v.around(tx)
}

// around finds the place of the report on the list, and its meeting.
func (v *ReportView) around(tx *db.Tx) error {
	all, err := listReports(tx, v.Year)
	if err != nil {
		return err
	}
	live := onList(all)
	v.Count = len(live)
	v.Stands = slices.IndexFunc(live, func(x Report) bool { return x.ID == v.ID }) + 1
	meetings, err := listMeetings(tx, v.Year)
	for i := range meetings {
		if slices.Contains(meetings[i].Reports, v.ID) {
			v.Meeting = &meetings[i]
		}
	}
	return err
}

// InquiryOf reads one inquiry with its report, for whoever may read the report.
func (r *Room) InquiryOf(ctx context.Context, actor who.Actor, id InquiryID) (v ReportView, q Inquiry, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		q, err = loadInquiry(tx, id)
		return err
	})
	if err != nil {
		return v, q, err
	}
	v, err = r.Report(ctx, actor, q.Report)
	return v, q, err
}
