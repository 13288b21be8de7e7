package web

import (
	policypage "plumbline/internal/doors/pages/policy"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

func (s *Server) policyMatrix(c *Ctx) error { return c.Render(policypage.Matrix()) }

// taken records that somebody took the policy away: a map of who may do what is of use to others too.
func (s *Server) taken(c *Ctx, form string) error {
	return audit.Looked(c.Context(), s.DB, c.Who, audit.Entry{Action: "policy.export", Kind: "policy", ID: "table", Details: map[string]string{"form": form}})
}

func (s *Server) policyText(c *Ctx) error {
	if err := s.taken(c, "md"); err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "text/markdown; charset=utf-8")
	c.saved(i18n.T(c.Context(), "policy.file") + ".md")
	_, err := c.W.Write([]byte(access.Markdown(i18n.Lang(c.Context()), s.Words.Say)))
	return err
}

func (s *Server) policyBook(c *Ctx) error {
	if err := s.taken(c, "xlsx"); err != nil {
		return err
	}
	b, err := access.Workbook(i18n.Lang(c.Context()), s.Words.Say, []string{i18n.T(c.Context(), "policy.docno"), i18n.T(c.Context(), "policy.key.class")})
	if err != nil {
		return err
	}
	return c.workbook(b, i18n.T(c.Context(), "policy.file")+".xlsx")
}
