package orgweb

import (
	"net/http"
	"slices"

	orgpage "plumbline/internal/doors/pages/org"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/org"
)

var orgActs = []string{"move", "merge", "split", "close"}

func orgAct(s string) string {
	if slices.Contains(orgActs, s) {
		return s
	}
	return orgActs[0]
}

func (s door) reorganise(c *front.Ctx) error {
	v, err := s.Org.UnitPage(c.Context(), c.Who, "", c.Path("id"))
	if err != nil {
		return err
	}
	return c.Render(orgpage.Reorganise(orgpage.ReorganiseForm{Form: orgpage.Form{Values: map[string]string{}}, UnitView: v, Do: orgAct(c.Query("do"))}))
}

// reorganiseUnit tries first and shows what would change; only a second press does it.
func (s door) reorganiseUnit(c *front.Ctx) error {
	v, err := s.Org.UnitPage(c.Context(), c.Who, "", c.Path("id"))
	if err != nil {
		return err
	}
	f := orgpage.ReorganiseForm{UnitView: v, Do: orgAct(c.Value("do"))}
	act, err := s.reorganisation(c, v, f.Do)
	if err == nil && c.Value("step") == "do" {
		var to string
		if to, err = act.do(); err == nil {
			return c.See("/org/units/" + to)
		}
	} else if err == nil {
		f.Effects, err = s.Org.Preview(c.Context(), c.Who, act.try)
		f.Tried = err == nil
	}
	if err != nil && !front.Invalid(err) {
		return err
	}
	f.Form = orgForm(c, err)
	status := http.StatusOK
	if err != nil {
		status = http.StatusUnprocessableEntity
	}
	return c.RenderStatus(status, orgpage.Reorganise(f))
}

// reorganisation is one act as a trial and in earnest; do answers with the unit to show afterwards.
type reorganisation struct {
	try func(*db.Tx) error
	do  func() (string, error)
}

func (s door) reorganisation(c *front.Ctx, v org.UnitView, do string) (reorganisation, error) {
	if c.Value("note") == "" {
		return reorganisation{}, fault.Invalid(fault.On("note", "org.pick.missing"))
	}
	switch do {
	case "move":
		return s.moving(c, v)
	case "merge":
		return s.merging(c, v)
	case "split":
		return s.splitting(c, v)
	}
	return reorganisation{
		try: org.CloseTrial(v.ID, typedDay(c, "day")),
		do: func() (string, error) {
			return v.ID, s.Org.CloseUnit(c.Context(), c.Who, v.ID, typedDay(c, "day"), c.Value("note"))
		},
	}, nil
}

func (s door) moving(c *front.Ctx, v org.UnitView) (r reorganisation, err error) {
	parent, err := s.Org.PickUnit(c.Context(), c.Who, v.Unit.Tree, "parent", c.Value("parent"))
	if err != nil {
		return r, err
	}
	after := ""
	if q := c.Value("after"); q != "" {
		u, err := s.Org.PickUnit(c.Context(), c.Who, v.Unit.Tree, "after", q)
		if err != nil {
			return r, err
		}
		after = u.ID
	}
	return reorganisation{
		try: org.MoveTrial(v.ID, parent.ID, after),
		do: func() (string, error) {
			return v.ID, s.Org.MoveUnit(c.Context(), c.Who, v.ID, parent.ID, after, typedDay(c, "day"), c.Value("note"))
		},
	}, nil
}

func (s door) merging(c *front.Ctx, v org.UnitView) (r reorganisation, err error) {
	in := org.Merging{Units: []string{v.ID}, Day: typedDay(c, "day"), Note: c.Value("note")}
	for _, name := range splitNames(c.Value("with")) {
		u, err := s.Org.PickUnit(c.Context(), c.Who, v.Unit.Tree, "with", name)
		if err != nil {
			return r, err
		}
		in.Units = append(in.Units, u.ID)
	}
	if q := c.Value("into"); q != "" {
		u, err := s.Org.PickUnit(c.Context(), c.Who, v.Unit.Tree, "into", q)
		if err != nil {
			return r, err
		}
		in.Into = u.ID
	} else {
		in.New = org.UnitInput{Name: c.Value("name"), Kind: v.Kind, Parent: v.Parent, Inspected: v.Inspected}
	}
	return reorganisation{try: org.MergeTrial(in), do: func() (string, error) { return s.Org.MergeUnits(c.Context(), c.Who, in) }}, nil
}

func (s door) splitting(c *front.Ctx, v org.UnitView) (reorganisation, error) {
	in := org.Splitting{Unit: v.ID, Close: c.Value("close") == "yes", Day: typedDay(c, "day"), Note: c.Value("note")}
	for i, name := range splitNames(c.Value("parts")) {
		p := org.Part{New: org.UnitInput{Name: name, Kind: v.Kind, Inspected: v.Inspected}}
		if i == 0 {
			p.Units = c.Values("take")
		}
		in.Parts = append(in.Parts, p)
	}
	return reorganisation{try: org.SplitTrial(in), do: func() (string, error) {
		ids, err := s.Org.SplitUnit(c.Context(), c.Who, in)
		if err != nil {
			return "", err
		}
		return ids[0], nil
	}}, nil
}
