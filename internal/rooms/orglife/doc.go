// Package orglife is the room of organisation life (组织生活, DOMAIN.md 6.2, 6.6, 6.8b): what each Party
// organisation owes in each period, what was held, what was decided, and the yearly review.
//
//	duty:     open → done, late (written up later than allowed), missed; missed → made_up, late
//	activity: planned → told → held; planned, told → dropped
//	decision: open → decided, each opinion in its order, the head last
//	review:   eleven steps in their order, then approved by somebody else or returned
//
// A duty that was not done stays missed: a later meeting is linked and shown as making up for it, the
// mark remains. When something happened and when it was written are two facts and neither changes.
// Everybody of the roster was there but those who are named with a reason. No picture is asked for,
// nothing is ranked, and a superior notes faults of form, never numbers of uploads.
//
// Which duties there are, how often and for whom says a pack (ground/pack, kind rhythm). A period keeps
// the version that was in force on its first day.
package orglife
