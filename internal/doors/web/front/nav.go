package front

import (
	"strconv"
	"strings"

	"plumbline/internal/doors/pages/shell"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
)

// approvals stands in every menu, for those who may ask for a second person or be one.
var approvals = place{"approvals", "/approvals", "writing-sign", access.SignedIn}

// MayApprove tells whether the page of approvals exists for the actor.
func MayApprove(c *Ctx) bool { return approve.MayDecide(c.Who) || approve.MayAsk(c.Who) }

// countApprovals writes into the menu how many requests wait for the actor.
func (c *Ctx) countApprovals(menu []shell.NavGroup) error {
	for _, g := range menu {
		for i := range g.Links {
			if g.Links[i].Key != approvals.key {
				continue
			}
			n, err := c.S.Approve.Count(c.Context(), c.Who)
			if err != nil {
				return err
			}
			if n > 0 {
				g.Links[i].Count = strconv.Itoa(n)
			}
		}
	}
	return nil
}

// place is one entry that a menu may have: its key, the page it opens, and the right without which
// it is not there at all: no entry, no disabled stub, no count.
type place struct {
	key   string
	href  string
	icon  string
	right access.Right
}

type shelf struct {
	head   string
	places []place
}

// dates leads to everything with a date, on every desk of the business.
var dates = place{"dates", "/calendar/dates", "calendar-event", access.SignedIn}

// The menus of the desks. A person gets the first desk whose role he or she holds; what the person
// has no right to, and what no route serves, is left out.
var (
	officeMenu = []shelf{
		{"", []place{{"workbench", "/workbench", "layout-dashboard", access.SignedIn}, dates, approvals}},
		{"nav.inspect", []place{
			{"inspections", "/inspect", "clipboard-check", access.ReadRound},
			{"packs", "/framework", "book-2", access.ReadPack},
		}},
		{"nav.rectify", []place{{"ledger", "/rectify", "list-details", access.ReadItem}}},
		{"nav.duty", []place{
			{"dutyreports", "/dutyreport", "id", access.ReadYear},
			{"ballots", "/ballots", "rosette-discount-check", access.ReadBallot},
			{"joint", "/joint", "users", access.ReadJoint},
			{"orglife", "/orglife", "calendar-event", access.ReadActivity},
			{"campaigns", "/campaign", "target", access.ReadCampaign},
			{"visits", "/chronic/visits", "eye-search", access.ReadVisit},
		}},
		{"nav.other", []place{
			{"directives", "/directive", "file-text", access.ReadDirective},
			{"tasks", "/directive/tasks", "list-check", access.ReadTask},
			{"burden", "/burden", "inbox", access.AskUnit},
			{"org", "/org", "sitemap", access.ReadOrg},
			{"calendar", "/calendar", "calendar-event", access.EditDays},
			{"recusals_own", "/recusals", "user-x", access.SignedIn},
			{"audit", "/audit", "fingerprint", access.ReadAudit},
		}},
	}
	unitMenu = []shelf{
		{"", []place{{"home", "/unit", "layout-dashboard", access.SignedIn}, dates, approvals}},
		{"nav.rectify", []place{
			{"tosign", "/unit/sign", "inbox", access.ReadFeedback},
			{"ledger_own", "/rectify", "list-details", access.ReadItem},
			{"plans", "/rectify/plans", "file-pencil", access.WritePlan},
			{"chronic_own", "/chronic", "target", access.ReadChronic},
		}},
		{"nav.duty", []place{
			{"dutyreports", "/dutyreport", "id", access.ReadYear},
			{"campaigns", "/campaign", "target", access.ReadCampaign},
			{"decisions", "/orglife/decisions", "gavel", access.ReadDecision},
		}},
		{"nav.exchange", []place{
			{"tasks", "/directive/tasks", "list-check", access.ReadTask},
			{"packs", "/framework", "book-2", access.ReadPack},
			{"org", "/org", "sitemap", access.ReadOrg},
			{"recusals_own", "/recusals", "user-x", access.SignedIn},
		}},
	}
	partyMenu = []shelf{
		{"", []place{{"home", "/orglife", "layout-dashboard", access.ReadActivity}, dates, approvals}},
		{"nav.party", []place{
			{"orglife", "/orglife/month", "calendar-event", access.ReadActivity},
			{"decisions", "/orglife/decisions", "gavel", access.ReadDecision},
			{"reviews", "/orglife/reviews", "list-check", access.ReadReview},
			{"ballots", "/ballots", "rosette-discount-check", access.ReadBallot},
			{"training", "/training", "school", access.ReadTraining},
			{"budget", "/budget", "coin-yuan", access.ReadBudget},
			{"dues", "/budget/dues", "coin-yuan", access.ReadDues},
			{"partyorgs", "/partyorg", "hierarchy", access.ReadParty},
			{"members", "/partyorg/members", "users", access.ReadMember},
			{"partywork", "/partywork", "clipboard-check", access.ReadWork},
		}},
		{"nav.duty", []place{
			{"dutyreports", "/dutyreport", "id", access.ReadYear},
			{"joint", "/joint", "users", access.ReadJoint},
			{"burden", "/burden", "inbox", access.AskUnit},
			{"tasks", "/directive/tasks", "list-check", access.ReadTask},
			{"org", "/org", "sitemap", access.ReadOrg},
			{"packs", "/framework", "book-2", access.ReadPack},
			{"recusals_own", "/recusals", "user-x", access.SignedIn},
		}},
	}
	adminMenu = []shelf{
		{"", []place{approvals}},
		{"nav.people", []place{
			{"org", "/org", "sitemap", access.ReadOrg},
			{"logins", "/admin/logins", "users", access.ReadLogin},
			{"roles", "/admin/roles", "key", access.ReadPolicy},
			{"recusals", "/admin/recusals", "user-x", access.ReadPolicy},
			{"policy", "/admin/policy", "shield-check", access.ReadPolicy},
			{"security", "/admin/security", "password", access.ReadPolicy},
		}},
		{"nav.machine", []place{{"system", "/admin/system", "database", access.ReadSystem}, {"backup", "/admin/backup", "archive", access.ReadBackup}}},
		{"nav.record", []place{{"audit", "/audit", "fingerprint", access.ReadAudit}, {"witness", "/audit/witness", "rosette-discount-check", access.ReadWitness}}},
	}
)

