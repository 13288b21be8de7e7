package front

import (
	"crypto/subtle"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/pages/setuppage"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// setupCode opens the set-up page to a visitor from another machine. It is drawn when it is first
// needed and written to the log only, so that whoever sets the house up can read the log.
type setupCode struct {
	mu   sync.Mutex
	code string
}

func (s *setupCode) get() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.code == "" {
		s.code = reference()[2:]
		slog.Warn("set-up asked for from another machine; the page wants this code", "code", s.code)
	}
	return s.code
}

// onThisMachine tells a browser on the server itself: a loopback address that no proxy passed on.
func (c *Ctx) onThisMachine() bool {
	ip := net.ParseIP(c.Place())
	h := c.R.Header
	return !c.S.Door.Behind && ip != nil && ip.IsLoopback() && h.Get("X-Forwarded-For") == "" && h.Get("Forwarded") == ""
}

// setupForm shows the form of an empty house, or how far the ceremony has come. Once the house is
// open there is no such page.
func (s *Server) setupForm(c *Ctx) error {
	empty, err := s.isEmpty(c)
	if err != nil {
		return err
	}
	if empty {
		return s.showSetup(c, http.StatusOK, org.SetupInput{}, nil)
	}
	return s.showCeremony(c, c.CookieOf(s.Own(ceremonyCookie)), nil)
}

// setup names the organisation and its three administrators in one act, and shows the code of each,
// this once. The browser keeps what lets it replace a lost one.
func (s *Server) setup(c *Ctx) error {
	empty, err := s.isEmpty(c)
	if err != nil {
		return err
	}
	if !empty {
		return c.See("/setup")
	}
	in := org.SetupInput{Name: c.Value("name"), Short: c.Value("short"), Lang: s.Config.Lang}
	for role, a := range map[string]*org.FirstAdmin{"sysadmin": &in.SysAdmin, "secadmin": &in.SecAdmin, "auditor": &in.Auditor} {
		*a = org.FirstAdmin{Name: c.Value(role + "_name"), Badge: c.Value(role + "_badge"), Login: c.Value(role + "_login")}
	}
	err = s.checkSetup(c, in)
	var f access.Founding
	if err == nil {
		f, err = s.Org.Setup(c.Context(), in)
	}
	if Invalid(err) {
		return s.showSetup(c, http.StatusUnprocessableEntity, in, err)
	}
	if err != nil {
		return err
	}
	http.SetCookie(c.W, &http.Cookie{Name: s.Own(ceremonyCookie), Value: f.Token, Path: "/", MaxAge: int(access.CodeLasts.Seconds()) * 7, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode})
	return s.showCeremony(c, f.Token, f.Codes)
}

// checkSetup looks at what only the form knows: the code, and the environment.
func (s *Server) checkSetup(c *Ctx, in org.SetupInput) error {
	var typed fault.Check
	if !c.onThisMachine() {
		same := subtle.ConstantTimeCompare([]byte(c.Value("code")), []byte(s.code.get())) == 1
		typed.That(same, "code", "setup.code_wrong")
	}
	typed.That(in.Name != "", "name", "setup.name_missing")
	for _, x := range s.environment(c) {
		typed.That(x.OK, "", "setup.environment_bad", "what", x.Text)
	}
	return typed.Err()
}

func (s *Server) showSetup(c *Ctx, status int, in org.SetupInput, wrong error) error {
	m := setuppage.Model{
		Name: in.Name, Short: in.Short, Problems: part.ProblemsOf(c.Context(), wrong),
		Checks: s.environment(c), NeedsCode: !c.onThisMachine(), At: s.DB.Clock().Now(),
		Admins: []setuppage.Admin{
			{Role: "sysadmin", Name: in.SysAdmin.Name, Badge: in.SysAdmin.Badge, Login: in.SysAdmin.Login},
			{Role: "secadmin", Name: in.SecAdmin.Name, Badge: in.SecAdmin.Badge, Login: in.SecAdmin.Login},
			{Role: "auditor", Name: in.Auditor.Name, Badge: in.Auditor.Badge, Login: in.Auditor.Login},
		},
	}
	if m.NeedsCode {
		s.code.get()
	}
	return c.RenderStatus(status, setuppage.Setup(m))
}
