package rectify

import (
	"context"
	"slices"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

// Amendment is what the office may set on an item beside its course: the standard, the assessment,
// what may be disclosed. The finding, the number and the first date have no place here.
type Amendment struct {
	Target     string
	Grade      string
	HideInside Hidden
	HidePublic Hidden
	Severity   string // "" keeps it; a lower one waits for a second person
	Category   string // "" keeps it; another one waits for a second person
	Reason     string
}

// Amend sets the office's columns, with a reason. A lower severity and another category are only asked
// for: they come when a second person agrees (approve.LowerItem).
func (r *Room) Amend(ctx context.Context, actor who.Actor, id ItemID, in Amendment) error {
	return r.act(ctx, actor, id, ActAmend, in, func(tx *db.Tx, it *Item) error {
		var c fault.Check
		c.That(filled(in.Reason), "reason", "rectify.reason_missing")
		c.That(len([]rune(in.Target)) <= maxText, "target", "rectify.text_long", "most", maxText)
		c.That(in.Grade == "" || slices.Contains(Grades, in.Grade), "grade", "rectify.amend.grade_unknown")
		c.That(!in.HideInside.On || filled(in.HideInside.Why), "hide_inside_why", "rectify.reason_missing")
		c.That(!in.HidePublic.On || filled(in.HidePublic.Why), "hide_public_why", "rectify.reason_missing")
		c.That(in.Severity == "" || oneOf(in.Severity, Severities), "severity", "rectify.register.severity_unknown")
		if err := c.Err(); err != nil {
			return err
		}
		it.Target, it.Grade, it.HideInside, it.HidePublic = in.Target, in.Grade, in.HideInside, in.HidePublic
		if l := in.judged(it); l != nil {
			_, err := it.ask(tx, l.content(it), in.Reason)
			return err
		}
		return nil
	})
}
