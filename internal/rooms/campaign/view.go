package campaign

import (
	"context"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Listed is a campaign with its stages, for the list.
type Listed struct {
	Campaign
	Stages []Stage
	Units  int // addressed, of those the reader may see
	Whole  int // of them: received, broken down and reported
}

// List returns the campaigns that the actor may see, newest first.
func (r *Room) List(ctx context.Context, actor who.Actor) (out []Listed, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		list, err := listCampaigns(tx)
		if err != nil {
			return err
		}
		for _, c := range list {
			l := Listed{Campaign: c}
			if l.Stages, err = listStages(tx, c.ID); err != nil {
				return err
			}
			relays, err := listRelays(tx, c.ID, "")
			if err != nil {
				return err
			}
			l.count(relays)
			out = append(out, l)
		}
		return nil
	})
	return out, err
}

// count says how many units have answered the newest letter.
func (l *Listed) count(relays []Relay) {
	for i := len(relays) - 1; i >= 0 && relays[i].Letter == relays[len(relays)-1].Letter; i-- {
		l.Units++
		if relays[i].Whole() {
			l.Whole++
		}
	}
}

// View is a campaign as its page shows it.
type View struct {
	Campaign
	Stages    []Stage
	LeadNames []string
	Source    *Source // the directive, for whoever may read it
	Group     []Member
	Letters   []Letter
	Relays    []Relay // of the newest letter: directly addressed, that the reader may see, in register order
	Every     []Relay // of all letters
	Tasks     []Task
	Steps     []Step
	Door      Door
	Reports   Reports
	Pack      *pack.Pack
	May       map[access.Right]bool
	Acts      map[Act]bool
	Addressed int // relays in all
}

// rightsShown are the rights by which the page chooses its buttons.
var rightsShown = []access.Right{access.EditCampaign, access.ApproveCampaign, access.ReadOpinion, access.EnterOpinion, access.ApproveAnswer, access.DraftSheet, access.ReadDirective}

// Get reads a campaign. NotFound to whoever has no unit that it was addressed to.
func (r *Room) Get(ctx context.Context, actor who.Actor, id ID) (v View, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Campaign, err = loadCampaign(tx, id); err != nil {
			return err
		}
		if err = readable(tx, v.Campaign); err != nil {
			return err
		}
		return r.fill(tx, &v)
	})
	return v, err
}

func (r *Room) fill(tx *db.Tx, v *View) (err error) {
	if v.Pack, err = r.pack(tx, v.Campaign.Pack, v.PackVersion); err != nil {
		return err
	}
	if v.Stages, err = listStages(tx, v.ID); err != nil {
		return err
	}
	if v.Group, err = listMembers(tx, v.ID); err != nil {
		return err
	}
	if v.Letters, err = listLetters(tx, v.ID); err != nil {
		return err
	}
	if v.Every, err = listRelays(tx, v.ID, ""); err != nil {
		return err
	}
	v.Relays = v.Of(len(v.Letters))
	if v.Tasks, err = listTasks(tx, v.Campaign); err != nil {
		return err
	}
	if v.Steps, err = listSteps(tx, v.ID); err != nil {
		return err
	}
	if v.Addressed, err = countRelays(tx, v.ID); err != nil {
		return err
	}
	if err = v.names(tx); err != nil {
		return err
	}
	v.rights(tx)
	if v.Door, err = doorOf(tx, v.Campaign); err != nil {
		return err
	}
	v.Reports, err = reportsOf(tx, *v)
	return err
}

func (v *View) names(tx *db.Tx) error {
	for _, id := range v.Lead {
		u, err := anyUnit(tx, id)
		if err != nil {
			return err
		}
		v.LeadNames = append(v.LeadNames, u)
	}
	if v.Directive == "" {
		return nil
	}
	if d, err := sourceDirective(tx, v.Directive); err == nil && access.May(tx.Who, access.ReadDirective, access.Place{Ord: d.UnitOrd, Kind: access.KindDirective, ID: d.ID}) == nil {
		v.Source = &d
	}
	return nil
}

