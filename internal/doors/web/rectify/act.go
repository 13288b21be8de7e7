package rectifyweb

import (
	"net/http"
	"net/url"

	"plumbline/internal/doors/pages/part"
	rectifypage "plumbline/internal/doors/pages/rectify"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/rooms/rectify"
)

// itemAct is one act on an item: the action of the room's table that it needs, and how its form
// becomes a call. One with form is asked for on a page of its own; the others are sent from the item.
type itemAct struct {
	action rectify.Action
	form   bool
	send   func(door, *front.Ctx, rectify.ItemID) error
	sign   bool // one of two signatures: the person proves to be there
}

var itemActs = map[string]itemAct{
	"sign":      {action: rectify.ActSign, form: true, send: door.sendSign},
	"report":    {action: rectify.ActReport, form: false, send: door.sendReport},
	"mostly":    {action: rectify.ActMostly, form: true, send: door.sendMostly},
	"ask":       {action: rectify.ActAsk, form: true, send: door.sendAsk},
	"extend":    {action: rectify.ActExtend, form: true, send: door.sendExtend},
	"claim":     {action: rectify.ActClaim, form: true, send: door.sendClaim},
	"begin":     {action: rectify.ActBegin, form: false, send: door.sendBegin},
	"verify":    {action: rectify.ActVerify, form: true, send: door.sendVerify},
	"propose":   {action: rectify.ActPropose, form: false, send: door.sendPropose, sign: true},
	"close":     {action: rectify.ActClose, form: false, send: door.sendClose, sign: true},
	"return":    {action: rectify.ActReturn, form: true, send: door.sendReturn},
	"stand":     {action: rectify.ActStand, form: true, send: door.sendStand},
	"milestone": {action: rectify.ActMilestone, form: false, send: door.sendMilestone},
	"void":      {action: rectify.ActVoid, form: true, send: door.sendVoid},
	"look":      {action: rectify.ActKeep, form: true, send: door.sendLook},
	"amend":     {action: rectify.ActAmend, form: true, send: door.sendAmend},
	"note":      {action: rectify.ActNote, form: false, send: door.sendNote},
}

// askAct shows the form of an act, after the room said that it is possible now.
func (s door) askAct(name string) func(*front.Ctx) error {
	return func(c *front.Ctx) error {
		if err := s.Rectify.Check(c.Context(), c.Who, rectify.ItemID(c.Path("id")), itemActs[name].action); err != nil {
			return err
		}
		m, err := s.actModel(c, name)
		if err != nil {
			return err
		}
		prefill(name, m)
		return c.Render(rectifypage.Act(*m))
	}
}

func (s door) actModel(c *front.Ctx, name string) (*rectifypage.ActModel, error) {
	item, err := s.item(c)
	if err != nil {
		return nil, err
	}
	m := &rectifypage.ActModel{ItemModel: *item, Act: name}
	if name == "sign" {
		m.People, err = s.Rectify.People(c.Context(), c.Who, item.D.Item.Unit)
	}
	return m, err
}

// prefill puts what is known already into a form that is shown for the first time.
func prefill(name string, m *rectifypage.ActModel) {
	it, f := m.D.Item, url.Values{}
	switch name {
	case "sign":
		f.Set("lead", it.Lead.ID)
		f.Set("owner", it.Owner.ID)
	case "claim", "mostly":
		f.Set("summary", it.Summary)
	case "verify":
		for _, x := range m.D.Standards() {
			f.Add("what", x.Standard)
		}
	case "amend":
		f.Set("target", it.Target)
		f.Set("grade", it.Grade)
		flag := func(name string, h rectify.Hidden) {
			if h.On {
				f.Set(name, "1")
				f.Set(name+"_why", h.Why)
			}
		}
		flag("hide_inside", it.HideInside)
		flag("hide_public", it.HidePublic)
	}
	m.Form = f
}

// doAct sends the form of an act; a wrong one is shown again with its mistakes.
func (s door) doAct(name string) func(*front.Ctx) error {
	return func(c *front.Ctx) error {
		a := itemActs[name]
		err := a.send(s, c, rectify.ItemID(c.Path("id")))
		switch {
		case err == nil:
			return c.See("/rectify/items/" + c.Path("id"))
		case !front.ShownAgain(err):
			return err
		}
		return s.again(c, name, a, err)
	}
}

func (s door) again(c *front.Ctx, name string, a itemAct, was error) error {
	m, err := s.actModel(c, name)
	if err != nil {
		return err
	}
	if m.Form, err = c.Form(); err != nil {
		return err
	}
	m.Problems = part.ProblemsOf(c.Context(), was)
	status := http.StatusUnprocessableEntity
	if fault.Is(was, fault.KindConflict) {
		status = http.StatusConflict
	}
	if a.form {
		return c.RenderStatus(status, rectifypage.Act(*m))
	}
	return c.RenderStatus(status, rectifypage.Item(m.ItemModel))
}
