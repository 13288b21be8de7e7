package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/rooms/rectify"
)

// reportable gives the items to report on a task with one measure, and the promise of their due date.
func (w *world) reportable(tx *db.Tx) error {
	for i, id := range w.reported {
		task, measure := db.NewID(), db.NewID()
		if _, err := tx.Exec(`insert into rectify_task (id, item_id, position, title) values ($1, $2, 1, '健全制度')`, task, id); err != nil {
			return err
		}
		if _, err := tx.Exec(`insert into rectify_measure (id, item_id, task_id, position, body, kind, state) values ($1, $2, $3, 1, '修订管理办法并组织全员培训', 'system', 'open')`, measure, id, task); err != nil {
			return err
		}
		if err := calendar.Keep(tx, calendar.Promise{Kind: "item.due", Ref: id, Unit: w.root, Title: "测量", Due: today.Add(30 + i%60)}); err != nil {
			return err
		}
		w.measures[id] = measure
	}
	return nil
}

// report writes progress through the verb, every commit synced, beside the same row alone in a commit; as one client and
// as sixteen, each on items of its own.
func (m *measurer) report(ctx context.Context) error {
	h, ids := m.w.house, m.w.reported
	if len(ids) < 32 {
		return fmt.Errorf("only %d items to report on", len(ids))
	}
	cookie, err := accesstest.Open(ctx, h.Access, "liaison")
	if err != nil {
		return err
	}
	actor, _, err := h.Access.Resolve(ctx, cookie)
	if err != nil {
		return err
	}
	stop, err := profile(fmt.Sprintf("report-%s-%d", m.kind, m.items))
	if err != nil {
		return err
	}
	run(1, long(), func(_, n int) error {
		id := ids[n%len(ids)]
		return h.Rectify.Report(ctx, actor, rectify.ItemID(id), rectify.Report{Measure: rectify.MeasureID(m.w.measures[id]), Body: progressText, Percent: n % 100, Reached: -1})
	})
	stop()
	for _, clients := range []int{1, 16} {
		each := len(ids) / clients // two clients on one item would only measure their conflicts
		item := func(client, n int) string { return ids[client*each+n%each] }
		product := func(client, n int) error {
			id := item(client, n)
			return h.Rectify.Report(ctx, actor, rectify.ItemID(id), rectify.Report{Measure: rectify.MeasureID(m.w.measures[id]), Body: progressText, Percent: n % 100, Reached: -1})
		}
		p, q := beside(clients, long(), product, func(client, n int) error { return m.ref.commit(item(client, n)) })
		ratio := p.Rate / q.Rate
		m.put(fmt.Sprintf("progress report, %d client(s)", clients), p, &q, ratio, "the same row alone in one synced commit, by rate", "≥ 0.5", yes(ratio >= 0.5))
	}
	return nil
}

// register is the heaviest everyday write: an item with its counters up the tree, promises, messages and audit row.
func (m *measurer) register(ctx context.Context) error {
	h := m.w.house
	cookie, err := accesstest.Open(ctx, h.Access, "office")
	if err != nil {
		return err
	}
	actor, _, err := h.Access.Resolve(ctx, cookie)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(7, 7))
	unit := m.w.units[len(m.w.units)-1].ID
	p := run(1, long()/2, func(_, n int) error {
		_, err := h.Rectify.Register(ctx, actor, rectify.Registration{Unit: unit, Source: rectify.FromInspection, SourceRef: "bench", SourceName: "测公督反〔2026〕8号",
			Title: title(r), Finding: finding(r), Due: today.Add(60)})
		return err
	})
	m.put("registering an item, 1 client", p, nil, 0, "", "", nil)
	return nil
}
