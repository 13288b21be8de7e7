package demo

import (
	"context"

	"plumbline/internal/rooms/rectify"
)

// approvals leaves some requests for a second person waiting, asked yesterday: a further extension, a
// lower severity and a bulk export, so that the page of approvals has what it is for.
func (l *loader) approvals() {
	yesterday := l.w.Today.Add(-1)
	st := l.script.story("approvals", 16, 10)
	again, lower := l.extended(), l.judged()
	if again != nil {
		id := func() rectify.ItemID { return l.items[again].id }
		until := again.Asked.Until.Add(20)
		st.on(yesterday, func(ctx context.Context) error {
			return l.h.Rectify.AskExtension(ctx, l.actor(again.Lead), id(), until, "其余部分须等上级部门批复，批复预计下月到，本单位无法提前。")
		})
		st.on(yesterday, func(ctx context.Context) error {
			return l.h.Rectify.Extend(ctx, l.actor(officer), id(), rectify.Deciding{Grant: true, Opinion: "已核对批复流程，确需等待；建议再延，按周报送进度。"})
		})
	}
	if lower != nil {
		st.on(yesterday, func(ctx context.Context) error {
			d, err := l.h.Rectify.Dossier(ctx, l.actor(officer), l.items[lower].id)
			if err != nil {
				return err
			}
			it := d.Item
			return l.h.Rectify.Amend(ctx, l.actor(officer), it.ID, rectify.Amendment{Target: it.Target, Grade: it.Grade, HideInside: it.HideInside, HidePublic: it.HidePublic,
				Severity: rectify.Severities[0], Reason: "复核原始台账后，差错集中在登记格式，没有造成后果，建议按一般问题管理。"})
		})
	}
	st.on(yesterday, func(ctx context.Context) error {
		_, err := l.h.Rectify.AskExport(ctx, l.actor(officer), rectify.Filter{}, []string{"条件：全部"}, "报领导小组会议，会后由督察办收回销毁。")
		return err
	})
}

// extended is an item that was extended once and is still being worked at.
func (l *loader) extended() *Item {
	for _, it := range l.w.Items() {
		if it.Asked != nil && len(it.Claims) == 0 && it.Standing == nil && it.VoidedOn == "" && it.Relapse == nil && it.Asked.Until > l.w.Today {
			return it
		}
	}
	return nil
}

// judged is an item that is being worked at and was found more than minor.
func (l *loader) judged() *Item {
	for _, it := range l.w.Items() {
		if it.Severity != "" && it.Severity != rectify.Severities[0] && it.Asked == nil && len(it.Reports) > 0 && len(it.Claims) == 0 && it.Standing == nil && it.VoidedOn == "" && it.Relapse == nil {
			return it
		}
	}
	return nil
}
