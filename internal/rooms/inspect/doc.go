// Package inspect is the room of inspections: rounds, teams, the inspection of one organisation
// against a check-list, work papers, findings, the report, and the feedback to the unit.
//
//	round:      draft → approved → closed
//	inspection: scheduled → on_site → left → reported → fed_back
//	paper:      draft → signed (both handlers) → reviewed → approved → disposed; returned → draft
//	finding:    draft → approved (text frozen) or dropped with a reason
//	feedback:   draft → approved → sent, and in the same act one rectification item a finding
//
// Two people handle a paper; a third reviews and a fourth approves it (work rules on papers: one
// matter one paper, three readings). A formal number exists only on approval. The inspected unit
// sees nothing of this room but feedback that was approved and sent (DOMAIN.md 1.6 no. 9), and a
// paper has no way to carry a clue about a person: that is handed over on another track (no. 8).
package inspect
