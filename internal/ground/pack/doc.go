// Package pack reads framework packs: YAML files in which the domain expert keeps category trees,
// check points, deadline rules, working calendars and standing rules, each with the article it
// comes from. Adding a check-list or changing a deadline touches only such files.
//
// Reading is strict. Every mistake is named with its file, its line, what is wrong and what would
// be right, and a file with one mistake yields no pack at all: a rule that was half understood must
// not start a deadline. A pack is data: it holds no expression, no anchor and no include.
//
// The kinds:
//
//	taxonomy   a tree of categories                     packs/*.yaml
//	checklist  sections, groups and check points        packs/*.yaml
//	deadlines  deadline rules with effective dates      packs/rules/*.yaml
//	duties     standing rules that the code enforces    packs/rules/*.yaml
//	assessment forms of ballots and panels              packs/*.yaml
//	budget     categories, ceilings, bans, rates of dues  packs/*.yaml
//	scheme     yearly list, hearings, assessment        packs/*.yaml
//	calendar   days off and make-up workdays of a year  packs/calendar/*.yaml
//	campaign   stages, groups, references, proposals    packs/*.yaml
//	rhythm     duties of organisation life              packs/*.yaml
//	outline    sections, words of return and steps      packs/*.yaml
package pack
