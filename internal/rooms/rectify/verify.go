package rectify

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Parties of a three-party verification (三方验收).
const (
	PartyOffice   = "office"   // 督察办
	PartyTeam     = "team"     // 督察组
	PartyFunction = "function" // 职能部门
)

// Parties that all must have found the item in place.
var Parties = []string{PartyOffice, PartyTeam, PartyFunction}

// Methods of verification.
var Methods = []string{"site", "papers", "data", "talk"}

// Verdicts on a check and on the whole.
const (
	InPlace  = "in_place" // 到位
	Nearly   = "nearly"   // 基本到位
	NotThere = "not"      // 未到位
)

// Verdicts in the order of pages.
var Verdicts = []string{InPlace, Nearly, NotThere}

// satisfied is the share, in per cent, of those asked who must be content: 群众不满意不销号.
const satisfied = 80

// VerifyMember is one person of the verifying group and whom he or she stands for.
type VerifyMember struct {
	Party string `json:"party"`
	ID    string `json:"id"`
	Name  string `json:"name"`
}

// VerifyRow is one thing checked: how, how many taken, how many right.
type VerifyRow struct {
	What    string `json:"what"`
	Method  string `json:"method"`
	Sampled int    `json:"sampled"`
	Matched int    `json:"matched"`
	Verdict string `json:"verdict"`
}

// Verification is one record of a verifying group (验收记录), bound to the content it looked at.
type Verification struct {
	Round   int            `json:"round"`
	Members []VerifyMember `json:"members"`
	Method  string         `json:"method"`
	Rows    []VerifyRow    `json:"rows"`
	Opinion string         `json:"opinion"`
	Dissent string         `json:"dissent"` // 保留意见
	Verdict string         `json:"verdict"`
	Asked   int            `json:"asked"`   // people asked for satisfaction
	Content int            `json:"content"` // of them content
	Hash    string         `json:"hash"`
	By      By             `json:"by"`
}

// Checking is what a verifier hands in. Seen is the hash of the content that was shown.
type Checking struct {
	Members []VerifyMember // besides the actor's own line; persons by id
	Party   string         // whom the actor stands for
	Method  string
	Rows    []VerifyRow
	Opinion string
	Dissent string
	Verdict string
	Asked   int
	Content int
	Seen    string
}

// Begin takes a claim up for verification (验收, 复号).
func (r *Room) Begin(ctx context.Context, actor who.Actor, id ItemID) error {
	return r.act(ctx, actor, id, ActBegin, nil, func(*db.Tx, *Item) error { return nil })
}

// Verify records what the verifying group found. fault.Conflict when the content is no longer what
// was seen; fault.Denied when somebody of the group belongs to the unit.
func (r *Room) Verify(ctx context.Context, actor who.Actor, id ItemID, in Checking) error {
	return r.act(ctx, actor, id, ActVerify, &in, func(tx *db.Tx, it *Item) error {
		d, err := loadDossier(tx, it)
		if err != nil {
			return err
		}
		if in.Seen != d.Content() {
			return fault.Conflict("rectify.changed_meanwhile")
		}
		v, err := in.verification(tx, it)
		if err != nil {
			return err
		}
		v.Hash = in.Seen
		return insertVerification(tx, it.ID, v)
	})
}

func (in *Checking) verification(tx *db.Tx, it *Item) (Verification, error) {
	v := Verification{Round: it.Claims, Method: in.Method, Rows: in.Rows, Opinion: strings.TrimSpace(in.Opinion), Dissent: strings.TrimSpace(in.Dissent),
		Verdict: in.Verdict, Asked: in.Asked, Content: in.Content, By: by(tx)}
	v.Members = []VerifyMember{{Party: in.Party, ID: v.By.ID, Name: v.By.Name}}
	for _, m := range in.Members {
		if m.ID == "" {
			continue
		}
		p, ord, err := personAt(tx, m.ID)
		if err != nil {
			return v, fault.Invalid(fault.On("members", "rectify.person_unknown"))
		}
		if it.sideOfUnit(who.Actor{Person: p.ID, UnitOrd: ord}) {
			return v, fault.Denied(string(NotUnit))
		}
		v.Members = append(v.Members, VerifyMember{Party: m.Party, ID: p.ID, Name: p.Name})
	}
	return v, v.check()
}

func (v Verification) check() error {
	var c fault.Check
	seen, sampled := map[string]bool{}, 0
	for _, m := range v.Members {
		c.That(slices.Contains(Parties, m.Party), "party", "rectify.verify.party_missing")
		c.That(!seen[m.ID], "members", "rectify.verify.person_twice", "name", m.Name)
		seen[m.ID] = true
	}
	for _, r := range v.Rows {
		c.That(filled(r.What) && r.Matched <= r.Sampled && r.Matched >= 0, "rows", "rectify.verify.row_figures")
		c.That(slices.Contains(Verdicts, r.Verdict), "rows", "rectify.verify.verdict_missing")
		sampled += r.Sampled
	}
	c.That(slices.Contains(Methods, v.Method), "method", "rectify.verify.method_missing")
	c.That(sampled > 0, "rows", "rectify.verify.nothing_sampled")
	c.That(v.Opinion != "", "opinion", "rectify.opinion_missing")
	c.That(slices.Contains(Verdicts, v.Verdict), "verdict", "rectify.verify.verdict_missing")
	c.That(v.Asked >= 0 && v.Content >= 0 && v.Content <= v.Asked, "content", "rectify.verify.content_figures")
	return c.Err()
}

// passed is the list of what stands between the item and its close-out: 整改不到位不销号，验收不通过
// 不销号，群众不满意不销号. The pages show the same lines as a check-list.
func (d *Dossier) passed() []Hurdle {
	now := d.Content()
	parties, against, asked, content := map[string]bool{}, false, 0, 0
	stale := false
	for _, v := range d.Round() {
		if v.Hash != now {
			stale = true
			continue
		}
		against = against || v.Verdict == NotThere
		asked, content = asked+v.Asked, content+v.Content
		for _, m := range v.Members {
			parties[m.Party] = parties[m.Party] || v.Verdict != NotThere
		}
	}
	all := !against
	for _, p := range Parties {
		all = all && parties[p]
	}
	files, _ := d.Standing()
	done, total := 0, len(d.Measures())
	for _, m := range d.Measures() {
		if m.Settled() {
			done++
		}
	}
	return []Hurdle{
		{"measures", done == total, done, total},
		{"evidence", files > 0, files, 0},
		{"parties", all, len(parties), len(Parties)},
		{"fresh", !stale || all, 0, 0},
		{"content", content*100 >= asked*satisfied, content, asked},
	}
}

// Hurdle is one condition of a close-out and how it stands; words rectify.hurdle.<Key>.
type Hurdle struct {
	Key        string
	OK         bool
	Have, Want int
}

// Hurdles are the conditions of a close-out as they stand now.
func (d *Dossier) Hurdles() []Hurdle { return d.passed() }

// ready is fault.Conflict with the first condition that does not hold.
func (d *Dossier) ready() error {
	for _, h := range d.passed() {
		if !h.OK {
			return fault.Conflict("rectify.hurdle."+h.Key+".no", "have", h.Have, "want", h.Want)
		}
	}
	return nil
}
