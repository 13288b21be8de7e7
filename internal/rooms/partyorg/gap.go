package partyorg

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/org"
)

// Kinds of what is incomplete, in the order of pages; each has a words key partyorg.gap.<code>.
const (
	UnitWithout   = "unit_without"   // 没有党组织覆盖的单位
	MemberWithout = "member_without" // 没有编入支部的党员
	TooFew        = "too_few"        // 不足三名正式党员的支部
	TooMany       = "too_many"       // 超过五十名党员的支部
	JointMany     = "joint_many"     // 覆盖超过五个单位的联合支部
	CommitteeSize = "committee_size" // 委员会人数不符
	NoSecretary   = "no_secretary"   // 没有书记
	NoTerm        = "no_term"        // 没有登记任期
	TermOver      = "term_over"      // 届满未换届
	TermNear      = "term_near"      // 任期将满
)

// GapKinds in the order of pages.
var GapKinds = []string{UnitWithout, MemberWithout, TooFew, TooMany, JointMany, NoSecretary, CommitteeSize, NoTerm, TermOver, TermNear}

// Gap is one line of the completeness lists. Ref is the id of what it is about: a unit, a member's row, an
// organisation. Party keeps it: exceptions are entered there.
type Gap struct {
	Kind, Ref, Name string
	Party           string
	PartyName       string
	Ord             int64
	N, Least, Most  int
	Day             clock.Day
	Exception       *Exception
}

// Limits are the numbers that organisations are measured by.
type Limits struct {
	Least, Most, Joint                            int
	From, CommitteeLeast, CommitteeMost, Officers int
	TermNear                                      int
}

func (r *Room) limits(tx *db.Tx) (Limits, error) {
	n, err := r.numbers(tx)
	if err != nil {
		return Limits{}, err
	}
	return limitsOf(n), nil
}

func limitsOf(n *pack.Pack) Limits {
	return Limits{Least: n.Number(pack.BranchLeast), Most: n.Number(pack.BranchMost), Joint: n.Number(pack.JointMost), From: n.Number(pack.CommitteeFrom),
		CommitteeLeast: n.Number(pack.CommitteeLeast), CommitteeMost: n.Number(pack.CommitteeMost), Officers: n.Number(pack.OfficersMost), TermNear: n.Number(pack.TermNear)}
}

// Gaps are what is incomplete about one organisation on a day. A temporary branch elects nobody.
func (o Org) Gaps(l Limits, today clock.Day) []Gap {
	var out []Gap
	add := func(kind string, n, least, most int, day clock.Day) {
		out = append(out, Gap{Kind: kind, Ref: o.ID, Name: o.Short, Party: o.ID, PartyName: o.Short, Ord: o.Ord, N: n, Least: least, Most: most, Day: day})
	}
	if o.Branch() {
		if o.Full < l.Least {
			add(TooFew, o.Full, l.Least, 0, "")
		}
		if o.Members > l.Most {
			add(TooMany, o.Members, 0, l.Most, "")
		}
		if len(o.Covers) > l.Joint {
			add(JointMany, len(o.Covers), 0, l.Joint, "")
		}
	}
	if _, ok := o.Secretary(); !ok && o.Kind != "party_general" {
		add(NoSecretary, 0, 1, 0, "")
	}
	if least, most := l.committee(o); o.Branch() && (len(o.Committee) < least || len(o.Committee) > most) && len(o.Committee) > 0 {
		add(CommitteeSize, len(o.Committee), least, most, "")
	}
	if o.Kind == "party_temporary" {
		return out
	}
	switch {
	case o.TermUntil == "":
		add(NoTerm, 0, 0, 0, "")
	case o.TermUntil < today:
		add(TermOver, today.Sub(o.TermUntil), 0, 0, o.TermUntil)
	case o.TermUntil.Sub(today) <= l.TermNear:
		add(TermNear, o.TermUntil.Sub(today), 0, 0, o.TermUntil)
	}
	return out
}

// committee is how many a branch's committee has to have.
func (l Limits) committee(o Org) (least, most int) {
	if o.Full < l.From {
		return 1, l.Officers
	}
	return l.CommitteeLeast, l.CommitteeMost
}

// gaps lists everything that is incomplete, by kind, each in register order.
func (p *picture) gaps(l Limits) []Gap {
	all := p.uncovered()
	for _, m := range p.unplaced {
		o := p.orgs[p.byID[m.Party]]
		all = append(all, Gap{Kind: MemberWithout, Ref: m.ID, Name: m.Name, Party: o.ID, PartyName: o.Short, Ord: o.Ord})
	}
	for _, o := range p.orgs {
		all = append(all, o.Gaps(l, p.today)...)
	}
	var out []Gap
	for _, kind := range GapKinds {
		for _, g := range all {
			if g.Kind != kind {
				continue
			}
			if e, ok := p.marks[g.Kind+" "+g.Ref]; ok {
				g.Exception = &e
			}
			out = append(out, g)
		}
	}
	return out
}

// uncovered lists the units that no organisation covers: neither one of their own, nor a branch of a unit
// above. A committee covers its own unit only. Of a unit and what is below it only the upper one is named.
func (p *picture) uncovered() []Gap {
	own, branch := map[string]string{}, map[string]bool{}
	for _, l := range p.links {
		i, ok := p.byID[l.party]
		if !ok {
			continue
		}
		if own[l.unit] == "" {
			own[l.unit] = l.party
		}
		branch[l.unit] = branch[l.unit] || p.orgs[i].Branch()
	}
	var out []Gap
	var top org.Unit // the last one named
	for _, u := range p.forest.Of(org.UnitTree, p.today) {
		if top.ID != "" && top.Covers(u.Ord) {
			continue
		}
		covered, keeper := own[u.ID] != "", ""
		path := p.forest.Path(u.ID)
		for i := len(path) - 1; i >= 0 && !covered; i-- {
			covered = branch[path[i].ID]
			if keeper == "" {
				keeper = own[path[i].ID]
			}
		}
		if covered {
			continue
		}
		top = u
		k, ok := p.byID[keeper]
		if !ok {
			if len(p.orgs) == 0 {
				continue
			}
			k = 0
		}
		out = append(out, Gap{Kind: UnitWithout, Ref: u.ID, Name: u.Short, Party: p.orgs[k].ID, PartyName: p.orgs[k].Short, Ord: p.orgs[k].Ord})
	}
	return out
}

func errNone() error { return fault.NotFound() }
