package dutyreport

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/passage"
)

// writeBlocks names what keeps the text from being submitted: a section without text, shorter or
// longer than the outline says, too small a part of the whole, and a figure of the house that stands
// against the text without a word of the writer.
func writeBlocks(tx *db.Tx, r Report) ([]Block, error) {
	outline, err := listSections(tx, r.Year)
	if err != nil {
		return nil, err
	}
	list, err := listWorking(tx, r.ID)
	if err != nil {
		return nil, err
	}
	out := lengthBlocks(outline, list)
	against, err := mismatchesOf(tx, r, list)
	if err != nil {
		return nil, err
	}
	for _, m := range against {
		if m.Explained == "" {
			out = append(out, Block{Key: "dutyreport.block.figure", Args: []any{"words", shorten(m.Text, 30)}, Section: m.Section})
		}
	}
	return out, nil
}

// lengthBlocks holds the text against the outline's measures.
func lengthBlocks(outline []Section, list []TextVersion) []Block {
	words := map[string]int{}
	all := 0
	for _, v := range list {
		words[v.Section] = v.Words
		all += v.Words
	}
	var out []Block
	for _, s := range outline {
		n := words[s.Code]
		block := func(key string, args ...any) {
			out = append(out, Block{Key: "dutyreport.block." + key, Args: append([]any{"title", s.Title}, args...), Section: s.Code})
		}
		switch {
		case n == 0:
			block("empty")
		case n < s.Least:
			block("short", "has", n, "least", s.Least)
		case s.Most > 0 && n > s.Most:
			block("long", "has", n, "most", s.Most)
		}
		if n > 0 && s.Share > 0 && share(n, all) < s.Share {
			block("share", "has", share(n, all), "least", s.Share)
		}
	}
	return out
}

// share is the rounded percentage of a part.
func share(n, of int) int {
	if of == 0 {
		return 0
	}
	return (n*200 + of) / (2 * of)
}

// issuedWords are the words of an outline that every writer was given: they are nobody's own.
func issuedWords(outline []Section) []string {
	var out []string
	for _, s := range outline {
		out = append(out, s.Title.Zh)
		for _, a := range s.Asks {
			out = append(out, a.Text.Zh)
		}
	}
	return out
}

// sharedWith finds what a section's text shares with last year's report.
func sharedWith(text, last string, issued []string) ([]passage.Run, int) {
	runs := passage.Shared(text, last, issued...)
	return runs, passage.Share(text, runs)
}
