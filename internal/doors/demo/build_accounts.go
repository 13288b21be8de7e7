package demo

import (
	"fmt"
	"strings"
)

// accounts gives every person who acts an account with the role of the post. The printed ones come
// from the data file; the others get no password.
func (b *builder) accounts() {
	printed := map[string]bool{}
	for _, a := range b.Accounts {
		key := b.personKey(a.Person)
		printed[key] = true
		p := b.w.Person(key)
		unit := p.Unit
		if !strings.Contains(key, "/") {
			unit = root
		}
		title := b.title(key)
		if a.Unit != "" {
			unit = a.Unit
		}
		if a.Title != "" {
			title = a.Title
		}
		b.w.Accounts = append(b.w.Accounts, Account{Login: a.Login, Person: key, Role: a.Role, Unit: unit, Title: title, Password: a.Password, Also: a.Also})
	}
	for _, p := range b.w.People {
		if printed[p.Key] {
			continue
		}
		role, unit := roleOf(p)
		if at := b.seats[p.Key]; at != "" {
			role, unit = "secretary", at
		}
		if role != "" {
			a := Account{Login: loginOf(p.Key), Person: p.Key, Role: role, Unit: unit, Title: b.title(p.Key)}
			b.term(&a)
			b.w.Accounts = append(b.w.Accounts, a)
		}
	}
}

// term bounds the grant of a head by the post's days.
func (b *builder) term(a *Account) {
	for _, p := range b.w.Posts {
		if p.Person == a.Person && p.Kind == head {
			a.Since, a.Until = p.Since, p.Until
		}
	}
}

// personKey finds a person by key or, for members of teams, by name.
func (b *builder) personKey(s string) string {
	for _, p := range b.w.People {
		if p.Key == s || p.Name == s {
			return p.Key
		}
	}
	panic("data: no person " + s)
}

func (b *builder) title(key string) string {
	for _, t := range teamTitles(b.Teams) {
		if t[0] == key {
			return t[1]
		}
	}
	for _, p := range b.w.Posts {
		if p.Person != key {
			continue
		}
		if short := b.w.Node(p.Unit); p.Unit != root && !strings.HasPrefix(p.Title, short) {
			return short + " · " + p.Title
		}
		return p.Title
	}
	return ""
}

// teamTitles are what the members of the teams act as: their teams, not their posts.
func teamTitles(teams []teamData) [][2]string {
	var out [][2]string
	for i, t := range teams {
		for j := range t.Members {
			duty := "组员"
			if j < 2 {
				duty = []string{"组长", "副组长"}[j]
			}
			out = append(out, [2]string{fmt.Sprintf("team%d.%d", i+1, j+1), t.Name + " · " + duty})
		}
	}
	return out
}

func loginOf(key string) string {
	return "a-" + strings.ToLower(strings.NewReplacer("/", ".", "-", "").Replace(key))
}

func roleOf(p Person) (role, unit string) {
	kind := p.Key[strings.Index(p.Key, "/")+1:]
	switch {
	case strings.HasPrefix(kind, memberKey):
		return "", ""
	case strings.HasPrefix(p.Key, "team"):
		return teamRole(p.Key), root
	case p.Key == "office3":
		return "unithead", p.Unit // the office's own tasks are signed for and reported by its head
	case p.Key == "second" || p.Key == "chief":
		return "leader", root
	case p.Key == "verifier3":
		return "verifier", root
	case !strings.Contains(p.Key, "/"):
		return "", ""
	case strings.Contains(p.Unit, "-"):
		return "unit", p.Unit // the head of a lower unit answers what is handed down
	case kind == "head" || kind == "oldhead":
		return "unithead", p.Unit
	case kind == "liaison":
		return "unit", p.Unit
	case strings.HasPrefix(kind, "lead"):
		return "lead", p.Unit
	case strings.HasPrefix(kind, "owner"):
		return "owner", p.Unit
	}
	return "", ""
}

func teamRole(key string) string {
	switch key[strings.Index(key, ".")+1:] {
	case "1":
		return "teamleader"
	case "2":
		return "teamdeputy"
	}
	return "member"
}
