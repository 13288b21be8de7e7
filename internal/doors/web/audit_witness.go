package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	auditpage "plumbline/internal/doors/pages/audit"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
)

// auditWitness shows the witnesses.
func (s *Server) auditWitness(c *Ctx) error { return s.showWitness(c, audit.NewWitness{}, nil) }

// showWitness shows the page of witnesses, with what was typed and what is wrong with it.
func (s *Server) showWitness(c *Ctx, in audit.NewWitness, wrong error) error {
	m := auditpage.WitnessModel{Key: s.Audit.PublicKey(), Origin: s.Audit.Origin(), Now: s.DB.Clock().Now(), New: in,
		MayTend: access.Anywhere(c.Who, access.TendWitness), Problems: part.ProblemsOf(c.Context(), wrong)}
	var err error
	if m.Watching, err = s.Audit.Watching(c.Context(), c.Who); err != nil {
		return err
	}
	status := http.StatusOK
	switch {
	case Invalid(wrong):
		status = http.StatusUnprocessableEntity
	case wrong != nil:
		status = http.StatusConflict
	}
	return c.RenderStatus(status, auditpage.Witness(m))
}

// witnessed leads back to the page after an act, or shows it with what was wrong.
func (s *Server) witnessed(c *Ctx, in audit.NewWitness, err error) error {
	if Invalid(err) || fault.Is(err, fault.KindConflict) {
		return s.showWitness(c, in, err)
	}
	if err != nil {
		return err
	}
	return c.See("/audit/witness")
}

func (s *Server) auditAddWitness(c *Ctx) error {
	in := audit.NewWitness{Name: c.Value("name"), Holder: c.Value("holder"), Kind: c.Value("kind"), URL: c.Value("url"), Key: c.Value("key")}
	_, err := s.Audit.AddWitness(c.Context(), c.Who, in)
	return s.witnessed(c, in, err)
}

// auditEndWitness asks for the second person.
func (s *Server) auditEndWitness(c *Ctx) error {
	return s.askWitness(c, func(tx *db.Tx) (*approve.Request, error) {
		return approve.AskEndWitness(tx, c.Path("id"), c.Value("reason"))
	})
}

func (s *Server) askWitness(c *Ctx, ask func(*db.Tx) (*approve.Request, error)) error {
	id := ""
	err := s.DB.Write(c.Context(), c.Who, func(tx *db.Tx) error {
		r, err := ask(tx)
		if err == nil {
			id = r.ID
		}
		return err
	})
	if err == nil {
		return c.See("/approvals/" + id + "?show=asked")
	}
	return s.witnessed(c, audit.NewWitness{}, err)
}

func (s *Server) auditQuorum(c *Ctx) error {
	need, err := strconv.Atoi(c.Value("need"))
	if err != nil {
		need = 0 // as wrong as zero witnesses
	}
	if c.Value("reason") != "" { // for fewer, which takes a second person
		return s.askWitness(c, func(tx *db.Tx) (*approve.Request, error) { return approve.AskQuorum(tx, need, c.Value("reason")) })
	}
	return s.witnessed(c, audit.NewWitness{}, s.Audit.SetQuorum(c.Context(), c.Who, need))
}

// auditStickOut downloads the file that is carried to a witness.
func (s *Server) auditStickOut(c *Ctx) error {
	text, size, err := s.Audit.StickFor(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return s.witnessed(c, audit.NewWitness{}, err)
	}
	return c.download("plumbline-to-cosign-"+strconv.FormatInt(size, 10)+".txt", text)
}

// auditStickBack takes the cosigned file back.
func (s *Server) auditStickBack(c *Ctx) error {
	raw, err := c.smallFile("file")
	if err == nil {
		_, err = s.Audit.StickBack(c.Context(), c.Who, c.Path("id"), raw)
	}
	return s.witnessed(c, audit.NewWitness{}, err)
}

// smallFile reads an uploaded text; none is Invalid.
func (c *Ctx) smallFile(field string) ([]byte, error) {
	if _, err := c.Form(); err != nil {
		return nil, err
	}
	f, _, err := c.R.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, fault.Invalid(fault.On(field, "audit.witness.file_missing"))
	}
	if err != nil {
		return nil, fault.Invalid(fault.On(field, "shell.form_unreadable"))
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, tlog.MaxSubmission))
}

// auditPaperSigned takes in a signature on paper.
func (s *Server) auditPaperSigned(c *Ctx) error {
	on, err := clock.ParseDay(c.Value("on"))
	if err != nil {
		on = "" // said with the other fields
	}
	in := audit.Signed{Size: number(c.Value("size")), Signer: c.Value("signer"), Book: c.Value("book"), On: on}
	return s.witnessed(c, audit.NewWitness{}, s.Audit.PaperSigned(c.Context(), c.Who, c.Path("id"), in))
}

// auditPaper is the sheet to be signed: the newest checkpoint and how much was recorded on its day.
func (s *Server) auditPaper(c *Ctx) error {
	w, err := s.Audit.Watching(c.Context(), c.Who)
	if err != nil {
		return err
	}
	if w.Newest.Size == 0 {
		return fault.NotFound()
	}
	m := auditpage.PaperModel{Checkpoint: w.Newest, Key: s.Audit.PublicKey(), Origin: s.Audit.Origin(), Day: clock.DayOf(w.Newest.At), Today: c.Today()}
	if m.Entries, err = s.Audit.DayCount(c.Context(), c.Who, m.Day); err != nil {
		return err
	}
	return c.Render(auditpage.Paper(m))
}

// auditEndAlarm closes an alarm with the auditor's finding.
func (s *Server) auditEndAlarm(c *Ctx) error {
	err := s.Audit.EndAlarm(c.Context(), c.Who, c.Path("id"), c.Value("finding"))
	if Invalid(err) {
		return s.showAudit(c, err)
	}
	if err != nil {
		return err
	}
	return c.See("/audit")
}
