package directiveweb

import (
	"errors"
	"io"
	"net/http"

	directivepage "plumbline/internal/doors/pages/directive"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/directive"
)

func (s door) list(c *front.Ctx) error {
	return s.showDirectives(c, http.StatusOK, directivepage.Form{})
}

func (s door) showDirectives(c *front.Ctx, status int, f directivepage.Form) error {
	list, err := s.Directive.List(c.Context(), c.Who)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, directivepage.List(directivepage.ListModel{List: list, MayEdit: access.Anywhere(c.Who, access.EditDirective), Form: f}))
}

// directiveForm keeps what was typed, so that nothing is lost when the form comes back.
func directiveForm(c *front.Ctx, err error, fields ...string) directivepage.Form {
	f := directivepage.Form{Values: map[string]string{}, Problems: part.ProblemsOf(c.Context(), err)}
	for _, k := range fields {
		f.Values[k] = c.Value(k)
	}
	return f
}

func (s door) add(c *front.Ctx) error {
	in, err := newDirective(c)
	var id directive.ID
	if err == nil {
		id, err = s.Directive.Add(c.Context(), c.Who, in)
	}
	if front.Invalid(err) {
		return s.showDirectives(c, http.StatusUnprocessableEntity, directiveForm(c, err, "title", "text"))
	}
	if err != nil {
		return err
	}
	return c.See("/directive/" + string(id))
}

// newDirective reads a pasted text or an uploaded file; a file comes before what was pasted.
func newDirective(c *front.Ctx) (directive.NewDirective, error) {
	if _, err := c.Form(); err != nil {
		return directive.NewDirective{}, err
	}
	in := directive.NewDirective{Title: c.Value("title"), Text: c.Value("text")}
	file, head, err := c.R.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return in, nil
	}
	if err != nil {
		return in, fault.Invalid(fault.On("file", "shell.form_unreadable"))
	}
	defer file.Close()
	raw, err := io.ReadAll(file)
	if err != nil {
		return in, fault.Invalid(fault.On("file", "shell.form_unreadable"))
	}
	if len(raw) == 0 {
		return in, nil
	}
	in.File = head.Filename
	in.Text, err = directive.Upload(raw)
	return in, err
}

func (s door) redraft(c *front.Ctx) error {
	in, err := newDirective(c)
	if err == nil {
		err = s.Directive.Redraft(c.Context(), c.Who, directive.ID(c.Path("id")), in)
	}
	if front.Invalid(err) {
		return s.showDirective(c, http.StatusUnprocessableEntity, "", func(p *directivepage.Page) {
			p.Reason = directiveForm(c, err, "text")
			p.Problems = p.Reason.Problems
		})
	}
	if err != nil {
		return err
	}
	return c.See("/directive/" + c.Path("id"))
}

func (s door) withdraw(c *front.Ctx) error {
	err := s.Directive.Withdraw(c.Context(), c.Who, directive.ID(c.Path("id")), c.Value("why"))
	if front.Invalid(err) {
		return s.showDirective(c, http.StatusUnprocessableEntity, "", func(p *directivepage.Page) { p.Problems = part.ProblemsOf(c.Context(), err) })
	}
	if err != nil {
		return err
	}
	return c.See("/directive/" + c.Path("id"))
}
