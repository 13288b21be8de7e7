package demo

import (
	"strings"

	"plumbline/internal/ground/clock"
)

// memberKey begins the keys of those who are in the register as members of a branch only.
const memberKey = "m"

// parties puts the second tree: the bureau's committee; below it the committee of its own organs with
// its branches, the directly led branches, and the committees of the sub-bureaus with theirs.
func (b *builder) parties() {
	d := b.Party
	b.addParty(Party{Code: d.Root.Code, Name: d.Root.Name, Short: d.Root.Short, Kind: "party_committee", Covers: []string{root}, Until: b.shifted(d.Root.Until)})
	b.addParty(Party{Code: d.Organ.Code, Parent: d.Root.Code, Name: d.Organ.Name, Short: d.Organ.Short, Kind: "party_department", Until: b.shifted(d.Organ.Until)})
	b.addBranches(d.Organ.Code, d.Branches)
	b.addParty(Party{Code: d.Direct.Code, Parent: d.Root.Code, Name: d.Direct.Name, Short: d.Direct.Short, Kind: "party_general", Until: b.shifted(d.Direct.Until)})
	b.addBranches(d.Direct.Code, d.DirectBranches)
	for _, u := range b.Units {
		if u.Kind == "branch" || u.Kind == "county" {
			b.subBureau(u)
		}
	}
}

func (b *builder) addBranches(parent string, list []partyNode) {
	for _, n := range list {
		kind := "party_cell"
		if len(n.Covers) > 1 {
			kind = "party_joint"
		}
		b.addParty(Party{Code: n.Code, Parent: parent, Name: "中共临江市公安局" + n.Short, Short: n.Short, Kind: kind, Covers: n.Covers, Size: n.Size, Until: b.shifted(n.Until)})
	}
}

// subBureau puts a sub-bureau's committee, a branch for each station and one for the rest.
func (b *builder) subBureau(u unitData) {
	top := u.Code + "-D"
	b.addParty(Party{Code: top, Parent: b.Party.Root.Code, Name: "中共" + u.Name + "委员会", Short: u.Short + "党委", Kind: "party_branch_committee", Covers: []string{u.Code}})
	var rest []string
	for _, low := range b.w.Units {
		if low.Parent != u.Code {
			continue
		}
		if low.Kind != "station" && b.odd(low.Code+"-D").Code == "" {
			rest = append(rest, low.Code)
			continue
		}
		b.addParty(Party{Code: low.Code + "-D", Parent: top, Name: "中共" + low.Name + "支部委员会", Short: low.Short + "支部", Kind: "party_cell", Covers: []string{low.Code}, Until: b.shifted(b.odd(low.Code + "-D").Until)})
	}
	if len(rest) > 0 {
		kind := map[bool]string{true: "party_joint", false: "party_cell"}[len(rest) > 1]
		b.addParty(Party{Code: u.Code + "-00-D", Parent: top, Name: "中共" + u.Name + "机关支部委员会", Short: u.Short + "机关支部", Kind: kind, Covers: rest})
	}
}

func (b *builder) odd(code string) partyNode {
	for _, n := range b.Party.Odd {
		if n.Code == code {
			return n
		}
	}
	return partyNode{}
}

// shifted moves a day of the data files, weekend or not: a term ends on the day it ends.
func (b *builder) shifted(d clock.Day) clock.Day {
	if d == "" {
		return ""
	}
	return d.Add(b.shift)
}

// addParty gives an organisation whose term the data do not name one that ends within three years.
func (b *builder) addParty(p Party) {
	years := 3
	if p.Kind == "party_committee" || p.Kind == "party_branch_committee" || p.Kind == "party_department" {
		years = 5
	}
	if p.Until == "" {
		p.Until = b.w.Today.Add(drawFor("term "+p.Code).between(240, years*365-120))
	}
	p.Since = p.Until.Add(1 - years*365)
	b.w.byParty[p.Code] = len(b.w.Parties)
	b.w.Parties = append(b.w.Parties, p)
}

// branches are the Party organisations that have members.
func (w *World) branches() []*Party {
	var out []*Party
	for i := range w.Parties {
		if k := w.Parties[i].Kind; k == "party_cell" || k == "party_joint" {
			out = append(out, &w.Parties[i])
		}
	}
	return out
}

// branchOf is the branch of a unit's people: the one that covers it, else that of the unit above; the
// head office of a sub-bureau belongs to the branch of the rest.
func (b *builder) branchOf(unit string) string {
	for at := unit; at != ""; at = b.w.Unit(at).Parent {
		for _, p := range b.w.branches() {
			for _, c := range p.Covers {
				if c == at {
					return p.Code
				}
			}
		}
		if _, ok := b.w.byParty[at+"-00-D"]; ok {
			return at + "-00-D"
		}
		if at == root {
			return "JGD-13"
		}
		for _, u := range b.Party.Unplaced {
			if u == at {
				return ""
			}
		}
	}
	return ""
}

// wantedMembers is how many members a branch is to have.
func (b *builder) wantedMembers(p *Party) int {
	for _, list := range [][]partyNode{b.Party.Branches, b.Party.DirectBranches, b.Party.Odd} {
		for _, n := range list {
			if n.Code == p.Code && n.Members > 0 {
				return n.Members
			}
		}
	}
	if strings.HasSuffix(p.Code, "-00-D") {
		return drawFor("members "+p.Code).between(9, 13)
	}
	return drawFor("members "+p.Code).between(4, 8)
}
