package audit

// Two is a rule of two people: whoever did First to an object does not do Then to the same object
// afterwards.
type Two struct{ First, Then string }

// Apart lists the rules of two people that the record itself can prove. The rooms enforce them when
// the act is done; here they are checked again by somebody who trusts no room.
var Apart = []Two{
	{"rectify.claim", "rectify.verify"},  // who claims an item finished does not verify it (DOMAIN.md 1.6 no. 7)
	{"rectify.claim", "rectify.propose"}, // nor gives the first signature of the close-out
	{"rectify.claim", "rectify.close"},   // nor the second
	{"rectify.propose", "rectify.close"}, // and the two signatures are two people's
	{"framework.propose", "framework.approve"},
	{"approve.ask", "approve.yes"}, // nobody agrees to what he asked for (TRUST.md 2.11)
	{"approve.ask", "approve.no"},
}

// apart remembers who did the first acts.
type apart struct{ did map[string]string }

// broken tells whether the entry breaks a rule of two people, and remembers it.
func (a *apart) broken(l Line) bool {
	if a.did == nil {
		a.did = map[string]string{}
	}
	bad := false
	for _, two := range Apart {
		key := two.First + "\x00" + l.Kind + "\x00" + l.ID
		if l.Action == two.Then && a.did[key] == l.Actor {
			bad = true
		}
		if l.Action == two.First {
			a.did[key] = l.Actor
		}
	}
	return bad
}
