package az

import (
	"context"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
)

// setUp opens a house with its three administrators and answers the id of the root unit.
func setUp(t testing.TB, h *doors.House) string {
	t.Helper()
	ctx := context.Background()
	admin := func(login, badge, name string) org.FirstAdmin {
		return org.FirstAdmin{Name: name, Badge: badge, Login: login}
	}
	founding, err := h.Org.Setup(ctx, org.SetupInput{Name: "临江市公安局", Short: "市局", Lang: "zh",
		SysAdmin: admin("first-sys", "800001", "方一"), SecAdmin: admin("first-sec", "800002", "岳二"), Auditor: admin("first-aud", "800003", "殷三")})
	if err == nil {
		err = accesstest.Found(ctx, h.DB, h.Access, founding, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	var root string
	err = h.DB.Read(ctx, steward, func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		u, _ := f.Root(org.UnitTree)
		root = u.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// account gives the person an account with the drawn roles and recusals and signs it in. A role that may not stand beside
// another one is left out: that rule has its own tests.
func (w *world) account(p *person) {
	ctx := context.Background()
	id, err := w.house.Access.MakeLogin(ctx, steward, access.NewLogin{Login: p.login, Person: p.id, Title: p.name})
	w.must(err)
	var held []grant
	for _, g := range p.grants {
		in := access.NewGrant{Login: id, Role: g.role, Unit: w.units[g.unit].id, Since: today, Basis: "测试"}
		err = w.house.Access.Grant(ctx, steward, in)
		if _, refused := fault.As(err); err != nil && refused {
			continue
		}
		w.must(err)
		held = append(held, g)
	}
	p.grants = held
	for _, u := range p.recused {
		_, err := w.house.Access.Recuse(ctx, steward, access.NewRecusal{Person: p.id, Unit: w.units[u].id, Reason: access.Reasons[0], Basis: "测试"})
		w.must(err)
	}
	w.signIn(p)
}

func (w *world) signIn(p *person) {
	_, s, cookie := accesstest.Actor(w.t, w.house.Access, p.login)
	p.client = newClient(w.t, w.srv.URL, cookie, s.CSRF)
}

// routes are the ways in that want somebody to be signed in.
func (w *world) routes() []route {
	var out []route
	for _, r := range w.site.Routes() {
		if r.Right != access.Public && r.Right != access.Halfway && r.Pattern != "/logout" {
			out = append(out, route{r.Method, r.Pattern, r.Right})
		}
	}
	return out
}

// route is one way in, as the server declares it.
type route struct {
	method, pattern string
	right           access.Right
}
