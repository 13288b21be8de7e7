package chronicweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/rooms/chronic"
)

// export writes the list as it is filtered at the moment; its conditions stand in the first rows.
func (s door) export(c *front.Ctx) error {
	list, err := ChronicCategories(s.Server, c)
	if err != nil {
		return err
	}
	b, err := s.Chronic.Export(c.Context(), c.Who, chronic.Export{Filter: chronicFilter(c), Lang: i18n.Lang(c.Context()), Say: s.Words.Say, Category: list.Title,
		Conditions: []string{i18n.T(c.Context(), "rectify.export.by", "t", i18n.Minute(c.Context(), s.DB.Clock().Now()), "who", c.Who.Name)}})
	if err != nil {
		return err
	}
	return c.Workbook(b, i18n.T(c.Context(), "chronic.ledger.title")+" "+string(c.Today())+".xlsx")
}