// The homes of the desks.
const (
	HomeOffice = "/workbench"
	HomeUnit   = "/unit"
	homeParty  = "/orglife"
	homeJoint  = "/joint"
	homeMoney  = "/budget"
	homeAdmin  = "/admin/logins"
	homeAudit  = "/audit"
)

// desk is the menu and the home of a person.
func desk(a who.Actor) ([]shelf, string) {
	switch {
	case a.Has(access.Auditor):
		return adminMenu, homeAudit
	case isAdministrator(a):
		return adminMenu, homeAdmin
	case a.Has(access.Office), a.Has(access.Leader), a.Has(access.TeamLeader), a.Has(access.TeamDeputy), a.Has(access.Member), a.Has(access.Verifier):
		return officeMenu, HomeOffice
	case a.Has(access.Liaison), a.Has(access.UnitHead), a.Has(access.Lead), a.Has(access.Owner):
		return unitMenu, HomeUnit
	case a.Has(access.PartyAff), a.Has(access.Secretary):
		return partyMenu, homeParty
	case a.Has(access.Finance):
		return partyMenu, homeMoney
	case a.Has(access.Overseer):
		return partyMenu, homeJoint
	}
	return officeMenu, HomeOffice
}

// Menu is the side bar of the actor: what there is a right to and a page for.
func (c *Ctx) Menu() []shell.NavGroup {
	shelves, _ := desk(c.Who)
	var out []shell.NavGroup
	for _, s := range shelves {
		g := shell.NavGroup{Head: s.head}
		for _, p := range s.places {
			if access.Anywhere(c.Who, p.right) && c.S.Serves(p.href) && (p != approvals || MayApprove(c)) {
				g.Links = append(g.Links, shell.NavLink{Key: p.key, Href: p.href, Icon: p.icon})
			}
		}
		if len(g.Links) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// home leads to where the person's work begins; a desk whose page does not exist falls back to the
// person's own page, so that nobody is sent to an error.
func (s *Server) home(c *Ctx) error {
	if running, err := s.inCeremony(c); err != nil || running {
		if err == nil {
			err = c.See("/setup")
		}
		return err
	}
	if c.Who.Login == "" {
		return c.See("/login")
	}
	_, to := desk(c.Who)
	if !s.Serves(to) {
		to = "/profile"
	}
	return c.See(to)
}

// Local keeps only an address within this site: everything else would let a link send people away.
func Local(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return "/"
	}
	return to
}
