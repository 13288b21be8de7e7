package dutyreport

import "plumbline/internal/ground/db"

// Block is one thing that keeps a report from being submitted, as a sentence of words with its
// arguments, and where it is to be mended.
type Block struct {
	Key      string
	Args     []any
	Section  string // code of the section, when it is about one
	Question QuestionID
}

// Blocks collects what keeps the report from being submitted; empty means that it may go.
func Blocks(tx *db.Tx, r Report) ([]Block, error) {
	out, err := questionBlocks(tx, r)
	if err != nil {
		return nil, err
	}
	more, err := writeBlocks(tx, r)
	return append(out, more...), err
}

// questionBlocks names the assigned questions that have no answer, or whose paragraph is not there.
func questionBlocks(tx *db.Tx, r Report) ([]Block, error) {
	list, err := listQuestionsOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	paras, err := writeParagraphs(tx, r)
	if err != nil {
		return nil, err
	}
	var out []Block
	for _, q := range list {
		switch {
		case q.Answered.IsZero():
			out = append(out, Block{Key: "dutyreport.block.question", Args: []any{"number", q.Number, "words", shorten(q.Words, 40)}, Question: q.ID})
		case paras != nil && paras[q.Section] < q.Para:
			out = append(out, Block{Key: "dutyreport.block.paragraph", Args: []any{"number", q.Number, "para", q.Para, "has", paras[q.Section]}, Section: q.Section, Question: q.ID})
		}
	}
	return out, nil
}

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
