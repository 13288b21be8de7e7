package adminweb

import (
	policypage "plumbline/internal/doors/pages/policy"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

func (s door) policyMatrix(c *front.Ctx) error { return c.Render(policypage.Matrix()) }

// taken records that somebody took the policy away: a map of who may do what is of use to others too.
func (s door) taken(c *front.Ctx, form string) error {
	return audit.Looked(c.Context(), s.DB, c.Who, audit.Entry{Action: "policy.export", Kind: "policy", ID: "table", Details: map[string]string{"form": form}})
}

func (s door) policyText(c *front.Ctx) error {
	if err := s.taken(c, "md"); err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "text/markdown; charset=utf-8")
	c.Saved(i18n.T(c.Context(), "policy.file") + ".md")
	_, err := c.W.Write([]byte(access.Markdown(i18n.Lang(c.Context()), s.Words.Say)))
	return err
}

func (s door) policyBook(c *front.Ctx) error {
	if err := s.taken(c, "xlsx"); err != nil {
		return err
	}
	b, err := access.Workbook(i18n.Lang(c.Context()), s.Words.Say, []string{i18n.T(c.Context(), "policy.docno"), i18n.T(c.Context(), "policy.key.class")})
	if err != nil {
		return err
	}
	return c.Workbook(b, i18n.T(c.Context(), "policy.file")+".xlsx")
}
