package demo

import (
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
)

// Fields of work that a deputy is in charge of; a problem's field leads to its leader.
var fields = []struct{ code, name string }{
	{"law", "法制、执法监督、刑事侦查"}, {"order", "治安、派出所、值班备勤"}, {"party", "政治工作、党建、队伍管理"}, {"support", "警务保障、财务、信息化"},
}

// people puts the fixed persons, the teams, and everybody of the inspected units.
func (b *builder) people() {
	for _, p := range b.Fixed {
		b.addPerson(p.Key, p.Name, p.Unit)
		b.addPost(p.Key, p.Unit, p.Title, p.Kind, b.day(p.Since), "")
	}
	for t, team := range b.Teams {
		for i, name := range team.Members {
			key := fmt.Sprintf("team%d.%d", t+1, i+1)
			b.addPerson(key, name, team.Units[i])
			b.addPost(key, team.Units[i], b.w.Unit(team.Units[i]).Short+"督察专员", staff, b.day("2023-09-04"), "")
		}
	}
	for _, u := range b.Units {
		if u.Outside { // nobody inspects it, but it gets tasks
			b.named(u.Code+"/liaison", "", u.Code)
			b.addPost(u.Code+"/liaison", u.Code, "综合科联络员", liaison, b.day("2023-10-09"), "")
			continue
		}
		b.staffUnit(u)
	}
	b.w.Charges = append(b.w.Charges, Charge{Person: "boss", Field: "督察、审计", Since: b.day("2023-03-20")},
		Charge{Person: "second", Field: "政治工作、党建", Since: b.day("2023-06-12")})
}

// staffUnit gives a unit its head, deputies with portfolios, liaison, owners and heads below.
func (b *builder) staffUnit(u unitData) {
	since := b.day("2023-08-14")
	if u.NewHead != 0 {
		took := b.ago(-u.NewHead)
		b.named(u.Code+"/oldhead", "", u.Code)
		b.addPost(u.Code+"/oldhead", u.Code, headTitle(u), head, since, took.Add(-1))
		since = took
	}
	b.named(u.Code+"/head", u.Head, u.Code)
	b.addPost(u.Code+"/head", u.Code, headTitle(u), head, since, "")
	leads, owners := 3, 2
	if u.Items < 6 {
		leads, owners = 2, 1
	}
	for i := range leads {
		key := fmt.Sprintf("%s/lead%d", u.Code, i+1)
		b.named(key, at(u.Leads, i), u.Code)
		b.addPost(key, u.Code, deputyTitle(u, i), deputy, b.day("2023-09-18"), "")
		for f := range fields {
			if f%leads == i {
				b.w.Charges = append(b.w.Charges, Charge{Person: key, Unit: u.Code, Field: fields[f].name, Since: b.day("2023-09-18")})
			}
		}
	}
	b.named(u.Code+"/liaison", u.Liaison, u.Code)
	b.addPost(u.Code+"/liaison", u.Code, "办公室联络员", liaison, b.day("2023-10-09"), "")
	for i := range owners {
		key := fmt.Sprintf("%s/owner%d", u.Code, i+1)
		b.named(key, at(u.Owners, i), u.Code)
		b.addPost(key, u.Code, pick(drawFor(key), []string{"综合科科长", "法制员", "督察专员", "警务保障室主任", "办公室副主任"}), staff, b.day("2023-10-09"), "")
	}
	for _, s := range b.below(u.Code, "station") {
		if u.Batch == 4 {
			b.named(s.Code+"/head", "", s.Code)
			b.addPost(s.Code+"/head", s.Code, s.Short+"所长", head, b.day("2023-11-06"), "")
		}
	}
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

func headTitle(u unitData) string {
	switch u.Kind {
	case "branch", "county":
		return "党委书记、局长"
	case "detachment":
		return "党总支书记、支队长"
	case "direct":
		return "党总支书记、主任"
	}
	return "党委书记、处长"
}

func deputyTitle(u unitData, i int) string {
	noun := map[string]string{"branch": "副局长", "county": "副局长", "detachment": "副支队长", "direct": "副主任", "department": "副处长"}[u.Kind]
	if i == 1 && (u.Kind == "branch" || u.Kind == "county" || u.Kind == "detachment") {
		return "政治委员"
	}
	return noun
}

// named adds a person under the given name, or under an invented one.
func (b *builder) named(key, name, unit string) {
	if name == "" {
		d := drawFor("name " + key)
		surnames, given := strings.Fields(b.Surnames), strings.Fields(b.Given)
		for name == "" || b.names[name] {
			name = pick(d, surnames) + pick(d, given)
		}
	}
	b.addPerson(key, name, unit)
}

func (b *builder) addPerson(key, name, unit string) {
	n := len(b.w.People)
	b.names[name] = true
	b.w.byPerson[key] = n
	b.w.People = append(b.w.People, Person{Key: key, Name: name, Badge: fmt.Sprintf("04%04d", 1001+n*7), Unit: unit, Phone: fmt.Sprintf("0599-3%06d", 210000+n*131)})
}

func (b *builder) addPost(person, unit, title, kind string, since, until clock.Day) {
	b.w.Posts = append(b.w.Posts, Post{Person: person, Unit: unit, Title: title, Kind: kind, Since: since, Until: until})
}

// lead is the deputy of the unit whose portfolio holds the field.
func (b *builder) lead(unit, field string) string {
	for _, f := range fields {
		if f.code != field {
			continue
		}
		for _, c := range b.w.Charges {
			if c.Unit == unit && c.Field == f.name {
				return c.Person
			}
		}
	}
	return unit + "/lead1"
}

func (b *builder) owner(unit string, d draw) string {
	if _, ok := b.w.byPerson[unit+"/owner2"]; ok && d.IntN(5) > 1 {
		return unit + "/owner2"
	}
	return unit + "/owner1"
}
