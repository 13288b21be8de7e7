package orgweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
)

// export hands the register out; a long one is asked for first, by those who may.
func (s door) export(c *front.Ctx) error {
	b, err := s.Org.Export(c.Context(), c.Who, i18n.Lang(c.Context()))
	if fault.Is(err, fault.KindConflict) && access.Anywhere(c.Who, access.ExportOrg) {
		return c.See("/org/export/ask")
	}
	return SendRegister(s.Server, c, b, err)
}

func SendRegister(s *front.Server, c *front.Ctx, b *xlsx.Book, err error) error {
	if err != nil {
		return err
	}
	return c.Workbook(b, i18n.T(c.Context(), "org.title")+" "+string(c.Today())+".xlsx")
}
