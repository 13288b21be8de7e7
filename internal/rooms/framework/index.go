package framework

import (
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/search"
)

// indexPoints makes the check points of a list found, and those that the version before had and this
// one has not are found no more. A point keeps its entry from version to version: its id is the
// list's code and its own.
func indexPoints(tx *db.Tx, e *Edition, p *pack.Pack) error {
	before, err := loadInForce(tx, e.Code, tx.Today())
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return err
	}
	for _, x := range p.Points() {
		if err := search.Put(tx, pointDoc(e, p, x)); err != nil {
			return err
		}
	}
	if before.ID == "" || before.ID == e.ID {
		return nil
	}
	return search.Drop(tx, search.Point, string(before.ID))
}

func pointDoc(e *Edition, p *pack.Pack, x pack.Point) search.Doc {
	title, other := x.Title.Zh, x.Title.En
	if title == "" {
		title, other = other, ""
	}
	body := []string{x.Look.In("zh"), x.How.In("zh"), x.Evidence.In("zh")}
	for _, c := range x.Cites {
		body = append(body, c.Title.In("zh"))
	}
	extra := []string{other, x.Look.En, x.How.En}
	return search.Doc{
		Kind: search.Point, ID: p.Code + "/" + x.Code, Holder: string(e.ID), Number: x.Code, Title: title,
		Body: strings.Join(body, " "), Extra: strings.Join(extra, " "), Day: e.Since,
	}
}
