package frameworkweb

import (
	"errors"
	"io"
	"net/http"
	"path/filepath"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/framework"
)

// mostPack bounds an uploaded pack; the reader has the same bound.
const mostPack = 2 << 20

// bring reads an uploaded pack. Every mistake comes back with its line; the page shown
// again is the one that the form was on.
func (s door) bring(c *front.Ctx) error {
	name, raw, err := packFile(c)
	var id framework.EditionID
	if err == nil {
		id, err = s.Framework.Bring(c.Context(), c.Who, name, raw)
	}
	if front.Invalid(err) {
		list, err2 := s.list(c)
		if err2 != nil {
			return err2
		}
		return s.showEdition(c, http.StatusUnprocessableEntity, list[0].ID, mistakes(c, err))
	}
	if err != nil {
		return err
	}
	return c.See("/framework/" + string(id))
}

func packFile(c *front.Ctx) (name string, raw []byte, err error) {
	if _, err := c.Form(); err != nil {
		return "", nil, err
	}
	f, head, err := c.R.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return "", nil, fault.Invalid(fault.On("file", "framework.bring.no_file"))
	}
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	raw, err = io.ReadAll(io.LimitReader(f, mostPack+1))
	if len(raw) > mostPack {
		return "", nil, fault.Invalid(fault.On("file", "framework.bring.large"))
	}
	return filepath.Base(head.Filename), raw, err
}

// mistakes writes the mistakes of a pack with their lines.
func mistakes(c *front.Ctx, err error) part.Problems {
	f, ok := fault.As(err)
	if !ok {
		return nil
	}
	var out part.Problems
	for _, x := range f.Fields {
		text := i18n.T(c.Context(), x.Key, x.Args...)
		if len(x.Args) > 1 && x.Args[0] == "at" {
			text = i18n.T(c.Context(), "framework.bring.line", "at", x.Args[1], "text", text)
		}
		out = append(out, part.Problem{Text: text})
	}
	return out
}

func (s door) propose(c *front.Ctx) error {
	id := framework.EditionID(c.Path("id"))
	from, err := clock.ParseDay(c.Value("from"))
	if err != nil {
		err = fault.Invalid(fault.On("from", "calendar.year_day", "text", c.Value("from")))
	} else {
		err = s.Framework.Propose(c.Context(), c.Who, id, from)
	}
	return s.editionActed(c, id, err)
}

func (s door) approve(c *front.Ctx) error {
	id := framework.EditionID(c.Path("id"))
	return s.editionActed(c, id, s.Framework.Approve(c.Context(), c.Who, id))
}

func (s door) withdraw(c *front.Ctx) error {
	id := framework.EditionID(c.Path("id"))
	return s.editionActed(c, id, s.Framework.Withdraw(c.Context(), c.Who, id))
}

// editionActed shows the edition again: with what was wrong, or after what was done.
func (s door) editionActed(c *front.Ctx, id framework.EditionID, err error) error {
	if front.Invalid(err) {
		return s.showEdition(c, http.StatusUnprocessableEntity, id, part.ProblemsOf(c.Context(), err))
	}
	if err != nil {
		return err
	}
	return c.See("/framework/" + string(id))
}
