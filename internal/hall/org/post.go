package org

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// Kinds of posts; each has a words key org.post.kind_<code>.
const (
	Head       = "head"       // 主要负责人: principal head of a unit, secretary of a Party organisation
	Deputy     = "deputy"     // 班子成员
	Discipline = "discipline" // 纪检委员
	Liaison    = "liaison"    // 联络员
	Staff      = "staff"
)

// PostKinds in the order of forms.
var PostKinds = []string{Head, Deputy, Discipline, Liaison, Staff}

// Post is one appointment of a person at a unit or Party organisation, with its days. Until is the last day.
type Post struct {
	ID      string
	Person  string
	Name    string // of the person
	Unit    string
	Title   string
	Kind    string
	Since   clock.Day
	Until   clock.Day
	Version int64
}

// Runs tells whether the post is held on the day.
func (p Post) Runs(day clock.Day) bool { return p.Since <= day && (p.Until == "" || p.Until >= day) }

// Appointment is what a form or a row says about a post. With Replace a new head ends the post of the
// present one on the day before.
type Appointment struct {
	Person  string
	Unit    string
	Title   string
	Kind    string
	Since   clock.Day
	Until   clock.Day
	Replace bool
}

func (in *Appointment) check() error {
	in.Title = strings.TrimSpace(in.Title)
	var c fault.Check
	c.That(in.Person != "", "person", "org.post.person_missing")
	c.That(in.Unit != "", "unit", "org.post.unit_missing")
	c.That(in.Title != "", "title", "org.post.title_missing")
	c.That(chars(in.Title) <= maxName, "title", "org.unit.name_long", "max", maxName)
	c.That(slices.Contains(PostKinds, in.Kind), "kind", "org.post.kind_unknown")
	c.That(in.Since != "" && dayForm(in.Since), "since", "org.day_form")
	c.That(dayForm(in.Until), "until", "org.day_form")
	c.That(in.Until == "" || in.Until >= in.Since, "until", "org.until_before_since")
	return c.Err()
}

// Appoint gives a person a post and returns the post's id. A unit has one head at a time: a second one is
// refused with org.post.head_held unless Replace is set.
func (h *Hall) Appoint(ctx context.Context, actor who.Actor, in Appointment) (id string, err error) {
	err = h.db.Write(ctx, actor, func(tx *db.Tx) error {
		id, err = Appoint(tx, in)
		return err
	})
	return id, err
}

// Appoint is the verb inside a running transaction.
func Appoint(tx *db.Tx, in Appointment) (string, error) {
	if err := in.check(); err != nil {
		return "", err
	}
	if err := mayEditUnit(tx, in.Unit); err != nil {
		return "", err
	}
	person, err := PersonByID(tx, in.Person)
	if err != nil {
		return "", fault.Invalid(fault.On("person", "org.post.person_missing"))
	}
	if in.Kind == Head {
		if err := replaceHead(tx, in); err != nil {
			return "", err
		}
	}
	p := Post{ID: db.NewID(), Person: in.Person, Name: person.Name, Unit: in.Unit, Title: in.Title, Kind: in.Kind, Since: in.Since, Until: in.Until}
	if err := insertPost(tx, p); err != nil {
		return "", err
	}
	return p.ID, audit.Record(tx, audit.Entry{Action: "org.appoint", Kind: "post", ID: p.ID, Version: 1, Unit: in.Unit, Details: in})
}

// replaceHead refuses a second head for the same days, or ends the first one's post the day before.
func replaceHead(tx *db.Tx, in Appointment) error {
	heads, err := headPosts(tx, in.Unit)
	if err != nil {
		return err
	}
	for _, p := range heads {
		if p.Until != "" && p.Until < in.Since || in.Until != "" && in.Until < p.Since {
			continue
		}
		if !in.Replace || p.Since >= in.Since || p.Until != "" {
			return fault.Invalid(fault.On("kind", "org.post.head_held", "name", p.Name, "since", p.Since))
		}
		p.Until = lastDay(in.Since)
		if err := savePost(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// EndPost ends a post on its last day.
func (h *Hall) EndPost(ctx context.Context, actor who.Actor, id string, last clock.Day) error {
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		p, err := loadPost(tx, id)
		if err != nil {
			return err
		}
		if err := mayEditUnit(tx, p.Unit); err != nil {
			return err
		}
		var c fault.Check
		_, bad := clock.ParseDay(string(last))
		c.That(bad == nil, "until", "org.day_form")
		c.That(last >= p.Since, "until", "org.until_before_since")
		c.That(p.Until == "", "until", "org.post.ended_already", "day", p.Until)
		if err := c.Err(); err != nil {
			return err
		}
		p.Until = last
		if err := savePost(tx, p); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "org.end_post", Kind: "post", ID: id, Version: p.Version + 1, Unit: p.Unit, Details: p})
	})
}

func mayEditUnit(tx *db.Tx, id string) error {
	f, err := Tree(tx)
	if err != nil {
		return err
	}
	u, ok := f.At(id)
	if !ok {
		return fault.NotFound()
	}
	if u.Tree == PartyTree && access.ScopeOf(tx.Who, access.EditParty).Has(u.Ord) {
		return nil // the Party officer keeps the Party tree, the system administrator both
	}
	return access.May(tx.Who, access.EditOrg, placeOf(f, u))
}

// PostsAt lists the posts of a unit, running ones first, heads before others.
func PostsAt(tx *db.Tx, unit string) ([]Post, error) { return listPosts(tx, "unit_id", unit) }

// PostsOf lists the posts of a person, running ones first.
func PostsOf(tx *db.Tx, person string) ([]Post, error) { return listPosts(tx, "person_id", person) }

// HeadOf is the post of the unit's principal head on the day; fault.NotFound when the chair was empty.
func HeadOf(tx *db.Tx, unit string, day clock.Day) (Post, error) {
	heads, err := headPosts(tx, unit)
	if err != nil {
		return Post{}, err
	}
	for _, p := range heads {
		if p.Runs(day) {
			return p, nil
		}
	}
	return Post{}, fault.NotFound()
}

// HeadChangedAfter answers with the first head of the unit who took office after the day, and whether
// there is one: a new head signs the inherited list again (新官不理旧账).
func HeadChangedAfter(tx *db.Tx, unit string, day clock.Day) (Post, bool, error) {
	heads, err := headPosts(tx, unit)
	if err != nil {
		return Post{}, false, err
	}
	for _, p := range slices.Backward(heads) { // the latest comes first in the list
		if p.Since > day && p.Since <= tx.Today() {
			return p, true, nil
		}
	}
	return Post{}, false, nil
}
