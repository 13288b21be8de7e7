package dutyreport

import (
	"context"
	"slices"
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/ballot"
)

// SeatView is a seat as the reader may see it: marks only of the own seat, and of all once all are in.
type SeatView struct {
	Seat   Seat
	Name   string
	Handed bool
	Begun  bool
	Mine   bool
	Shown  bool
	Grading
}

// Assessment is what follows the meeting of one report, as the reader may see it.
type Assessment struct {
	Report     Report
	Form       pack.Form // of the panel
	Seats      []SeatView
	MySeat     Seat
	MayGrade   bool
	Open       bool // marks of all seats are shown
	Panel      Outcome
	Facts      map[string]Fact // of the ledger, by key, for the column beside the marks
	Poll       *ballot.Poll
	Turnout    int
	Vote       *ballot.SubjectResult
	MayVote    bool // may open the page of the ballot
	Comments   []Comment
	MayComment bool
	Reasons    []pack.Word
	Problems   []Problem
	Candidates []Candidate
	MayName    bool
	MayHand    bool
	Sheet      *Sheet
	MayBack    bool
	MayClose   bool
	Mine       bool // the reader is the reporter
	Transfers  []Transfer
	Waiting    *approve.Request // a transfer that waits for the second person
	MayAsk     bool
	LastYear   []Problem
}

// Assessment reads what follows the meeting. fault.NotFound for whoever may not read the report. The
// reporter sees the result, the gradings and the problems when they are fed back, not before.
func (r *Room) Assessment(ctx context.Context, actor who.Actor, id ReportID) (v Assessment, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		x, err := loadReport(tx, id)
		if err != nil {
			return err
		}
		place, _, err := readPlace(tx, x)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadDuty, place); err != nil {
			return err
		}
		y, err := loadYear(tx, x.Year)
		if err != nil {
			return err
		}
		v.Report = x
		v.rights(tx, y)
		if err := v.fill(tx, r, y); err != nil {
			return err
		}
		return v.hide(tx)
	})
	return v, err
}

func (v *Assessment) rights(tx *db.Tx, y Year) {
	x := v.Report
	open := y.State == Noticed && !x.Removed()
	may := func(right access.Right) bool { return access.May(tx.Who, right, x.Place()) == nil }
	v.Mine = tx.Who.Person != "" && tx.Who.Person == x.Person
	v.MySeat = x.seatOf(tx.Who)
	v.MayGrade = open && x.gradable() && v.MySeat != "" && may(access.ReviewDuty)
	v.MayComment = open && x.gradable() && may(access.CommentDuty)
	v.MayName = open && x.named() && may(access.FeedBackDuty)
	v.MayHand = v.MayName && x.State != Circulated
	v.MayBack = open && x.State == Met && may(access.FeedBackDuty)
	v.MayClose = open && x.State == FedBack && may(access.FeedBackDuty)
	v.MayAsk = (x.State == FedBack || x.State == Closed) && may(access.TransferGrade)
}

func (v *Assessment) fill(tx *db.Tx, r *Room, y Year) (err error) {
	x := v.Report
	if v.Form, err = r.form(tx, formPanel); err != nil {
		return err
	}
	gradings, err := listGradings(tx, x.ID)
	if err != nil {
		return err
	}
	v.seats(gradings)
	if v.Poll, v.Vote, err = vote(tx, x); err != nil {
		return err
	}
	if v.Poll != nil {
		v.MayVote = access.May(tx.Who, access.ReadBallot, access.Place{Ord: v.Poll.Ord, Kind: access.KindBallot, ID: string(v.Poll.ID)}) == nil
		if v.Turnout, err = ballot.TurnoutOf(tx, v.Poll); err != nil {
			return err
		}
	}
	v.Panel = outcome(nil, v.Form, x.seats(), gradings)
	if v.Comments, err = listComments(tx, x.ID); err != nil {
		return err
	}
	if v.Reasons, err = r.reasons(tx, y); err != nil {
		return err
	}
	if v.Problems, err = listProblems(tx, x.ID); err != nil {
		return err
	}
	if v.LastYear, err = ProblemsOfLastYear(tx, x); err != nil {
		return err
	}
	if v.MayName {
		if v.Candidates, err = candidates(tx, x); err != nil {
			return err
		}
	}
	return v.after(tx)
}

func (v *Assessment) after(tx *db.Tx) error {
	if err := v.facts(tx); err != nil {
		return err
	}
	s, err := loadSheet(tx, v.Report.ID)
	if err == nil {
		v.Sheet = &s
	} else if !fault.Is(err, fault.KindNotFound) {
		return err
	}
	if !v.MayAsk {
		return nil
	}
	if v.Transfers, err = listTransfers(tx, v.Report.ID); err != nil {
		return err
	}
	q, err := approve.Open(tx, approve.TransferGrade, transferKind, string(v.Report.ID))
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	v.Waiting = q
	return err
}

// facts are the figures of the house beside the marks; groups that the reader may not see stay empty.
func (v *Assessment) facts(tx *db.Tx) error {
	v.Facts = map[string]Fact{}
	if !v.MayGrade && !v.MayBack {
		return nil
	}
	groups, _, err := factsOf(tx, v.Report, assessGroups)
	for _, list := range groups {
		for _, f := range list {
			v.Facts[f.Key] = f
		}
	}
	return err
}

