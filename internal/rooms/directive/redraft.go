package directive

import (
	"context"
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// Redraft takes in the next draft of a directive. Tasks stay bound to the sentence and the draft they
// came from; where the new draft has the same sentence, they move along with it. The same text again
// is Invalid.
func (r *Room) Redraft(ctx context.Context, actor who.Actor, id ID, in NewDirective) error {
	doc, err := readText(in.Text)
	if err != nil {
		return err
	}
	return r.edit(ctx, actor, id, func(tx *db.Tx, d *Directive) error {
		old, err := loadDraft(tx, id, d.Draft)
		if err != nil {
			return err
		}
		if old.Hash == hashOf(in.Text) {
			return fault.Invalid(fault.On("text", "directive.redraft.same", "n", d.Draft))
		}
		before, err := listNodes(tx, id, d.Draft)
		if err != nil {
			return err
		}
		d.Draft++
		if err := saveDirective(tx, d); err != nil {
			return err
		}
		if err := keepDraft(tx, *d, in, doc); err != nil {
			return err
		}
		if err := carry(tx, *d, old, before, in.Text); err != nil {
			return err
		}
		if err := indexDirective(tx, *d, in.Text); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "directive.redraft", Kind: "directive", ID: string(id), Version: d.Version, Unit: d.Unit,
			Details: map[string]string{"draft": strconv.Itoa(d.Draft), "sha256": hashOf(in.Text)}})
	})
}

// carry moves decisions and tasks to the same sentences of the new draft.
func carry(tx *db.Tx, d Directive, old Draft, before []Node, text string) error {
	after, err := listNodes(tx, d.ID, d.Draft)
	if err != nil {
		return err
	}
	found := map[string]*Node{}
	was, is := []rune(old.Body), []rune(text)
	for i := range after {
		if n := &after[i]; n.Kind == Sentence {
			found[string(is[n.First:n.Last])] = n
		}
	}
	for _, n := range before {
		same := found[string(was[n.First:n.Last])]
		if n.Kind != Sentence || same == nil {
			continue
		}
		if n.Mark == Declined || n.Mark == Pruned {
			same.Mark, same.Reason = n.Mark, n.Reason
			if err := saveNode(tx, same); err != nil {
				return err
			}
		}
		if err := moveTasks(tx, n.ID, *same); err != nil {
			return err
		}
	}
	return nil
}
