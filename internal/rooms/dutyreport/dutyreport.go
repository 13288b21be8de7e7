package dutyreport

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// Packs finds the edition of a pack that is named, or the one in force when version is empty.
type Packs func(tx *db.Tx, code, version string) (*pack.Pack, error)

// Room is the room of duty reports.
type Room struct {
	db    *db.DB
	packs Packs
}

// New makes the room; packs answers its outlines and its words of return.
func New(d *db.DB, packs Packs) *Room { return &Room{db: d, packs: packs} }

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
	YearID     string
	ReportID   string
	QuestionID string
	MeetingID  string
	InquiryID  string
)

// YearState is the state of a year.
type YearState string

// The states of a year.
const (
	Draft   YearState = "draft"   // being prepared
	Noticed YearState = "noticed" // the notice went out: dates are fixed
	Ended   YearState = "closed"
)

// Year is one yearly round.
type Year struct {
	ID       YearID
	Year     int
	Title    string
	Unit     string // the unit whose round it is
	UnitOrd  int64
	Outline  string // code and version of the pack that it follows to its end
	Edition  string
	State    YearState
	NoticeNo string
	Notice   string
	Noticed  time.Time
	MadeBy   string
	MadeAt   time.Time
	ClosedOn clock.Day
	Version  int64
}

// Place is where acts on the year happen.
func (y Year) Place() access.Place {
	return access.Place{Ord: y.UnitOrd, Kind: access.KindYear, ID: string(y.ID), Class: access.P2}
}

// Section is one section of the year's outline, as the pack had it when the year was made.
type Section struct {
	Code    string
	Seq     int
	Title   pack.Text
	Least   int      // characters, 0 = none
	Most    int      // characters, 0 = none
	Share   int      // at least so many per cent of the report, 0 = none
	Facts   []string // names of the fact sheets that belong beside it
	Asks    []pack.Word
	Prompts []pack.Text
}

// Step is one step of the year's calendar. First is what the notice said and never changes.
type Step struct {
	Year    YearID
	Code    string
	Seq     int
	Title   pack.Text
	Rule    string
	Due     clock.Day
	First   clock.Day
	Why     string // why it was moved
	DoneOn  clock.Day
	Version int64
}

// Late tells whether the step was not done by the day that the notice gave.
func (s Step) Late(today clock.Day) bool {
	if s.DoneOn != "" {
		return s.DoneOn > s.First
	}
	return s.First < today
}

// Way of reporting.
type Way string

// The two ways: in the meeting, or in writing.
const (
	OnSite  Way = "on_site"
	Written Way = "written"
)

// Reason why a person reports.
type Reason string

// The reasons. A head and a leader with a portfolio come from the register; Added has its own words.
const (
	ByHead      Reason = "head"
	ByPortfolio Reason = "portfolio"
	ByAddition  Reason = "added"
)

// Report is one reporter of a year and the one report that he or she owes.
type Report struct {
	ID          ReportID
	Year        YearID
	YearNo      int    // 2025
	Number      string // SZ-25-007
	Seq         int
	Person      string
	Name        string // name and post as they were when the list was made
	Post        string
	Since       clock.Day // in the post since
	Unit        string
	UnitOrd     int64
	UnitName    string // short, by the register of today
	Reason      Reason
	ReasonText  string
	Way         Way
	Checker     string // the person who reviews for the department
	CheckerName string
	Leader      string // the leader in charge, by portfolio
	LeaderName  string
	Previous    ReportID // last year's report of the same reporter
	State       State
	Draft       int // how often it was submitted
	Due         clock.Day
	DueFirst    clock.Day
	FirstAt     time.Time // first submission: lateness is judged by it, for ever
	Submitted   time.Time // latest submission
	SubmittedBy string
	Returns     int
	Circulated  time.Time
	MetOn       clock.Day
	FedBack     time.Time
	ClosedAt    time.Time
	RemovedAt   time.Time
	RemovedWhy  string
	Auto, Hand  int // cells that the system filled, and that are typed
	Version     int64
}

// Place is where acts on the report happen: the reporter and who is named to review it are its team,
// and nobody who had it in hand judges it.
func (r Report) Place() access.Place {
	p := access.Place{Ord: r.UnitOrd, Kind: access.KindReport, ID: string(r.ID), Class: access.P3, Team: []string{r.Person}, Hands: []string{r.Person}}
	for _, x := range []string{r.Checker, r.Leader} {
		if x != "" {
			p.Team = append(p.Team, x)
		}
	}
	return p
}

// Own is the place for the reporter alone: who writes.
func (r Report) Own() access.Place {
	p := r.Place()
	p.Team, p.Hands = []string{r.Person}, nil
	return p
}

// Late tells whether the report came after the day of the notice, or is not there and that day is past.
func (r Report) Late(today clock.Day) bool {
	if !r.FirstAt.IsZero() {
		return clock.DayOf(r.FirstAt) > r.DueFirst
	}
	return r.DueFirst < today && r.RemovedAt.IsZero()
}

// Missing tells whether the day is past and nothing was ever submitted.
func (r Report) Missing(today clock.Day) bool { return r.FirstAt.IsZero() && r.Late(today) }

// Removed tells whether the person was taken off the list.
func (r Report) Removed() bool { return !r.RemovedAt.IsZero() }
