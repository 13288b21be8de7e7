package chronicweb

import (
	"net/http"

	chronicpage "plumbline/internal/doors/pages/chronic"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/chronic"
)

// ChronicCategories are the codes of the taxonomy in force, in the reader's language.
func ChronicCategories(s *front.Server, c *front.Ctx) (chronicpage.Categories, error) {
	p, err := s.Framework.List(chronic.Pack, "")
	if err != nil {
		return nil, err
	}
	var out chronicpage.Categories
	pack.Walk(p.Categories, func(_ int, x pack.Category) {
		out = append(out, part.Option{Value: x.Code, Text: x.Title.In(i18n.Lang(c.Context()))})
	})
	return out, nil
}

func chronicFilter(c *front.Ctx) chronic.Filter {
	return chronic.Filter{Campaign: c.Query("campaign"), State: chronic.State(c.Query("state")), Unit: c.Query("unit"), Category: c.Query("category"), Late: c.Query("late") == "1",
		Text: c.Query("q"), After: c.Query("after"), Before: c.Query("before")}
}

func (s door) ledger(c *front.Ctx) error {
	m := chronicpage.LedgerModel{Filter: chronicFilter(c), Today: c.Today(), MayRegister: access.Anywhere(c.Who, access.RegisterChronic), MayDraw: access.Anywhere(c.Who, access.CloseChronic),
		MayImport: access.Anywhere(c.Who, access.RegisterChronic) && s.Serves("/chronic/import")}
	var err error
	if m.List, err = s.Chronic.Ledger(c.Context(), c.Who, m.Filter); err != nil {
		return err
	}
	if m.Campaigns, err = s.Chronic.Campaigns(c.Context(), c.Who); err != nil {
		return err
	}
	if m.Categories, err = ChronicCategories(s.Server, c); err != nil {
		return err
	}
	if m.Reviews, err = s.Chronic.Reviews(c.Context(), c.Who); err != nil {
		return err
	}
	if m.MayDraw {
		for _, x := range m.Campaigns {
			if m.Filter.Campaign != "" && x.ID != m.Filter.Campaign {
				continue
			}
			list, err := s.Chronic.Batches(c.Context(), c.Who, x.ID)
			if fault.Is(err, fault.KindNotFound) {
				continue // drawn for units beyond the reader's own
			}
			if err != nil {
				return err
			}
			m.Batches = append(m.Batches, list...)
		}
	}
	return c.Render(chronicpage.Ledger(m))
}

// chronicForm keeps what was typed, so that nothing is lost when the form comes back.
func chronicForm(c *front.Ctx, err error, fields ...string) chronicpage.Form {
	f := chronicpage.Form{Values: map[string]string{}, Problems: part.ProblemsOf(c.Context(), err)}
	for _, k := range fields {
		f.Values[k] = c.Value(k)
	}
	return f
}

func (s door) register(c *front.Ctx) error {
	return s.showChronicRegister(c, http.StatusOK, chronicpage.Form{Values: map[string]string{"campaign": c.Query("campaign")}})
}

func (s door) showChronicRegister(c *front.Ctx, status int, f chronicpage.Form) error {
	m := chronicpage.RegisterModel{Form: f}
	list, err := s.Chronic.Campaigns(c.Context(), c.Who)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.Open() {
			m.Campaigns = append(m.Campaigns, x)
		}
	}
	if m.Categories, err = ChronicCategories(s.Server, c); err != nil {
		return err
	}
	if m.Units, err = s.unitsFor(c, access.RegisterChronic); err != nil {
		return err
	}
	return c.RenderStatus(status, chronicpage.Register(m))
}

// unitsFor are the units of the reader's reach, to choose from.
func (s door) unitsFor(c *front.Ctx, right access.Right) (out []part.Option, err error) {
	err = s.DB.Read(c.Context(), c.Who, func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		scope := access.ScopeOf(c.Who, right)
		for _, u := range f.Of("unit", tx.Today()) {
			if u.Depth > 0 && scope.Has(u.Ord) {
				out = append(out, part.Option{Value: u.ID, Text: u.Name})
			}
		}
		return nil
	})
	return out, err
}

var chronicFields = []string{"campaign", "unit", "category", "title", "facts", "from", "to", "way", "source"}

func (s door) enter(c *front.Ctx) error {
	from, err := c.DayOf("from")
	to, err2 := c.DayOf("to")
	if err == nil {
		err = err2
	}
	var id chronic.ID
	if err == nil {
		id, err = s.Chronic.Register(c.Context(), c.Who, chronic.Registration{Campaign: c.Value("campaign"), Unit: c.Value("unit"), Title: c.Value("title"), Facts: c.Value("facts"), Category: c.Value("category"),
			Way: c.Value("way"), Source: c.Value("source"), From: from, To: to})
	}
	if front.Invalid(err) {
		return s.showChronicRegister(c, http.StatusUnprocessableEntity, chronicForm(c, err, chronicFields...))
	}
	if err != nil {
		return err
	}
	return c.See("/chronic/items/" + string(id))
}
