// Package framework keeps the packs that the work is measured by: category trees, check-lists,
// deadline rules, standing rules and calendars, each in versions.
//
//	Bring     a file is read strictly and kept as an edition; one mistake and nothing is kept
//	Propose   the office names the first day
//	Approve   somebody else puts it in force from that day; the version before it ends the day before
//	Withdraw  an edition not yet approved is taken back
//
// A matter that runs keeps the version that it began under (rule: INV-17): rooms store code and
// version, or call Begin, and ask List for exactly that one. Deadline rules and days off are handed
// to hall/calendar when an edition is approved.
//
// Nothing of a pack is copied into tables: the file is the truth, its fingerprint is recorded, and
// what was parsed is kept in memory by that fingerprint.
package framework
