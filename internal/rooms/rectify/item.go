package rectify

import (
	"strconv"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Source is where the finding came from (问题来源).
type Source string

// The sources. Stored: never change a value.
const (
	FromInspection Source = "inspection" // 政治督察
	FromPatrol     Source = "patrol"     // 巡察反馈
	FromUpper      Source = "upper"      // 上级巡视
	FromAudit      Source = "audit"      // 审计移送
	FromSpecial    Source = "special"    // 专项检查
	FromTheme      Source = "theme"      // 主题教育
	FromPetition   Source = "petition"   // 信访核查
	FromDaily      Source = "daily"      // 日常督察
	FromDuty       Source = "duty"       // 述责述廉
	FromCampaign   Source = "campaign"   // 专项整治
	FromParty      Source = "party"      // 组织生活
	FromJoint      Source = "joint"      // 大监督会商
	FromSelf       Source = "self"       // 自查
)

// Sources in the order of pages.
var Sources = []Source{FromInspection, FromPatrol, FromUpper, FromAudit, FromSpecial, FromTheme, FromPetition, FromDaily, FromDuty, FromCampaign, FromParty, FromJoint, FromSelf}

// DueKind is the kind of time limit (整改时限类型).
type DueKind string

// The kinds of time limit.
const (
	AtOnce  DueKind = "at_once" // 立行立改
	InPhase DueKind = "phase"   // 集中整改期内
	Lasting DueKind = "lasting" // 长期坚持
)

// DueKinds in the order of pages.
var DueKinds = []DueKind{InPhase, AtOnce, Lasting}

// Done is how far the unit says it is (完成情况): the word of the ledger, beside the state.
type Done string

// The three words.
const (
	NotDone Done = "none"
	Mostly  Done = "mostly"
	AllDone Done = "done"
)

// Grades of an assessment (整改评估结果).
var Grades = []string{"good", "fair", "plain", "poor"}

// Severities of a finding.
var Severities = []string{"minor", "serious", "grave"}

// Levels of secrecy that this installation may hold.
var Levels = []string{"public", "internal"}

// Person is a person as the ledger shows it: the id counts, the name is as it was written then.
type Person struct{ ID, Name string }

// Hidden is a mark that keeps the item out of a disclosure, with its reason.
type Hidden struct {
	On  bool
	Why string
}

// Item is one rectification item (整改问题), with every column of the ledger.
type Item struct {
	ID          ItemID
	Number      string // WT-26-0131, never given twice
	Suffix      int    // how often it came back
	Year        int
	State       State
	Unit        string
	UnitOrd     int64
	UnitLast    int64
	UnitDepth   int
	UnitName    string // as the tree says now
	UnitShort   string
	Source      Source
	SourceRef   string // id of the feedback or other document
	SourceName  string // its number: 临公督反〔2026〕7号
	Paper       string // work paper's number, hidden from the unit
	Title       string
	Finding     string // the feedback's own words; never changes
	Effect      string
	Cite        string
	CiteText    string
	Category    string
	Categories  []string // further categories, of any taxonomy
	Severity    string
	Repeated    bool
	Flagged     bool // 重点关注
	FlaggedWhy  string
	Topic       string
	Target      string // the standard: what will count as put right
	Lead        Person
	Owner       Person
	Due         clock.Day
	DueFirst    clock.Day // never changes
	DueKind     DueKind
	Done        Done
	Percent     int
	Summary     string
	RulesMade   int
	Money       int64 // fen
	MoneyBasis  string
	Grade       string
	HideInside  Hidden
	HidePublic  Hidden
	Level       string
	Plan        PlanID
	Claims      int // rounds of claim
	Returns     int
	Extensions  int
	CloseNumber string
	Registered  clock.Day
	SignedOn    clock.Day
	ClosedOn    clock.Day
	RelapsedOn  clock.Day
	Changed     time.Time
	Version     int64
}

// Place is where the item lies for questions of right, and whom
// it binds; its state is asked by the table of moves.
func (it *Item) Place() access.Place {
	p := access.Place{Ord: it.UnitOrd, Kind: access.KindItem, ID: string(it.ID), Side: sideOf(it.UnitOrd, it.UnitLast, it.UnitDepth)}
	for _, x := range []string{it.Lead.ID, it.Owner.ID} {
		if x != "" {
			p.Bound = append(p.Bound, x)
		}
	}
	return p
}

// sideOf is the stretch of the responsible unit; the whole house is nobody's side.
func sideOf(ord, last int64, depth int) who.Span {
	if depth == 0 {
		return who.Span{}
	}
	return who.Span{First: ord, Last: last}
}

// Label is the number as people read it: after a relapse the same number with a suffix.
func (it *Item) Label() string { return label(it.Number, it.Suffix) }

func label(number string, suffix int) string {
	if suffix == 0 {
		return number
	}
	return number + "-F" + strconv.Itoa(suffix)
}

// dueKey orders the ledger: running items by due day, then standing ones, then what has ended.
func (it *Item) dueKey() string {
	switch {
	case it.State == Standing:
		return "8" + string(it.Due)
	case !it.State.Running():
		return "9" + string(it.Due)
	case it.Due == "":
		return "7"
	}
	return string(it.Due)
}

// maxText bounds what a person may type into one field.
const maxText = 4000

func filled(s string) bool { return strings.TrimSpace(s) != "" }

func oneOf[T ~string](v T, list []T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// Registration is what a new item is made of.
type Registration struct {
	Unit           string
	Source         Source
	SourceRef      string
	SourceName     string
	Paper          string
	Title          string // "" takes the head of the finding
	Finding        string
	Manifestations []string
	Effect         string
	Cite           string
	CiteText       string
	Category       string
	Categories     []string
	Severity       string
	Repeated       bool
	Flagged        bool
	FlaggedWhy     string
	Topic          string
	Target         string
	Due            clock.Day
	DueKind        DueKind  // "" is InPhase
	Partners       []string // ids of 配合单位
}

func (in *Registration) tidy() {
	in.Title, in.Finding = strings.TrimSpace(in.Title), strings.TrimSpace(in.Finding)
	if in.Title == "" {
		in.Title = head(in.Finding)
	}
	if in.DueKind == "" {
		in.DueKind = InPhase
	}
	if in.Source == "" {
		in.Source = FromInspection
	}
	var list []string
	for _, m := range in.Manifestations {
		if filled(m) {
			list = append(list, strings.TrimSpace(m))
		}
	}
	in.Manifestations = list
}

// head is the first sentence of the finding, at most 40 characters.
func head(finding string) string {
	r := []rune(finding)
	for i, c := range r {
		if strings.ContainsRune("。；;\n：", c) {
			r = r[:i]
			break
		}
	}
	if len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return string(r)
}

func (in *Registration) check(today clock.Day) error {
	var c fault.Check
	c.That(in.Unit != "", "unit", "rectify.register.unit_missing")
	c.That(filled(in.Finding), "finding", "rectify.register.finding_missing")
	c.That(len([]rune(in.Finding)) <= maxText, "finding", "rectify.text_long", "most", maxText)
	c.That(len([]rune(in.Title)) <= 120, "title", "rectify.text_long", "most", 120)
	c.That(oneOf(in.Source, Sources), "source", "rectify.register.source_unknown")
	c.That(oneOf(in.DueKind, DueKinds), "due_kind", "rectify.register.due_kind_unknown")
	c.That(in.Due != "" || in.DueKind == Lasting, "due", "rectify.register.due_missing")
	c.That(in.Due == "" || in.Due >= today, "due", "rectify.due_past", "day", in.Due)
	c.That(in.Severity == "" || oneOf(in.Severity, Severities), "severity", "rectify.register.severity_unknown")
	c.That(!in.Flagged || filled(in.FlaggedWhy), "flagged_why", "rectify.register.flagged_why_missing")
	return c.Err()
}

func newItem(id ItemID, number string, in Registration, now time.Time) *Item {
	today := clock.DayOf(now)
	return &Item{ID: id, Number: number, Year: today.Year(), State: Listed, Unit: in.Unit, Source: in.Source, SourceRef: in.SourceRef,
		SourceName: in.SourceName, Paper: in.Paper, Title: in.Title, Finding: in.Finding, Effect: in.Effect, Cite: in.Cite, CiteText: in.CiteText,
		Category: in.Category, Categories: in.Categories, Severity: in.Severity, Repeated: in.Repeated, Flagged: in.Flagged,
		FlaggedWhy: in.FlaggedWhy, Topic: in.Topic, Target: in.Target, Due: in.Due, DueFirst: in.Due, DueKind: in.DueKind, Done: NotDone,
		Level: "internal", Registered: today, Changed: now, Version: 1}
}