func (v *View) rights(tx *db.Tx) {
	v.May, v.Acts = map[access.Right]bool{}, map[Act]bool{}
	for _, right := range rightsShown {
		v.May[right] = access.May(tx.Who, right, v.Place()) == nil
	}
	_, _, err := enters(tx, v.Campaign)
	v.May[access.EnterOpinion] = err == nil
	for _, m := range Moves {
		v.Acts[m.Act] = v.Acts[m.Act] || m.From == v.State && v.May[m.Right]
	}
}

// Directives are those from which the actor may make a campaign.
func (r *Room) Directives(ctx context.Context, actor who.Actor) (out []Source, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		out, err = directivesToName(tx)
		return err
	})
	return out, err
}

// RelayView is one unit's relay as its page shows it.
type RelayView struct {
	Relay
	Of      Campaign
	What    string // title of the letter
	Stages  []Stage
	Handed  []Relay // units below that got it from this one
	Below   []Unit  // units below that may still get it
	MayAct  bool
	MayFrom bool // hand on
}

// Unit is a unit to choose.
type Unit struct{ ID, Name string }

// OneRelay reads one relay. NotFound to whoever may not read it.
func (r *Room) OneRelay(ctx context.Context, actor who.Actor, id RelayID) (v RelayView, err error) {
	err = r.db.Read(ctx, actor, func(tx *db.Tx) error {
		if v.Relay, err = loadRelay(tx, id); err != nil {
			return err
		}
		if err = access.May(tx.Who, access.ReadCampaign, v.Place()); err != nil {
			return err
		}
		if v.Of, err = loadCampaign(tx, v.Campaign); err != nil {
			return err
		}
		if v.Stages, err = listStages(tx, v.Campaign); err != nil {
			return err
		}
		letters, err := listLetters(tx, v.Campaign)
		if err != nil {
			return err
		}
		v.What = View{Letters: letters}.LetterTitle(v.Letter)
		v.MayAct = access.May(tx.Who, access.RelayCampaign, v.Place()) == nil && v.Of.Open() == nil
		if v.Handed, err = listRelays(tx, v.Campaign, id); err != nil || !v.MayAct || v.ReceivedAt.IsZero() {
			return err
		}
		return v.below(tx)
	})
	return v, err
}

func (v *RelayView) below(tx *db.Tx) error {
	own, err := unitByID(tx, v.Unit)
	if err != nil {
		return err
	}
	all, err := openUnits(tx)
	if err != nil {
		return err
	}
	has, err := allRelays(tx, v.Campaign)
	if err != nil {
		return err
	}
	got := map[string]bool{}
	for _, x := range has {
		got[x.Unit] = got[x.Unit] || x.Letter == v.Letter
	}
	for _, u := range all {
		if u.Ord > own.Ord && u.Ord <= own.Last && !got[u.ID] {
			v.Below = append(v.Below, Unit{u.ID, u.Short})
		}
	}
	v.MayFrom = len(v.Below) > 0
	return nil
}

// Of are the relays of one letter.
func (v View) Of(letter int) (out []Relay) {
	for _, r := range v.Every {
		if r.Letter == letter {
			out = append(out, r)
		}
	}
	return out
}

// LetterTitle names a letter.
func (v View) LetterTitle(n int) string {
	for _, l := range v.Letters {
		if l.Seq == n {
			return l.Title
		}
	}
	return ""
}

// Dates are the days of a campaign for a calendar: stages, and the end of the window.
func (v View) Dates() (out []Date) {
	for _, s := range v.Stages {
		out = append(out, Date{UID: string(v.ID) + "-" + s.Code, First: s.Now.First, Last: s.Now.Last, Title: s.Title})
	}
	if d := v.CloseDay(); d != "" {
		out = append(out, Date{UID: string(v.ID) + "-window", First: clock.DayOf(v.Opens), Last: d, Window: true})
	}
	return out
}

// Date is one entry of a campaign's calendar.
type Date struct {
	UID         string
	First, Last clock.Day
	Title       string
	Window      bool
}
