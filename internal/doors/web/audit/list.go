package auditweb

import (
	"errors"
	"net/http"
	"strconv"

	auditpage "plumbline/internal/doors/pages/audit"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/search"
)

// list shows the record and the state of sealing. A filter that cannot be read is said, and the
// list is shown without it.
func (s door) list(c *front.Ctx) error { return s.showAudit(c, nil) }

// showAudit shows the record; wrong is what was wrong with a form on it.
func (s door) showAudit(c *front.Ctx, wrong error) error {
	f, bad := auditFilter(c)
	wrong = errors.Join(wrong, bad)
	m := auditpage.ListModel{Filter: f, Key: s.Audit.PublicKey(), Origin: s.Audit.Origin(), Now: s.DB.Clock().Now(),
		Progress: s.Audit.CheckProgress(), Problems: part.ProblemsOf(c.Context(), wrong)}
	var err error
	if m.Page, err = s.Audit.List(c.Context(), c.Who, f); err != nil {
		return err
	}
	if m.Actions, err = s.Audit.Actions(c.Context(), c.Who); err != nil {
		return err
	}
	if m.Alarms, err = s.Audit.Alarms(c.Context(), c.Who); err != nil {
		return err
	}
	if m.Watching, err = s.Audit.Watching(c.Context(), c.Who); err != nil {
		return err
	}
	if m.Standing, err = s.Audit.Standing(c.Context(), c.Who); err != nil {
		return err
	}
	refs := []search.Ref{{Kind: f.Kind, ID: f.ID}}
	for _, r := range m.Rows {
		refs = append(refs, search.Ref{Kind: r.Kind, ID: r.ID})
	}
	if m.Numbers, err = s.numbers(c, refs...); err != nil {
		return err
	}
	if m.Progress.Running { // the page follows the check without a script
		c.W.Header().Set("Refresh", "2")
	}
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.RenderStatus(status, auditpage.List(m))
}

func auditFilter(c *front.Ctx) (audit.Filter, error) {
	f := audit.Filter{Person: c.Query("person"), Action: c.Query("action"), Kind: c.Query("kind"), ID: c.Query("id"), Sensitive: c.Query("sensitive") != ""}
	var wrong fault.Check
	day := func(name string) clock.Day {
		v := c.Query(name)
		if v == "" {
			return ""
		}
		d, err := clock.ParseDay(v)
		wrong.That(err == nil, name, "audit.bad_day")
		return d
	}
	f.From, f.To = day("from"), day("to")
	f.Before, f.After = number(c.Query("before")), number(c.Query("after"))
	return f, wrong.Err()
}

// number is a positive whole number of an address, else 0.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// proof shows one entry with its proof.
func (s door) proof(c *front.Ctx) error {
	p, err := s.Audit.Proof(c.Context(), c.Who, number(c.Path("seq")))
	if err != nil {
		return err
	}
	ref := search.Ref{Kind: p.Kind, ID: p.ID}
	numbers, err := s.numbers(c, ref)
	if err != nil {
		return err
	}
	return c.Render(auditpage.Proof(auditpage.ProofModel{Proof: p, Number: numbers[ref]}))
}

// numbers finds the numbers under which people know the objects, and the names of accounts.
func (s door) numbers(c *front.Ctx, refs ...search.Ref) (n auditpage.Numbers, err error) {
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		if n, err = search.Numbers(tx, refs); err != nil {
			return err
		}
		var ids []string
		for _, r := range refs {
			if r.Kind == "login" {
				ids = append(ids, r.ID)
			}
		}
		names, err := access.LoginNames(tx, ids)
		for id, login := range names {
			n[search.Ref{Kind: "login", ID: id}] = login
		}
		return err
	})
	return n, err
}

// proofFile downloads the proof in the form that other programs check.
func (s door) proofFile(c *front.Ctx) error {
	p, err := s.Audit.Proof(c.Context(), c.Who, number(c.Path("seq")))
	if err != nil {
		return err
	}
	text, err := p.File()
	if err != nil {
		return err
	}
	return download(c, "plumbline-proof-"+c.Path("seq")+".txt", text)
}

// download answers with a small text to be saved.
func download(c *front.Ctx, name string, text []byte) error {
	c.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.Saved(name)
	_, err := c.W.Write(text)
	return err
}

// checkpoints lists the signed checkpoints.
func (s door) checkpoints(c *front.Ctx) error {
	list, err := s.Audit.Checkpoints(c.Context(), c.Who, number(c.Query("below")))
	if err != nil {
		return err
	}
	return c.Render(auditpage.Checkpoints(auditpage.CheckpointsModel{List: list, Older: len(list) == audit.PageRows, Key: s.Audit.PublicKey(), Origin: s.Audit.Origin()}))
}

// checkpoint downloads one checkpoint, to be kept outside the house.
func (s door) checkpoint(c *front.Ctx) error {
	size := number(c.Path("size"))
	list, err := s.Audit.Checkpoints(c.Context(), c.Who, size+1)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].Size != size {
		return fault.NotFound()
	}
	return download(c, "plumbline-checkpoint-"+c.Path("size")+".txt", []byte(list[0].Note))
}
