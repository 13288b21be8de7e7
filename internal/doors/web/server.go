package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"plumbline/internal/doors"
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
}

// mostForm bounds the body of a form; uploads have their own bound.
const mostForm = 4 << 20

// Server serves one house.
type Server struct {
	*doors.House
	Version string
	mux     *http.ServeMux
	index   map[string]bool // "GET /login" of every route, so that no menu leads nowhere
	cross   *http.CrossOriginProtection
	name    houseName
	code    setupCode
	secure  bool // behind TLS: cookies get the __Host- prefix
}

// New makes the server of a house.
func New(h *doors.House, version string, secure bool) *Server {
	s := &Server{House: h, Version: version, mux: http.NewServeMux(), index: map[string]bool{}, cross: http.NewCrossOriginProtection(), secure: secure}
	for _, r := range s.Routes() {
		s.index[r.Method+" "+r.Pattern] = true
		s.mux.HandleFunc(r.Method+" "+r.Pattern, s.serve(r))
	}
	s.mux.HandleFunc("/", s.serve(Route{Pattern: "/", Right: access.Public, Handle: func(*Ctx) error { return fault.NotFound() }}))
	return s
}

// ServeHTTP sets the headers that every answer carries (TRUST.md 2.18) and dispatches.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-store")
	if s.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	s.mux.ServeHTTP(w, r)
}

// serve runs a route: who is it, may they come here at all, is the form theirs; then the handler.
func (s *Server) serve(rt Route) http.HandlerFunc {
	limit := rt.Body
	if limit == 0 {
		limit = mostForm
	}
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		c := s.newCtx(w, r)
		if err := s.pass(c); err != nil {
			s.fail(c, err)
			return
		}
		defer func() {
			if p := recover(); p != nil {
				s.fail(c, panicked(p))
			}
		}()
		if c.Who.Login == "" && rt.Right != access.Public {
			c.toLogin()
			return
		}
		if !access.Anywhere(c.Who, rt.Right) {
			hidden := &fault.Fault{Kind: fault.KindNotFound, Rule: "route"}
			s.Refusals.Record(c.Context(), c.Who, hidden)
			s.fail(c, hidden)
			return
		}
		if err := rt.Handle(c); err != nil {
			s.fail(c, err)
		}
	}
}

// pass finds the session and refuses a changing request that did not come from our own form:
// fetch metadata or Origin first, and a form token for old browsers that send neither.
func (s *Server) pass(c *Ctx) error {
	if err := c.resolve(); err != nil {
		return err
	}
	if c.R.Method == http.MethodGet || c.R.Method == http.MethodHead {
		return nil
	}
	if err := s.cross.Check(c.R); err != nil {
		return fault.Denied("cross_origin")
	}
	if c.Who.Login != "" && !c.tokenMatches() {
		return fault.Denied("form_token")
	}
	return nil
}

// Listen serves on ln until ctx ends, then lets running requests finish.
func (s *Server) Listen(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       10 * time.Minute, // a large upload over a slow line; headers and idling are bounded apart
		WriteTimeout:      10 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
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
