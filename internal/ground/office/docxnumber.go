package office

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// numRef says by which list and at which depth a paragraph is numbered.
type numRef struct {
	id    string
	level int
}

// numLevel is one depth of a list: how it counts and how the number is written, %1 being the number of
// the first depth.
type numLevel struct {
	format string
	text   string
	start  int
}

// numbering counts as Word does, so that “一、” that nobody typed still stands in the text.
type numbering struct {
	lists  map[string]map[int]numLevel // abstract list by id
	uses   map[string]string           // numbered list → abstract list
	counts map[string]*[9]int
}

// readNumbering reads word/numbering.xml; what it cannot read simply does not count.
func readNumbering(raw []byte) *numbering {
	n := &numbering{lists: map[string]map[int]numLevel{}, uses: map[string]string{}, counts: map[string]*[9]int{}}
	var doc struct {
		Abstract []struct {
			ID     string `xml:"abstractNumId,attr"`
			Levels []struct {
				Depth string `xml:"ilvl,attr"`
				Start struct {
					Val string `xml:"val,attr"`
				} `xml:"start"`
				Format struct {
					Val string `xml:"val,attr"`
				} `xml:"numFmt"`
				Text struct {
					Val string `xml:"val,attr"`
				} `xml:"lvlText"`
			} `xml:"lvl"`
		} `xml:"abstractNum"`
		Nums []struct {
			ID       string `xml:"numId,attr"`
			Abstract struct {
				Val string `xml:"val,attr"`
			} `xml:"abstractNumId"`
		} `xml:"num"`
	}
	if len(raw) == 0 || xml.NewDecoder(bytes.NewReader(raw)).Decode(&doc) != nil {
		return n
	}
	for _, a := range doc.Abstract {
		levels := map[int]numLevel{}
		for _, l := range a.Levels {
			start, err := strconv.Atoi(l.Start.Val)
			if err != nil {
				start = 1
			}
			levels[small(l.Depth)] = numLevel{format: l.Format.Val, text: l.Text.Val, start: start}
		}
		n.lists[a.ID] = levels
	}
	for _, u := range doc.Nums {
		n.uses[u.ID] = u.Abstract.Val
	}
	return n
}

// readStyles returns the numbering that paragraph styles carry, such as numbered headings.
func readStyles(raw []byte) map[string]numRef {
	var doc struct {
		Styles []struct {
			ID  string `xml:"styleId,attr"`
			Num struct {
				ID struct {
					Val string `xml:"val,attr"`
				} `xml:"numId"`
				Level struct {
					Val string `xml:"val,attr"`
				} `xml:"ilvl"`
			} `xml:"pPr>numPr"`
		} `xml:"style"`
	}
	out := map[string]numRef{}
	if len(raw) == 0 || xml.NewDecoder(bytes.NewReader(raw)).Decode(&doc) != nil {
		return out
	}
	for _, s := range doc.Styles {
		if s.Num.ID.Val != "" {
			out[s.ID] = numRef{id: s.Num.ID.Val, level: small(s.Num.Level.Val)}
		}
	}
	return out
}

// next counts one paragraph and returns its number as Word would print it.
func (n *numbering) next(ref numRef) string {
	levels := n.lists[n.uses[ref.id]]
	level, ok := levels[ref.level]
	if !ok || ref.id == "0" || level.format == "bullet" || level.format == "none" {
		return ""
	}
	key := n.uses[ref.id]
	c := n.counts[key]
	if c == nil {
		c = &[9]int{}
		n.counts[key] = c
	}
	if c[ref.level] == 0 {
		c[ref.level] = level.start
	} else {
		c[ref.level]++
	}
	for i := ref.level + 1; i < len(c); i++ {
		c[i] = 0
	}
	text := level.text
	for i := 0; i <= ref.level; i++ {
		v := c[i]
		if v == 0 {
			v = max(1, levels[i].start)
		}
		text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), numText(levels[i].format, v))
	}
	return text
}

// numText writes a number in one of Word's formats.
func numText(format string, v int) string {
	switch format {
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital":
		return chineseNumber(v)
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if v >= 1 && v <= 20 {
			return string(rune('①' + v - 1))
		}
	case "decimalFullWidth", "decimalFullWidth2":
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, strconv.Itoa(v))
	case "lowerLetter", "upperLetter":
		if v >= 1 && v <= 26 {
			base := 'a'
			if format == "upperLetter" {
				base = 'A'
			}
			return string(base + rune(v-1))
		}
	}
	return strconv.Itoa(v)
}

func chineseNumber(v int) string {
	digits := []rune("零一二三四五六七八九")
	switch {
	case v < 0 || v > 99:
		return strconv.Itoa(v)
	case v < 10:
		return string(digits[v])
	}
	s := "十"
	if v/10 > 1 {
		s = string(digits[v/10]) + s
	}
	if v%10 > 0 {
		s += string(digits[v%10])
	}
	return s
}
