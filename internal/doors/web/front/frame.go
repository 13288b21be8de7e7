package front

import (
	"context"
	"net/http"
	"sync"
	"time"

	"plumbline/internal/doors/pages/shell"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/notify"
	"plumbline/internal/hall/org"
)

const railCookie = "pl_rail"

// frame puts into the context what the page's frame shows: the menu of the actor's rights, who is
// acting as what, the form token, and the moment.
func (c *Ctx) frame() (context.Context, error) {
	f := shell.Frame{
		Who:   c.Who,
		Lang:  i18n.Lang(c.ctx),
		Path:  c.back(),
		Query: c.R.URL.Query().Get("q"),
		CSRF:  c.Session.CSRF,
		Rail:  c.CookieOf(c.S.Own(railCookie)) == "1",
		Wide:  c.CookieOf(c.S.Own(railCookie)) == "0",
		Now:   c.S.DB.Clock().Now(),
		Fresh: access.Fresh(c.Who, c.S.DB.Clock().Now()) == nil,
	}
	if c.Who.Login == "" || c.Who.Weak {
		return shell.With(c.ctx, f), nil
	}
	f.Version = c.S.Version // told to those alone who are signed in
	var err error
	if f.Org, err = c.S.OrgName(c); err != nil {
		return nil, err
	}
	f.Office = office(f.Org, c.Who)
	f.RoleTitle = roleTitle(c.ctx, c.Who)
	f.MaySearch = c.S.Serves("/search") && !isAdministrator(c.Who)
	f.Nav = c.Menu()
	if f.Restored, err = c.restored(); err != nil {
		return nil, err
	}
	if err = c.countApprovals(f.Nav); err != nil {
		return nil, err
	}
	f.Unread, err = c.S.unread(c)
	return shell.With(c.ctx, f), err
}

// houseName keeps the organisation's name for a while: every page shows it, and it hardly changes.
type houseName struct {
	mu    sync.Mutex
	name  string
	until time.Time
}

const nameKept = 10 * time.Second

func (s *Server) OrgName(c *Ctx) (string, error) {
	now := s.DB.Clock().Now()
	s.name.mu.Lock()
	defer s.name.mu.Unlock()
	if s.name.name != "" && now.Before(s.name.until) {
		return s.name.name, nil
	}
	err := s.DB.Read(c.ctx, c.Who, func(tx *db.Tx) (err error) {
		s.name.name, err = org.HouseName(tx)
		return err
	})
	s.name.until = now.Add(nameKept)
	return s.name.name, err
}

// back is the address to come back to after a change of language: only a page that was read.
func (c *Ctx) back() string {
	if c.R.Method != http.MethodGet {
		return "/"
	}
	return c.R.URL.RequestURI()
}

// office is who prints: the unit of the actor's role, or the organisation itself.
func office(name string, a who.Actor) string {
	if len(a.Grants) > 0 && a.Grants[0].UnitName != "" && !org.Whole(a.Grants[0]) {
		return a.Grants[0].UnitName
	}
	return name
}

// roleTitle is what stands under the actor's name: the account's own title, or unit and role.
func roleTitle(ctx context.Context, a who.Actor) string {
	if a.Title != "" {
		return a.Title
	}
	for _, g := range a.Grants {
		return g.UnitName + " · " + i18n.T(ctx, "shell.role."+g.Role)
	}
	return i18n.T(ctx, "shell.role.none")
}

func isAdministrator(a who.Actor) bool {
	return a.Has(access.SysAdmin) || a.Has(access.SecAdmin) || a.Has(access.Auditor)
}

// Serves tells whether a page exists, so that no menu leads to one that is not there.
func (s *Server) Serves(pattern string) bool { return s.index[http.MethodGet+" "+pattern] }

// unread counts for the bell in the frame.
func (s *Server) unread(c *Ctx) (n int, err error) {
	err = s.DB.Look(c.Context(), c.Who, func(tx *db.Tx) error {
		n, err = notify.Unread(tx, c.Who.Login)
		return err
	})
	return n, err
}
