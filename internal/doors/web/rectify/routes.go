package rectifyweb

import (
	"maps"
	"net/http"
	"slices"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
	"plumbline/internal/rooms/rectify"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	routes := []front.Route{
		{Method: get, Pattern: "/rectify", Right: access.ReadItem, Handle: s.ledger},
		{Method: get, Pattern: "/rectify/register", Right: access.RegisterItem, Handle: s.askRegister},
		{Method: post, Pattern: "/rectify/register", Right: access.RegisterItem, Handle: s.register},
		{Method: get, Pattern: "/rectify/items/{id}", Right: access.ReadItem, Handle: s.rectifyItem},
		{Method: get, Pattern: "/rectify/plans", Right: access.ReadItem, Handle: s.plans},
		{Method: get, Pattern: "/rectify/plans/{id}", Right: access.ReadItem, Handle: s.plan},
		{Method: post, Pattern: "/rectify/cascade", Right: access.DoMeasure, Handle: s.cascade},
		{Method: get, Pattern: "/unit/sign", Right: access.ReadFeedback, Handle: s.unitSign},
		{Method: post, Pattern: "/unit/sign", Right: access.SignFeedback, Handle: s.unitDoSign},
	}
	for _, name := range slices.Sorted(maps.Keys(itemActs)) {
		a := itemActs[name]
		if a.form {
			routes = append(routes, front.Route{Method: get, Pattern: "/rectify/items/{id}/" + name, Right: actRight(a), Handle: s.askAct(name)})
		}
		routes = append(routes, front.Route{Method: post, Pattern: "/rectify/items/{id}/" + name, Right: actRight(a), Handle: s.doAct(name), StepUp: a.sign})
	}
	for _, name := range slices.Sorted(maps.Keys(planActs)) {
		routes = append(routes, front.Route{Method: post, Pattern: "/rectify/plans/{id}/" + name, Right: planActs[name].right, Handle: s.doPlan(name)})
	}
	return routes
}

// actRight is the right of the room's table; an act that two rights open asks at the door for what
// both of them see, and the room asks again.
func actRight(a itemAct) access.Right {
	m := rectify.MoveOf(a.action)
	if m.Or != "" {
		return access.ReadItem
	}
	return m.Right
}
