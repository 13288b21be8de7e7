package dutyreport

import "plumbline/internal/ground/db"

// SectionText is the text of one section, paragraph by paragraph.
type SectionText struct {
	Code       string
	Paragraphs []string
}

// writeText is the text of a report in the order of its outline: the draft last submitted, or with
// working the one that the reporter is writing. nil when there is none.
func writeText(tx *db.Tx, r Report, working bool) ([]SectionText, error) { return nil, nil }

// writeParagraphs counts the paragraphs of each section of the working text; nil when there is none.
func writeParagraphs(tx *db.Tx, r Report) (map[string]int, error) { return nil, nil }

// writeBlocks names what keeps the text from being submitted.
func writeBlocks(tx *db.Tx, r Report) ([]Block, error) { return nil, nil }

// writeSubmitted fixes the working text as the draft that was submitted.
func writeSubmitted(tx *db.Tx, r Report) error { return nil }
