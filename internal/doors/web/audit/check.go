package auditweb

import (
	"archive/zip"
	"io"
	"log/slog"
	"time"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
)

// check begins a check of everything; the page shows how far it is.
func (s door) check(c *front.Ctx) error {
	if err := audit.Looked(c.Context(), s.DB, c.Who, audit.Entry{Action: "audit.check", Kind: "audit"}); err != nil {
		return err
	}
	s.Audit.StartCheck(c.Context())
	return c.See("/audit")
}

// stop gives a running check up.
func (s door) stop(c *front.Ctx) error {
	s.Audit.StopCheck()
	return c.See("/audit")
}

// export sends the sealed record without names and details; with them it is asked for first, because
// that takes a second person.
func (s door) export(c *front.Ctx) error {
	if c.Value("details") != "" {
		return c.See("/audit/export/ask")
	}
	return SendLog(s.Server, c, false, "")
}

// SendLog sends the sealed record as one zip file, which plumbline verify reads as it is. approval is the
// request to which a second person has agreed, spent before the first byte.
func SendLog(s *front.Server, c *front.Ctx, details bool, approval string) error {
	if _, err := s.Audit.Seal(c.Context()); err != nil {
		return err
	}
	now := s.DB.Clock().Now().In(clock.Zone)
	opt := audit.ExportOptions{Details: details, Readme: i18n.T(c.Context(), "audit.export.readme"),
		Agreed: func(tx *db.Tx) error { return approve.UseLogExport(tx, approval, s.Audit.Origin()) }}
	x := &zipAnswer{c: c, name: "plumbline-record-" + now.Format("20060102-1504") + ".zip", at: now}
	_, err := s.Audit.Export(c.Context(), c.Who, opt, x.put)
	if x.zip == nil {
		return err // nothing was sent yet, so the fault has its page
	}
	if err == nil {
		err = x.zip.Close()
	}
	if err != nil { // a zip file without its end is refused by every reader
		slog.ErrorContext(c.Context(), "export of the record broke off", "err", err)
	}
	return nil
}

// zipAnswer sends files as a zip as they come; the headers go out with the first.
type zipAnswer struct {
	c    *front.Ctx
	zip  *zip.Writer
	name string
	at   time.Time
}

func (x *zipAnswer) put(name string, data []byte) error {
	if x.zip == nil {
		x.c.W.Header().Set("Content-Type", "application/zip")
		x.c.Saved(x.name)
		x.zip = zip.NewWriter(x.c.W)
	}
	w, err := x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: x.at})
	if err != nil {
		return err
	}
	n, err := w.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	return err
}
