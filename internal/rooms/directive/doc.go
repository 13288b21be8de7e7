// Package directive is the room of directives (部署): a speech, plan or notice comes in, is cut into its
// outline, and the sentences that demand something become tasks which units sign for and report on.
//
//	directive: drafts 1, 2, 3 …; withdrawn keeps its number
//	node:      as cut; pruned, merged or declined with a reason; restored
//	duty:      issued → signed → reported → accepted; reported → returned → reported
//
// The system proposes and a person decides: which sentence becomes a task, who leads, by when. A task
// keeps its sentence word for word and its place in the text for good. A duty may be handed down to
// units below; who hands it down accepts the report on it, and nobody accepts the own report
// (DOMAIN.md 1.6 no. 7). Overdue is computed from the due date and never stored. Units are listed in
// the order of the register and are never ranked.
package directive
