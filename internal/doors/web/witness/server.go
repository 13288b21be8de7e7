package witness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/tlog"
)

// Server speaks the C2SP witness protocol, and shows people which logs have fallen silent.
type Server struct {
	folder *Folder
	words  *i18n.Words
	lang   string
}

// NewServer serves a folder; its page speaks lang.
func NewServer(f *Folder, w *i18n.Words, lang string) *Server { return &Server{f, w, lang} }

// ServeHTTP answers POST /add-checkpoint and GET /, nothing else.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	switch {
	case r.URL.Path == "/add-checkpoint" && r.Method == http.MethodPost:
		s.add(w, r)
	case r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		s.page(w)
	case r.URL.Path == "/add-checkpoint" || r.URL.Path == "/":
		plain(w, http.StatusMethodNotAllowed, "method not allowed\n")
	default:
		plain(w, http.StatusNotFound, "not found\n")
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	io.WriteString(w, text) //nolint:errcheck // the reader has gone
}

func (s *Server) add(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, tlog.MaxSubmission))
	if err != nil {
		plain(w, http.StatusBadRequest, "the request is too long or broke off\n")
		return
	}
	line, err := s.folder.Add(text)
	var no *Refusal
	switch {
	case errors.As(err, &no) && no.Behind():
		slog.Warn("witness refused", "why", no.Why, "size", no.Size)
		w.Header().Set("Content-Type", "text/x.tlog.size")
		w.WriteHeader(no.Status)
		fmt.Fprintf(w, "%d\n", no.Size)
	case errors.As(err, &no):
		slog.Warn("witness refused", "why", no.Why)
		plain(w, no.Status, no.Why+"\n")
	case err != nil:
		slog.Error("witness cannot keep its state", "error", err)
		plain(w, http.StatusInternalServerError, "the state could not be kept; nothing was cosigned\n")
	default:
		plain(w, http.StatusOK, string(line))
	}
}

// page is the state in words, as status prints it.
func (s *Server) page(w http.ResponseWriter) {
	text, _, err := s.folder.Status(s.words, s.lang)
	if err != nil {
		plain(w, http.StatusInternalServerError, "the state cannot be read\n")
		return
	}
	plain(w, http.StatusOK, text)
}

// Status tells in words what the witness knows and which logs are silent; silent is how many.
func (f *Folder) Status(w *i18n.Words, lang string) (text string, silent int, err error) {
	list, err := f.Logs()
	if err != nil {
		return "", 0, err
	}
	say := func(key string, args ...any) string { return w.Say(lang, "witness."+key, args...) }
	var b strings.Builder
	fmt.Fprintln(&b, say("status.head", "name", f.Name()))
	fmt.Fprintln(&b, say("status.key", "key", f.PublicKey()))
	if len(list) == 0 {
		fmt.Fprintln(&b, say("status.none"))
	}
	now := f.clock.Now()
	for _, l := range list {
		key := "status.fine"
		switch {
		case l.Silent(now):
			key = "status.silent"
			silent++
		case l.Heard.IsZero():
			key = "status.new"
		}
		heard := "-"
		if !l.Heard.IsZero() {
			heard = l.Heard.UTC().Format("2006-01-02 15:04:05Z")
		}
		fmt.Fprintln(&b, say(key, "label", l.Label, "origin", l.Origin(), "size", l.Size, "heard", heard, "hours", int(now.Sub(l.last()).Hours())))
	}
	return b.String(), silent, nil
}

// Listen serves on ln until ctx ends.
func (s *Server) Listen(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: 20 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn)}
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
