package front

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"plumbline/internal/doors/pages/errorpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
)

// fail answers a request that did not succeed. Unknown and forbidden-to-see are one page. What went
// wrong inside is logged under a short reference; the reader gets the reference only.
func (s *Server) fail(c *Ctx, err error) {
	if errors.Is(err, context.Canceled) && c.R.Context().Err() != nil {
		return // the reader has left
	}
	ref := reference()
	m := errorpage.Model{Ref: ref, At: s.DB.Clock().Now(), Problems: part.ProblemsOf(c.ctx, err)}
	status, page := failure(err, m)
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	slog.Log(c.ctx, level, "request failed", "ref", ref, "status", status, "method", c.R.Method, "path", c.R.URL.Path, "actor", c.Who.Label(), "err", err)
	if status == http.StatusServiceUnavailable || status == http.StatusInsufficientStorage {
		c.W.Header().Set("Retry-After", "30")
	}
	if c.plain() {
		http.Error(c.W, plainText(c, status, m), status)
		return
	}
	if err := c.RenderStatus(status, page); err != nil {
		slog.Error("error page failed", "ref", ref, "err", err)
		http.Error(c.W, plainText(c, max(status, http.StatusInternalServerError), m), max(status, http.StatusInternalServerError))
	}
}

// DiskFullKey is what hall/file answers when a file does not fit any more.
const DiskFullKey = "file.disk_full"

// failure is the status and page of a fault. 507 and 503 tell that nothing was saved and that the same
// may be tried later.
func failure(err error, m errorpage.Model) (int, templ.Component) {
	var away *db.ErrUnavailable
	if errors.As(err, &away) && !away.Full {
		return http.StatusServiceUnavailable, errorpage.Away(m)
	}
	var busy *access.Busy
	if errors.As(err, &busy) {
		return http.StatusServiceUnavailable, errorpage.Away(m)
	}
	if away != nil || disk.Full(err) {
		return http.StatusInsufficientStorage, errorpage.Full(m)
	}
	f, ok := fault.As(err)
	if !ok {
		return http.StatusInternalServerError, errorpage.Internal(m)
	}
	switch f.Kind {
	case fault.KindNotFound:
		return http.StatusNotFound, errorpage.Missing(m)
	case fault.KindDenied:
		return http.StatusForbidden, errorpage.Denied(m)
	case fault.KindConflict:
		if f.Key == DiskFullKey {
			return http.StatusInsufficientStorage, errorpage.Full(m)
		}
		return http.StatusConflict, errorpage.Conflict(m)
	case fault.KindInvalid:
		if slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Key == tooLargeKey }) {
			return http.StatusRequestEntityTooLarge, errorpage.Wrong(m)
		}
		return http.StatusUnprocessableEntity, errorpage.Wrong(m)
	}
	return http.StatusInternalServerError, errorpage.Internal(m)
}

// plain tells a request of a script, which shows a sentence beside its button, from a page.
func (c *Ctx) plain() bool {
	return c.Fragment() || !strings.Contains(c.R.Header.Get("Accept"), "text/html")
}

func plainText(c *Ctx, status int, m errorpage.Model) string {
	for _, p := range m.Problems {
		return p.Text
	}
	switch status {
	case http.StatusNotFound:
		return i18n.T(c.ctx, "error.missing.title")
	case http.StatusForbidden:
		return i18n.T(c.ctx, "error.denied.title")
	case http.StatusInsufficientStorage:
		return i18n.T(c.ctx, "error.full.title")
	case http.StatusServiceUnavailable:
		return i18n.T(c.ctx, "error.away.title")
	}
	return i18n.T(c.ctx, "error.internal.title") + " " + m.Ref
}

// reference is eight characters that a person can read out over the telephone.
func reference() string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return "E-" + string(b[:4]) + "-" + string(b[4:])
}
