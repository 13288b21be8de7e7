package adminweb

import (
	"plumbline/internal/doors/pages/enrolpage"
	"plumbline/internal/doors/web/front"
)

// issueCode makes a code for an account and shows it this once.
func (s door) issueCode(c *front.Ctx) error {
	code, err := s.Access.IssueCode(c.Context(), c.Who, c.Value("id"), c.Value("reason"))
	if err != nil {
		return s.backToLogins(c, err)
	}
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	return c.Render(enrolpage.Issued(enrolpage.Model{Org: org, Address: c.Site().Origin + "/enrol", Code: code}))
}
