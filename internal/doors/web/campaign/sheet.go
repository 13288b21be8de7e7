package campaignweb

import (
	"net/http"

	campaignpage "plumbline/internal/doors/pages/campaign"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/rooms/campaign"
)

func (s door) campaignSheetRoutes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/campaign/{id}/sheets", Right: access.ReadCampaign, Handle: s.sheets},
		{Method: post, Pattern: "/campaign/{id}/sheets", Right: access.DraftSheet, Handle: s.sheetDraft},
		{Method: get, Pattern: "/campaign/{id}/sheets/list", Right: access.ReadCampaign, Handle: s.sheetBehind},
		{Method: get, Pattern: "/campaign/{id}/sheets/{sheet}", Right: access.ReadCampaign, Handle: s.sheet},
		{Method: get, Pattern: "/campaign/{id}/sheets/{sheet}/sheet.xlsx", Right: access.ReadCampaign, Handle: s.sheetXlsx},
		{Method: post, Pattern: "/campaign/{id}/sheets/{sheet}/sign", Right: access.SignSheet, Handle: s.sheetSign},
	}
}

func (s door) sheets(c *front.Ctx) error {
	return s.showSheets(c, http.StatusOK, campaignForm(c, nil))
}

func (s door) showSheets(c *front.Ctx, status int, f campaignpage.Form) error {
	id := campaign.ID(c.Path("id"))
	l, err := s.Campaign.Sheets(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	m := campaignpage.SheetsModel{L: l, Today: c.Today(), Form: f}
	if m.Forecast, err = s.Campaign.Forecast(c.Context(), c.Who, id); err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Sheets(m))
}

func (s door) sheetDraft(c *front.Ctx) error {
	day, err := c.DayOf("day")
	var id campaign.SheetID
	if err == nil {
		id, err = s.Campaign.DraftSheet(c.Context(), c.Who, campaign.ID(c.Path("id")), campaign.NewSheet{Kind: c.Value("kind"), Day: day})
	}
	if front.Invalid(err) {
		return s.showSheets(c, http.StatusUnprocessableEntity, campaignForm(c, err, "kind", "day"))
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/sheets/" + string(id))
}

func (s door) sheetBehind(c *front.Ctx) error {
	first, err1 := clock.ParseDay(c.Query("first"))
	day, err2 := clock.ParseDay(c.Query("day"))
	if err1 != nil || err2 != nil {
		return fault.NotFound()
	}
	b, err := s.Campaign.Behind(c.Context(), c.Who, campaign.ID(c.Path("id")), c.Query("column"), c.Query("unit"), first, day)
	if err != nil {
		return err
	}
	return c.Render(campaignpage.SheetBehind(b))
}

func (s door) sheet(c *front.Ctx) error { return s.showSheet(c, http.StatusOK, nil, "") }

// sheetOf reads the sheet of the address; one of another campaign is not here.
func (s door) sheetOf(c *front.Ctx) (campaign.SheetView, error) {
	v, err := s.Campaign.SheetPage(c.Context(), c.Who, campaign.SheetID(c.Path("sheet")))
	if err == nil && string(v.Campaign.ID) != c.Path("id") {
		err = fault.NotFound()
	}
	return v, err
}

func (s door) showSheet(c *front.Ctx, status int, problems part.Problems, opinion string) error {
	v, err := s.sheetOf(c)
	if err != nil {
		return err
	}
	return c.RenderStatus(status, campaignpage.Sheet(campaignpage.SheetModel{V: v, Problems: problems, Opinion: opinion}))
}

func (s door) sheetSign(c *front.Ctx) error {
	err := s.Campaign.SignSheet(c.Context(), c.Who, campaign.SheetID(c.Path("sheet")), c.Value("seen"), c.Value("opinion"))
	if front.Invalid(err) {
		return s.showSheet(c, http.StatusUnprocessableEntity, part.ProblemsOf(c.Context(), err), c.Value("opinion"))
	}
	if err != nil {
		return err
	}
	return c.See("/campaign/" + c.Path("id") + "/sheets/" + c.Path("sheet"))
}

// sheetXlsx is the sheet as it stands, with its fingerprint in the first rows.
func (s door) sheetXlsx(c *front.Ctx) error {
	v, err := s.sheetOf(c)
	if err != nil {
		return err
	}
	ctx, b := c.Context(), v.Sheet.Body
	if err := audit.Looked(ctx, s.DB, c.Who, audit.Entry{Action: "campaign.sheet_export", Kind: "sheet", ID: string(v.Sheet.ID), Version: v.Sheet.Version, Unit: v.Sheet.Unit}); err != nil {
		return err
	}
	book, err := xlsx.NewBook()
	if err != nil {
		return err
	}
	heads := []xlsx.Head{{Title: i18n.T(ctx, "campaign.sheet.unit"), Width: 18}}
	for _, col := range b.Columns {
		heads = append(heads, xlsx.Head{Title: col.Title(i18n.Lang(ctx)), Kind: xlsx.WholeCell, Width: 10})
	}
	title := v.Campaign.Title + " " + i18n.T(ctx, "campaign.sheet.kind."+v.Sheet.Kind) + " " + v.Sheet.Number
	page, err := book.Page(v.Sheet.Number, title, []string{i18n.T(ctx, "campaign.sheet.period", "first", i18n.Day(ctx, b.First), "day", i18n.Day(ctx, b.Day)),
		i18n.T(ctx, "campaign.sheet.state."+v.Sheet.State) + " " + v.Sheet.Signer, i18n.T(ctx, "campaign.sheet.hash") + " " + v.Sheet.Hash}, heads)
	if err != nil {
		return err
	}
	row := func(name string, cells []campaign.SheetCell) error {
		values := []any{name}
		for _, x := range cells {
			if x.None || x.Hidden {
				values = append(values, "")
			} else {
				values = append(values, x.N)
			}
		}
		return page.Row(values...)
	}
	for _, l := range b.Lines {
		name := l.Name
		if l.Unit == "" {
			name = i18n.T(ctx, "campaign.sheet.rest")
		}
		if err := row(name, l.Cells); err != nil {
			return err
		}
	}
	if err := row(i18n.T(ctx, "campaign.sheet.total"), b.Total); err != nil {
		return err
	}
	if err := page.End(); err != nil {
		return err
	}
	return c.Workbook(book, title+".xlsx")
}
