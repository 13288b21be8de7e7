// Package budget is the room of Party money (党建经费、党费).
//
//	plan:     draft → submitted → approved; submitted → returned → submitted
//	change:   asked → approved or refused
//	expense:  asked → (secretary → officer → leader) → approved → settled; refused, withdrawn
//	voucher:  entered; cancelled with a reason
//	dues:     base and month give what is due; paid, exempt with a ground, handed up
//
// What is approved is what was shown: a plan and an application carry the SHA-256 of their content,
// the one who decides sends back the hash that was seen, and a content that moved meanwhile is a
// Conflict. Nobody approves what he or she planned, applied for or signed before (N-33). Means with a
// purpose are spent on that purpose only (专款专用). There is no category for money from elsewhere and
// a pack that names one is refused: costs of Party work are not shifted to others (DOMAIN.md 14).
//
// What is wrong with the use of the money is shown without being asked (shown.go) and never edited
// away. A member's base and dues are seen by the branch's secretary and the Party officer only; that
// somebody has not paid for six months is told to the secretary as a matter to talk about, and has no
// consequence in this program. Amounts are whole fen.
package budget
