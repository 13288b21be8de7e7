package az

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"plumbline/internal/hall/access"
)

// judging are the acts that nobody of the bound side does (DOMAIN.md 1.6 no. 7: owner and verifier are different people).
var judging = []string{"extend", "begin", "verify", "propose", "close", "return", "stand", "void", "look", "amend"}

// filled are fields that some of the forms want before anything else is asked.
func filled() url.Values {
	return url.Values{"grant": {"grant"}, "due": {"2026-09-01"}, "outcome": {"kept"}, "opinion": {"意见"}, "reason": {"理由"}}
}

// T-SELF: who belongs to the responsible unit judges nothing about its items, whatever roles he or she holds; who is
// recused from the unit does not even see them. The same roles of a person from elsewhere pass this gate, or the test
// would prove nothing.
func TestNotAboutYourself(t *testing.T) {
	worlds, _, items := sizes()
	worlds = max(2, worlds/5)
	asked := 0
	for seed := range worlds {
		t.Run(fmt.Sprint("world ", seed), func(t *testing.T) {
			w := newWorld(t, uint64(2000+seed), 0, items)
			judge := func(name string, unit int, recused ...int) *person {
				p := &person{name: name, login: "judge" + name, unit: unit, recused: recused}
				for _, r := range []access.Role{access.Office, access.Verifier, access.Leader} {
					p.grants = append(p.grants, grant{r, 0})
				}
				w.enrol(p, name)
				return p
			}
			at := w.items[0].unit
			for _, it := range w.items {
				if it.unit != 0 {
					at = it.unit
				}
			}
			own, other, recused := judge("own", at), judge("other", 0), judge("recused", 0, at)
			for _, it := range w.items {
				if it.unit != at {
					continue
				}
				for _, act := range judging {
					path := "/rectify/items/" + it.id + "/" + act
					asked += 3
					if a := own.request(http.MethodPost, path, filled()); a.status != http.StatusForbidden {
						t.Errorf("one of the responsible unit, POST %s: %d", path, a.status)
					}
					if a := recused.request(http.MethodPost, path, filled()); a.status != http.StatusNotFound {
						t.Errorf("a recused person, POST %s: %d", path, a.status)
					}
					if a := other.request(http.MethodPost, path, filled()); a.status == http.StatusForbidden || a.status == http.StatusNotFound {
						t.Errorf("the same roles from elsewhere, POST %s: %d: the gate is shut for everybody and proves nothing", path, a.status)
					}
				}
			}
		})
	}
	t.Logf("%d acts tried", asked)
}
