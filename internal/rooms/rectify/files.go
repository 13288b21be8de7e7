package rectify

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/file"
	"plumbline/internal/hall/search"
)

// fileKind is the kind under which hall/file keeps an item's evidence.
const fileKind = "item"

// GuardFiles tells hall/file who sees an item's evidence and who may add to it. A file that comes or
// goes changes the content, so every signature under the content before it dies.
func GuardFiles(s *file.Store) {
	s.Guard(fileKind, seeFiles, attachFiles)
}

func seeFiles(tx *db.Tx, _ who.Actor, ref string) error {
	it, err := loadItem(tx, ItemID(ref))
	if err != nil {
		return err
	}
	return mayRead(tx, it)
}

func attachFiles(tx *db.Tx, actor who.Actor, ref string) (file.Owner, error) {
	it, err := loadItem(tx, ItemID(ref))
	if err != nil {
		return file.Owner{}, err
	}
	if err := it.may(actor, ActFile); err != nil {
		return file.Owner{}, err
	}
	if _, ok := find(ActFile, it.State); !ok {
		return file.Owner{}, fault.Conflict("rectify.not_now." + string(it.State))
	}
	return file.Owner{Unit: it.Unit}, nil
}

// index makes the item findable by its words.
func index(tx *db.Tx, it *Item) error {
	return search.Put(tx, search.Doc{Kind: search.Item, ID: string(it.ID), Number: it.Label(), Title: it.Title, Body: it.Finding, Extra: it.SourceName,
		Unit: it.Unit, Ord: it.UnitOrd, State: "rectify.state." + string(it.State), Done: !it.State.Running(), Due: it.Due, Day: it.Registered})
}
