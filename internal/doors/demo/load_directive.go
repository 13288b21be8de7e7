package demo

import (
	"context"
	"fmt"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/rooms/directive"
)

// directives plays the texts: taken in, broken down, and each duty as far as it is.
func (l *loader) directives() {
	l.texts = make([]directive.ID, len(l.w.Directives))
	for i, d := range l.w.Directives {
		st := l.script.story(fmt.Sprintf("directive %d", i+1), 15, 0)
		st.on(d.On, func(ctx context.Context) (err error) {
			l.texts[i], err = l.h.Directive.Add(ctx, l.actor(clerk), directive.NewDirective{Text: d.Text})
			return err
		})
		made := after(d.On, 1, l.w.Today.Add(-2))
		st.on(made, func(ctx context.Context) error { return l.breakDown(ctx, i, d) })
		l.duties(st, i, d, made)
	}
}

// breakDown makes tasks of the sentences that demand something, and declines the others with a reason.
func (l *loader) breakDown(ctx context.Context, i int, d Directive) error {
	room, by := l.h.Directive, l.actor(clerk)
	view, err := room.Get(ctx, by, l.texts[i], 0)
	if err != nil {
		return err
	}
	node := func(words string) (directive.NodeID, error) {
		body := []rune(view.Text.Body)
		for _, n := range view.Nodes {
			if n.Kind == directive.Sentence && strings.Contains(string(body[n.First:n.Last]), words) {
				return n.ID, nil
			}
		}
		return "", fmt.Errorf("%s has no sentence with %q", view.Number, words)
	}
	for _, t := range d.Tasks {
		id, err := node(t.At)
		if err != nil {
			return err
		}
		in := directive.NewTask{Title: t.Title, Lead: t.Lead, Assist: t.Assist, Each: t.Each, Due: string(t.Due), Standard: t.Standard, Rhythm: t.Rhythm}
		if _, err := room.MakeTask(ctx, by, id, in); err != nil {
			return fmt.Errorf("task %s: %w", t.Title, err)
		}
	}
	for _, x := range d.Declined {
		id, err := node(x.At)
		if err != nil {
			return err
		}
		if err := room.Decline(ctx, by, id, x.Reason); err != nil {
			return err
		}
	}
	return nil
}

// duties plays every duty of the directive, in three rounds: signed for, reported, judged.
func (l *loader) duties(st *story, i int, d Directive, made clock.Day) {
	last := l.w.Today.Add(-1)
	signed := after(made, 2, last)
	reported := later(signed, after(made, 6, last))
	judged := later(reported, after(made, 8, last))
	st.on(signed, func(ctx context.Context) error { return l.eachDuty(ctx, i, d, 1) })
	st.on(reported, func(ctx context.Context) error { return l.eachDuty(ctx, i, d, 2) })
	st.on(judged, func(ctx context.Context) error { return l.eachDuty(ctx, i, d, 3) })
}

// farther is how many rounds a state has behind it.
var farther = map[string]int{"issued": 0, "signed": 1, "reported": 2, "accepted": 3, "returned": 3}

func (l *loader) eachDuty(ctx context.Context, i int, d Directive, round int) error {
	list, err := l.h.Directive.Duties(ctx, l.actor(clerk), directive.Filter{Directive: l.texts[i]})
	if err != nil {
		return err
	}
	nth := map[string]int{}
	byTitle := map[string]Task{}
	for _, t := range d.Tasks {
		byTitle[t.Title] = t
	}
	for _, x := range list {
		far := byTitle[x.Task.Title].Far
		to := far[nth[x.Task.Title]%len(far)]
		nth[x.Task.Title]++
		if farther[to] < round {
			continue
		}
		if err := l.moveDuty(ctx, x, to, round); err != nil {
			return fmt.Errorf("%s %s: %w", x.Task.Number, x.Duty.UnitName, err)
		}
	}
	return nil
}

func (l *loader) moveDuty(ctx context.Context, x directive.TaskDuty, to string, round int) error {
	room := l.h.Directive
	by := l.actor(l.codeOf(x.Duty.Unit) + "/liaison")
	switch {
	case round == 1:
		return room.Sign(ctx, by, x.Duty.ID)
	case round == 2:
		return room.Report(ctx, by, x.Duty.ID, "按“"+x.Task.Title+"”的要求办理，已完成主要部分，附清单和记录，其余按月报送。")
	case to == "accepted":
		return room.Accept(ctx, l.actor(officer), x.Duty.ID, "符合标准，认可。")
	}
	return room.Return(ctx, l.actor(officer), x.Duty.ID, "只有计划没有结果，请补充完成情况和数字。")
}

// codeOf is the unit's code by its id.
func (l *loader) codeOf(id string) string {
	for code, x := range l.units {
		if x == id {
			return code
		}
	}
	return ""
}
