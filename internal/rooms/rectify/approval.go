package rectify

import (
	"context"
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/approve"
)

// itemKind is what the approvals call an item.
const itemKind = "item"

// kept and moved are the fields of an approval: what stays, and what it changes.
func kept(name, v, as string) approve.Field {
	return approve.Field{Name: column(name), Before: v, After: v, As: as}
}

func moved(name, was, becomes, as string) approve.Field {
	return approve.Field{Name: column(name), Before: was, After: becomes, As: as}
}

// ask keeps a request about the item.
func (it *Item) ask(tx *db.Tx, c approve.Content, reason string) (*approve.Request, error) {
	return approve.Ask(tx, approve.NewRequest{Content: c, Unit: it.Unit, Label: it.Label(), Title: it.Title, Reason: reason, Link: it.link()})
}

// about are the fields by which the reader knows which item it is.
func (it *Item) about() []approve.Field {
	return []approve.Field{kept("number", it.Label(), ""), kept("finding", it.Finding, approve.AsQuote), kept("unit", it.UnitName, ""), kept("target", it.Target, approve.AsQuote)}
}

// closing is what the two who close an item agree to: that it is closed, on everything
// that its page shows. from is the state before it.
func (d *Dossier) closing(from State) approve.Content {
	it := d.Item
	n, size := d.Standing()
	fields := []approve.Field{
		moved("state", "rectify.state."+string(from), "rectify.state."+string(Closed), approve.AsWord),
		moved("done", "rectify.export.done_"+string(it.Done), "rectify.export.done_"+string(AllDone), approve.AsWord),
		moved("percent", strconv.Itoa(it.Percent), "100", ""),
		kept("summary", it.Summary, approve.AsQuote),
		kept("due", string(it.Due), approve.AsDay),
		kept("due_first", string(it.DueFirst), approve.AsDay),
		{Name: "rectify.approval.round", Before: strconv.Itoa(it.Claims), After: strconv.Itoa(it.Claims)},
		{Name: "rectify.approval.measures", Before: strconv.Itoa(len(d.Measures())), After: strconv.Itoa(len(d.Measures()))},
		{Name: "rectify.approval.records", Before: strconv.Itoa(len(d.Round())), After: strconv.Itoa(len(d.Round()))},
		{Name: "rectify.approval.files", Before: strconv.Itoa(n), After: strconv.Itoa(n)},
		{Name: "rectify.approval.bytes", Before: strconv.FormatInt(size, 10), After: strconv.FormatInt(size, 10)},
		{Name: "rectify.approval.seal", Before: d.Whole(), After: d.Whole(), As: approve.AsHash},
	}
	for _, f := range d.Evidence {
		if !f.Withdrawn() {
			v := f.Hash + " " + f.Name
			fields = append(fields, approve.Field{Name: "rectify.approval.file", Before: v, After: v, As: approve.AsFile})
		}
	}
	return approve.Content{Code: approve.CloseItem, Kind: itemKind, Object: string(it.ID), Fields: append(fields, it.about()...)}
}

// ApprovalContent is what a request of this room asks for, as it would be asked for now.
// fault.Conflict when the matter has gone another way.
func (r *Room) ApprovalContent(tx *db.Tx, q *approve.Request) (approve.Content, error) {
	if q.Code == approve.ExportLedger {
		return r.exportContent(tx, q)
	}
	it, err := loadItem(tx, ItemID(q.Object))
	if err != nil {
		return approve.Content{}, err
	}
	switch q.Code {
	case approve.CloseItem:
		d, err := loadDossier(tx, it)
		if err != nil {
			return approve.Content{}, err
		}
		return d.closing(it.State), nil
	case approve.ExtendAgain:
		e, err := openExtension(tx, it.ID)
		if fault.Is(err, fault.KindNotFound) {
			return approve.Content{}, fault.Conflict("rectify.extend.nothing_asked")
		}
		if err != nil {
			return approve.Content{}, err
		}
		return extending(it, e, dueOf(q)), nil
	case approve.LowerItem:
		l, err := loweringOf(q)
		if err != nil {
			return approve.Content{}, err
		}
		return l.content(it), nil
	}
	return approve.Content{}, fault.NotFound()
}

// DecideApproval is the second person's yes or no to a request of this room; yes does what was asked
// for, in the same transaction.
func (r *Room) DecideApproval(tx *db.Tx, q *approve.Request, in approve.Decision) error {
	switch q.Code {
	case approve.CloseItem:
		return decideClose(tx, q, in)
	case approve.ExtendAgain:
		return decideExtension(tx, q, in)
	case approve.LowerItem:
		return decideLowering(tx, q, in)
	case approve.ExportLedger:
		now, err := r.exportContent(tx, q)
		if err == nil {
			_, err = approve.Decide(tx, q.ID, in, now)
		}
		return err
	}
	return fault.NotFound()
}

// settled runs one verb that decides, and writes down what died in it.
func (r *Room) settled(ctx context.Context, actor who.Actor, err error) error {
	return approve.Settle(ctx, r.db, actor, err)
}
