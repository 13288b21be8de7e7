// Package dutyreport is the room of the annual duty-and-integrity reports (述责述廉): who reports and
// why, what is asked of each, the report itself, its review in steps, the meeting with its questions,
// and what follows from it (DOMAIN.md 5).
//
//	year:    draft → noticed → closed
//	report:  writing → department → leader → office → passed → circulated → met → fed_back → closed
//	         department, leader, office → returned → department (each return with its passages, kept)
//	question: proposed → assigned to a reporter → answered at a paragraph → judged enough or not;
//	         proposed → declined with a reason
//	inquiry: asked and answered at the meeting → judged; 不满意 → paper (质询书) → written reply → judged
//
// A report that an assigned question is not answered in, or whose outline is not complete, cannot be
// submitted: Blocks says which and why. The first date of every step and of every report is what the
// notice said and never changes; a late or missing report stays late. Reports are listed in register
// order and are never ranked; no figure is kept of a person.
//
// Three parts share the room: the year's round (year, scope, question, review, meeting), the writing
// (files write*, fact*, claim*, passage*) and the assessment (files assess*, comment*, feedback*,
// transfer*). Each part writes its own tables.
package dutyreport