func (v *Assessment) seats(list []Grading) {
	x := v.Report
	seats := x.seats()
	v.Open = allIn(seats, list)
	for _, s := range seats {
		view := SeatView{Seat: s, Mine: s == v.MySeat}
		switch s {
		case SeatLeader:
			view.Name = x.LeaderName
		case SeatDiscipline:
			view.Name = x.CheckerName
		}
		if i := slices.IndexFunc(list, func(g Grading) bool { return g.Seat == s }); i >= 0 {
			view.Begun, view.Handed = true, list[i].In()
			if v.Open || view.Mine {
				view.Shown, view.Grading = true, list[i]
			}
		}
		v.Seats = append(v.Seats, view)
	}
}

// hide takes away what the reporter, and those to whom the report was only sent to be read, do not see
// yet: before the feedback the gradings, the ballot's result, the chair's words and the problems.
func (v *Assessment) hide(tx *db.Tx) error {
	insider := access.May(tx.Who, access.ReadDuty, access.Place{Ord: v.Report.UnitOrd, Kind: access.KindReport, ID: string(v.Report.ID), Class: access.P3}) == nil || v.MySeat != ""
	if insider && !v.Mine || v.Mine && v.Sheet != nil {
		return nil
	}
	v.Vote, v.Comments, v.Problems, v.Panel, v.Sheet = nil, nil, nil, Outcome{Basis: ByNothing}, nil
	v.Open = false
	for i := range v.Seats {
		if !v.Seats[i].Mine {
			v.Seats[i].Shown, v.Seats[i].Grading = false, Grading{}
		}
	}
	return nil
}

// candidates are what was already said of the report and is not on the list yet.
func candidates(tx *db.Tx, x Report) (out []Candidate, err error) {
	past, err := listProblems(tx, x.ID)
	if err != nil {
		return nil, err
	}
	add := func(origin, ref, name, words string) {
		if !slices.ContainsFunc(past, func(p Problem) bool { return p.Origin == origin && p.OriginRef == ref && p.Dropped == "" }) {
			out = append(out, Candidate{Origin: origin, Ref: ref, Name: name, Words: words})
		}
	}
	comments, err := listComments(tx, x.ID)
	if err != nil {
		return nil, err
	}
	for i, c := range comments {
		if c.Tone == AskOn || c.Tone == Differs {
			add(FromComment, c.ID, strconv.Itoa(i+1), c.Words)
		}
	}
	inquiries, err := listInquiries(tx, x.ID)
	if err != nil {
		return nil, err
	}
	for _, q := range inquiries {
		if q.Satisfaction == "no" || q.Satisfaction == "basic" {
			add(FromInquiry, string(q.ID), strconv.Itoa(q.Seq), q.Question)
		}
	}
	mismatches, err := listMismatches(tx, x.ID, x.Draft)
	if err != nil {
		return nil, err
	}
	for i, m := range mismatches {
		add(FromMismatch, strconv.Itoa(x.Draft)+"."+strconv.Itoa(i+1), strconv.Itoa(i+1), m.Text)
	}
	return out, moreCandidates(tx, x, add)
}

// moreCandidates are the passages that were sent back, and the set questions not answered enough.
func moreCandidates(tx *db.Tx, x Report, add func(origin, ref, name, words string)) error {
	reviews, err := listReviews(tx, x.ID)
	if err != nil {
		return err
	}
	n := 0
	for _, v := range reviews {
		for _, m := range v.Remarks {
			n++
			words := m.Words
			if words == "" {
				words = m.Title.Zh + "：" + m.Quote
			}
			add(FromReview, m.ID, strconv.Itoa(n), words)
		}
	}
	questions, err := listQuestionsOf(tx, x.ID)
	if err != nil {
		return err
	}
	for _, q := range questions {
		if q.Enough == "no" {
			add(FromQuestion, string(q.ID), q.Number, q.Words)
		}
	}
	return nil
}

// TransferPaper reads one transfer for its paper, with the report it is about.
func (r *Room) TransferPaper(ctx context.Context, actor who.Actor, id string) (t Transfer, x Report, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if t, err = loadTransfer(tx, id); err != nil {
			return err
		}
		if x, err = loadReport(tx, t.Report); err != nil {
			return err
		}
		return access.May(tx.Who, access.TransferGrade, x.Place())
	})
	return t, x, err
}

// YearVote is the newest ballot of a year, nil when there is none, and what was said of the year.
type YearVote struct {
	Poll     *ballot.Poll
	Turnout  int
	Comments []Comment
	MayRun   bool
	MaySay   bool
}

// YearVote reads the ballot of a year for its page.
func (r *Room) YearVote(ctx context.Context, actor who.Actor, id YearID) (v YearVote, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		y, err := loadYear(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadYear, y.Place()); err != nil {
			return err
		}
		p := access.Place{Ord: y.UnitOrd, Kind: access.KindYear, ID: string(id)}
		v.MayRun = y.State == Noticed && access.May(tx.Who, access.RunBallot, p) == nil
		v.MaySay = y.State == Noticed && access.May(tx.Who, access.CommentDuty, p) == nil
		if v.Comments, err = listYearComments(tx, id); err != nil {
			return err
		}
		polls, err := ballot.Of(tx, PollKind, string(id))
		if err != nil || len(polls) == 0 {
			return err
		}
		v.Poll = polls[0]
		v.Turnout, err = ballot.TurnoutOf(tx, polls[0])
		return err
	})
	return v, err
}

// assessGroups are the groups of figures that stand beside the marks.
var assessGroups = []string{"items", "last", "tasks", "meetings"}

// LastYear are the problems with which the report begins; fault.NotFound for whoever may not read it.
func (r *Room) LastYear(ctx context.Context, actor who.Actor, id ReportID) (list []Problem, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		x, err := loadReport(tx, id)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReadDuty, x.Place()); err != nil {
			return err
		}
		list, err = ProblemsOfLastYear(tx, x)
		return err
	})
	return list, err
}
