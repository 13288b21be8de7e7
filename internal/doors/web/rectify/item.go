package rectifyweb

import (
	"net/url"
	"strings"

	"plumbline/internal/doors/pages/part"
	rectifypage "plumbline/internal/doors/pages/rectify"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/rectify"
)

func (s door) rectifyItem(c *front.Ctx) error {
	m, err := s.item(c)
	if err != nil {
		return err
	}
	return c.Render(rectifypage.Item(*m))
}

// item reads the page of the item in the path.
func (s door) item(c *front.Ctx) (*rectifypage.ItemModel, error) {
	d, err := s.Rectify.Dossier(c.Context(), c.Who, rectify.ItemID(c.Path("id")))
	if err != nil {
		return nil, err
	}
	m := &rectifypage.ItemModel{D: d, Today: c.Today(), Actor: c.Who, Open: d.Item.Open(c.Who), Form: url.Values{}, Now: s.DB.Clock().Now()}
	if m.Categories, err = ItemCategories(s.Server, c); err != nil {
		return nil, err
	}
	m.Checked = s.checked(d.Evidence)
	m.FileHint = i18n.T(c.Context(), "file.hint", "list", strings.Join(file.Extensions(), " "), "most", s.Files.Limits().File>>20)
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) (err error) {
		m.Chain, err = s.Audit.Chain(tx, "item", string(d.Item.ID))
		return err
	})
	return m, err
}

// checked compares every file with its hash (hall/file remembers what it has seen of large ones).
func (s door) checked(files []file.File) map[string]part.Verdict {
	out := map[string]part.Verdict{}
	for _, f := range files {
		out[f.ID] = part.Broken
		if s.Files.Intact(f) {
			out[f.ID] = part.Sound
		}
	}
	return out
}
