package front

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web/idp"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

// Route is one way in: a method and pattern, the right that the caller must hold somewhere, the
// handler, the most bytes that its body may have (0: mostForm), and whether it asks for a fresh
// proof that the person is there.
type Route struct {
	Method  string
	Pattern string
	Right   access.Right
	Handle  func(*Ctx) error
	Body    int64
	StepUp  bool // the person must have proved to be there within the last minutes
	Blind   bool // nobody looks at who is signed in: an anonymous vote
}

// MostForm bounds the body of a form; uploads have their own bound.
const MostForm = 4 << 20

// Server serves one house.
type Server struct {
	*doors.House
	Version  string
	mux      *http.ServeMux
	index    map[string]bool // "GET /login" of every route, so that no menu leads nowhere
	cross    *http.CrossOriginProtection
	name     houseName
	code     setupCode
	Secure   bool // behind TLS: cookies get the __Host- prefix
	Door     Door
	provider *idp.Provider // of OpenID Connect; nil when the house has none
	allCame  atomic.Bool   // the three administrators have come
	routes   []Route
}

// Area is what one subject adds: its ways in.
type Area func(*Server) []Route

// New makes the server of a house from its areas.
func New(h *doors.House, version string, secure bool, areas ...Area) *Server {
	s := &Server{House: h, Version: version, mux: http.NewServeMux(), index: map[string]bool{}, cross: http.NewCrossOriginProtection(), Secure: secure}
	s.routes = slices.Concat(s.baseRoutes(), s.signinRoutes(), s.enrolRoutes())
	for _, a := range areas {
		s.routes = append(s.routes, a(s)...)
	}
	for _, r := range s.routes {
		s.index[r.Method+" "+r.Pattern] = true
		s.mux.HandleFunc(r.Method+" "+r.Pattern, s.serve(r))
	}
	s.mux.HandleFunc("/", s.serve(Route{Pattern: "/", Right: access.Public, Handle: func(*Ctx) error { return fault.NotFound() }}))
	return s
}

// Routes is the index of every way in.
func (s *Server) Routes() []Route { return s.routes }

// ServeHTTP answers with the headers that every answer carries (headers.go) and dispatches.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w = &answer{ResponseWriter: w, secure: s.Secure}
	if headerBytes(r) > mostHeader {
		s.refuseHeader(w)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// serve runs a route: who is it, may they come here at all, is the form theirs; then the handler.
// The body is not looked at before the first two are answered.
func (s *Server) serve(rt Route) http.HandlerFunc {
	limit := rt.Body
	if limit == 0 {
		limit = MostForm
	}
	return func(w http.ResponseWriter, r *http.Request) {
		r = rt.vital(r)
		c := s.newCtx(w, r)
		defer s.caught(c)
		if limit > MostForm {
			patient(w)
		}
		if r.ContentLength > limit {
			s.fail(c, formTooLarge(limit))
			return
		}
		r.Body = http.MaxBytesReader(inner(w), r.Body, limit)
		if err := s.pass(c, rt.Blind); err != nil {
			s.fail(c, err)
			return
		}
		if c.Who.Login == "" && rt.Right != access.Public {
			c.toLogin()
			return
		}
		if c.Who.Weak && !access.Anywhere(c.Who, rt.Right) {
			c.toHalfway()
			return
		}
		if !access.Anywhere(c.Who, rt.Right) {
			hidden := &fault.Fault{Kind: fault.KindNotFound, Rule: "route"}
			s.Refusals.Record(c.Context(), c.Who, hidden)
			s.fail(c, hidden)
			return
		}
		if err := c.ours(); err != nil {
			s.fail(c, err)
			return
		}
		if done, err := s.shut(rt, c); err != nil {
			s.fail(c, err)
			return
		} else if done {
			return
		}
		if err := s.handle(rt, c); err != nil {
			s.fail(c, err)
		}
	}
}

// handle runs the handler, after the proof that the person is there where the route or the verb
// wants one.
func (s *Server) handle(rt Route, c *Ctx) error {
	if rt.StepUp {
		if goOn, err := s.stepped(c); err != nil || !goOn {
			return err
		}
	}
	err := rt.Handle(c)
	if !wantsSign(err) || c.plain() {
		return err
	}
	if sign := c.R.FormValue(signField); sign != "" && !c.Reads() {
		if err := s.sign(c, sign); Invalid(err) {
			return s.askSign(c, err)
		} else if err != nil {
			return err
		}
		return rt.Handle(c)
	}
	return s.askSign(c, nil)
}

// caught turns a panic into the page of an internal error. http.ErrAbortHandler is not one: it cuts
// off an answer that has begun and cannot be finished.
func (s *Server) caught(c *Ctx) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		s.fail(c, panicked(p))
	}
}

// pass finds the session and refuses a changing request that another site sent: by fetch metadata,
// or by Origin where a browser sends none.
func (s *Server) pass(c *Ctx, blind bool) error {
	if !blind {
		if err := c.resolve(); err != nil {
			return err
		}
	}
	if c.Reads() {
		return nil
	}
	if err := s.cross.Check(c.R); err != nil {
		return fault.Denied("cross_origin")
	}
	return nil
}

func (c *Ctx) Reads() bool { return c.R.Method == http.MethodGet || c.R.Method == http.MethodHead }

// ours wants the form's token from whoever is signed in: old browsers send neither fetch metadata
// nor Origin.
func (c *Ctx) ours() error {
	if c.Reads() || c.Who.Login == "" || c.tokenInHeader() {
		return nil
	}
	if _, err := c.Form(); err != nil {
		return err
	}
	if !c.tokenMatches() {
		return fault.Denied("form_token")
	}
	return nil
}

// Listen serves on ln until ctx ends, then lets running requests finish.
func (s *Server) Listen(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headTime,
		ReadTimeout:       bodyTime, // routes that take files move it (patient)
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    2 * mostHeader,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	if s.Door.TLS != nil {
		ln = tls.NewListener(ln, s.Door.TLS)
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		stopped <- srv.Shutdown(grace)
	}()
	if err := srv.Serve(ln); err != http.ErrServerClosed {
		return err
	}
	return <-stopped
}
