package demo

import (
	"fmt"
	"slices"
)

// members puts the Party officers, places everybody of the register in a branch, fills the branches up
// and elects their committees.
func (b *builder) members() {
	branch := map[string]string{}
	for _, p := range b.Party.People {
		b.addPerson(p.Key, p.Name, p.Unit)
		branch[p.Key] = p.Branch
		if p.Kind == head {
			b.seats[p.Key] = p.Party
		}
	}
	count := map[string]int{}
	for _, p := range b.w.People {
		at, ok := branch[p.Key]
		if !ok {
			at = b.branchOf(p.Unit)
		}
		if p.Key == "sysadmin" || p.Key == "secadmin" || p.Key == "auditor" {
			continue // administrators have no part in the business, nor in its sample
		}
		count[at]++
		b.enrol(p.Key, at)
	}
	for _, p := range b.w.branches() {
		for n := count[p.Code]; n < b.wantedMembers(p); n++ {
			key := fmt.Sprintf("%s/%s%02d", p.Code, memberKey, n+1)
			b.named(key, "", b.home(p, n))
			b.enrol(key, p.Code)
		}
	}
	b.elect()
	b.move()
}

func (b *builder) enrol(key, at string) {
	b.w.Members = append(b.w.Members, Membership{Person: key, Party: at, Since: b.ago(drawFor("joined "+key).between(820, 4200))})
}

// home is the unit of a branch's next member: the units that it covers in turn.
func (b *builder) home(p *Party, n int) string {
	if len(p.Covers) == 0 {
		return root
	}
	return p.Covers[n%len(p.Covers)]
}

// elect gives every branch a secretary and a committee of the size that its members ask for, and the
// committees above their leaders.
func (b *builder) elect() {
	byBranch := map[string][]string{}
	for _, m := range b.w.Members {
		byBranch[m.Party] = append(byBranch[m.Party], m.Person)
	}
	for _, p := range b.w.branches() {
		b.committee(p, byBranch[p.Code])
	}
	top := b.Party.Root.Code
	b.addPost("chief", top, "党委书记", head, b.day("2022-11-08"), "")
	b.addPost("boss", top, "党委副书记", deputy, b.day("2023-03-20"), "")
	b.addPost("second", top, "党委委员", deputy, b.day("2023-06-12"), "")
	b.addPost("second", b.Party.Organ.Code, "机关党委书记", head, b.day("2023-06-12"), "")
	for _, p := range b.Party.People {
		b.addPost(p.Key, p.Party, p.Title, p.Kind, b.day("2023-12-11"), "")
	}
	for _, u := range b.Units {
		if u.Kind != "branch" && u.Kind != "county" {
			continue
		}
		for _, post := range b.w.Posts {
			if post.Unit == u.Code && (post.Kind == head || post.Kind == deputy) {
				title := map[string]string{head: "党委书记", deputy: "党委委员"}[post.Kind]
				b.addPost(post.Person, u.Code+"-D", title, post.Kind, post.Since, post.Until)
			}
		}
	}
}

// seatsOf are the seats of a committee in the order in which they are filled.
var seatsOf = []struct{ title, kind string }{{"书记", head}, {"副书记", deputy}, {"纪检委员", "discipline"}, {"组织委员", deputy}, {"宣传委员", deputy}}

// committee elects from those who are in the register for the branch first, the others after them.
func (b *builder) committee(p *Party, members []string) {
	if p.Size == 0 {
		switch n := len(members); {
		case n < 3:
			p.Size = 1
		case n < 7:
			p.Size = 2
		case n < 20:
			p.Size = 3
		default:
			p.Size = 5
		}
	}
	since, taken, seat := b.ago(700), map[string]bool{}, 0
	for _, x := range b.Party.People {
		taken[x.Key] = true
		if x.Party == p.Code && x.Kind == head {
			seat = 1
		}
	}
	for i := len(members) - 1; i >= 0 && seat < p.Size; i-- {
		key := members[i]
		if taken[key] {
			continue
		}
		if seat == 0 && p.Size > 0 {
			if _, own := b.hasRole(key); own {
				continue // who acts elsewhere is no secretary here
			}
			b.seats[key] = p.Code
		}
		b.addPost(key, p.Code, seatsOf[seat].title, seatsOf[seat].kind, since, "")
		seat++
	}
}

func (b *builder) hasRole(key string) (string, bool) {
	role, _ := roleOf(b.w.Person(key))
	return role, role != ""
}

// move lets some members change their branch, and some come in on probation.
func (b *builder) move() {
	d, n := drawFor("moves"), len(b.w.Members)
	branches := b.w.branches()
	for moved := 0; moved < 12; {
		m := &b.w.Members[d.IntN(n)]
		to := branches[d.IntN(16)].Code
		if m.Party == "" || m.Party == to || m.Until != "" || b.holds(m.Person) || m.Person[0] != 'J' {
			continue
		}
		on := b.ago(d.between(60, 600))
		m.Until = on.Add(-1)
		b.w.Members = append(b.w.Members, Membership{Person: m.Person, Party: to, Since: on})
		moved++
	}
	b.admissions(d, n)
}

// admissions takes some persons of the organs' branches out of membership and sends them on the way to it: ages are
// how many days ago each handed in the application.
func (b *builder) admissions(d draw, n int) {
	for _, age := range []int{9, 24, 60, 150, 330, 470, 506, 535, 552, 580, 640, 790, 938, 985} {
		for {
			i := d.IntN(n)
			m := b.w.Members[i]
			if m.Party == "" || m.Until != "" || b.holds(m.Person) || m.Person[0] != 'J' || b.applied(m.Person) {
				continue
			}
			b.w.Admissions = append(b.w.Admissions, Admission{Person: m.Person, Party: m.Party, Secretary: b.secretary(m.Party), Age: age})
			b.w.Members[i].Until = b.w.Members[i].Since // taken out below
			break
		}
	}
	b.w.Members = slices.DeleteFunc(b.w.Members, func(m Membership) bool { return m.Until != "" && m.Until == m.Since })
}

func (b *builder) applied(key string) bool {
	return slices.ContainsFunc(b.w.Admissions, func(a Admission) bool { return a.Person == key })
}

// secretary is the key of the branch's secretary.
func (b *builder) secretary(party string) string {
	for _, p := range b.w.Posts {
		if p.Unit == party && p.Kind == head {
			return p.Person
		}
	}
	return ""
}

// holds tells whether the person has any post.
func (b *builder) holds(key string) bool {
	for _, p := range b.w.Posts {
		if p.Person == key {
			return true
		}
	}
	return false
}
