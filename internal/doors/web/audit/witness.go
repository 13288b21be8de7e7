package auditweb

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	auditpage "plumbline/internal/doors/pages/audit"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
)

// witness shows the witnesses.
func (s door) witness(c *front.Ctx) error { return s.showWitness(c, audit.NewWitness{}, nil) }

// showWitness shows the page of witnesses, with what was typed and what is wrong with it.
func (s door) showWitness(c *front.Ctx, in audit.NewWitness, wrong error) error {
	m := auditpage.WitnessModel{Key: s.Audit.PublicKey(), Origin: s.Audit.Origin(), Now: s.DB.Clock().Now(), New: in,
		MayTend: access.Anywhere(c.Who, access.TendWitness), Problems: part.ProblemsOf(c.Context(), wrong)}
	var err error
	if m.Watching, err = s.Audit.Watching(c.Context(), c.Who); err != nil {
		return err
	}
	status := http.StatusOK
	switch {
	case front.Invalid(wrong):
		status = http.StatusUnprocessableEntity
	case wrong != nil:
		status = http.StatusConflict
	}
	return c.RenderStatus(status, auditpage.Witness(m))
}

// witnessed leads back to the page after an act, or shows it with what was wrong.
func (s door) witnessed(c *front.Ctx, in audit.NewWitness, err error) error {
	if front.Invalid(err) || fault.Is(err, fault.KindConflict) {
		return s.showWitness(c, in, err)
	}
	if err != nil {
		return err
	}
	return c.See("/audit/witness")
}

func (s door) addWitness(c *front.Ctx) error {
	in := audit.NewWitness{Name: c.Value("name"), Holder: c.Value("holder"), Kind: c.Value("kind"), URL: c.Value("url"), Key: c.Value("key")}
	_, err := s.Audit.AddWitness(c.Context(), c.Who, in)
	return s.witnessed(c, in, err)
}

// endWitness asks for the second person.
func (s door) endWitness(c *front.Ctx) error {
	return s.askWitness(c, func(tx *db.Tx) (*approve.Request, error) {
		return approve.AskEndWitness(tx, c.Path("id"), c.Value("reason"))
	})
}

func (s door) askWitness(c *front.Ctx, ask func(*db.Tx) (*approve.Request, error)) error {
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

func (s door) quorum(c *front.Ctx) error {
	need, err := strconv.Atoi(c.Value("need"))
	if err != nil {
		need = 0 // as wrong as zero witnesses
	}
	if c.Value("reason") != "" { // for fewer, which takes a second person
		return s.askWitness(c, func(tx *db.Tx) (*approve.Request, error) { return approve.AskQuorum(tx, need, c.Value("reason")) })
	}
	return s.witnessed(c, audit.NewWitness{}, s.Audit.SetQuorum(c.Context(), c.Who, need))
}

// stickOut downloads the file that is carried to a witness.
func (s door) stickOut(c *front.Ctx) error {
	text, size, err := s.Audit.StickFor(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return s.witnessed(c, audit.NewWitness{}, err)
	}
	return download(c, "plumbline-to-cosign-"+strconv.FormatInt(size, 10)+".txt", text)
}

// stickBack takes the cosigned file back.
func (s door) stickBack(c *front.Ctx) error {
	raw, err := smallFile(c, "file")
	if err == nil {
		_, err = s.Audit.StickBack(c.Context(), c.Who, c.Path("id"), raw)
	}
	return s.witnessed(c, audit.NewWitness{}, err)
}

// smallFile reads an uploaded text; none is Invalid.
func smallFile(c *front.Ctx, field string) ([]byte, error) {
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

// paperSigned takes in a signature on paper.
func (s door) paperSigned(c *front.Ctx) error {
	on, err := clock.ParseDay(c.Value("on"))
	if err != nil {
		on = "" // said with the other fields
	}
	in := audit.Signed{Size: number(c.Value("size")), Signer: c.Value("signer"), Book: c.Value("book"), On: on}
	return s.witnessed(c, audit.NewWitness{}, s.Audit.PaperSigned(c.Context(), c.Who, c.Path("id"), in))
}

// paper is the sheet to be signed: the newest checkpoint and how much was recorded on its day.
func (s door) paper(c *front.Ctx) error {
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

// endAlarm closes an alarm with the auditor's finding.
func (s door) endAlarm(c *front.Ctx) error {
	err := s.Audit.EndAlarm(c.Context(), c.Who, c.Path("id"), c.Value("finding"))
	if front.Invalid(err) {
		return s.showAudit(c, err)
	}
	if err != nil {
		return err
	}
	return c.See("/audit")
}
