package office

import (
	"fmt"
	"strings"
)

// Paper is an official document (公文) as it goes to paper: A4 with the margins and type area of
// GB/T 9704-2012, red head, number, addressee, headings of four levels, body, tables, signature.
// It is built from top to bottom; text is plain and never read as markup.
//
// Fonts are named and not embedded: 方正小标宋 and 仿宋_GB2312 may not be redistributed, and the
// machines that print such papers have them.
type Paper struct {
	title  string
	agency string
	number string
	to     string
	blocks []block
	counts [headings]int // of the headings so far
}

// headings is how many levels of headings an official document has (GB/T 9704-2012, 7.3.3).
const headings = 4

// block is a part of the body.
type block struct {
	style string
	text  string
	table *paperTable
}

type paperTable struct {
	head  []string
	rows  [][]string
	width []int // twips
}

// NewPaper begins a document with its title.
func NewPaper(title string) *Paper { return &Paper{title: title} }

// Title is the document's title, for the file's name.
func (p *Paper) Title() string { return p.title }

// Agency sets the red head (发文机关标志).
func (p *Paper) Agency(name string) { p.agency = name }

// Number sets the document's number (发文字号): 临公督〔2026〕7号.
func (p *Paper) Number(no string) { p.number = no }

// To sets the addressee (主送机关), without its colon.
func (p *Paper) To(addressee string) { p.to = strings.TrimRight(addressee, ":：") }

// Heading adds a heading of level 1 to 4. It is numbered 一、（一）1.（1） by its place, unless the text
// brings a number of that form itself; a level out of range is the nearest one.
func (p *Paper) Heading(level int, text string) {
	level = min(max(level, 1), headings)
	p.counts[level-1]++
	for i := level; i < headings; i++ {
		p.counts[i] = 0
	}
	text = line(text)
	if !numberedHeading.MatchString(text) {
		text = headingNumber(level, p.counts[level-1]) + text
	}
	p.add(fmt.Sprintf("Heading%d", level), text)
}

// Text adds paragraphs of body text; a line end begins a new one.
func (p *Paper) Text(paras ...string) {
	for _, t := range paras {
		for l := range strings.Lines(t) {
			if l = line(l); l != "" {
				p.add("Normal", l)
			}
		}
	}
}

// Fields adds a form of two columns: what is asked and what stands there.
func (p *Paper) Fields(rows [][2]string) {
	t := &paperTable{width: []int{typeWidth * 3 / 11, typeWidth - typeWidth*3/11}}
	for _, r := range rows {
		t.rows = append(t.rows, []string{r[0], r[1]})
	}
	p.blocks = append(p.blocks, block{table: t})
}

// Table adds a table whose head is repeated on each page; a short row is filled with empty cells.
func (p *Paper) Table(head []string, rows [][]string) {
	if len(head) == 0 {
		return
	}
	t := &paperTable{head: head, width: shares(head, rows)}
	for _, r := range rows {
		cells := make([]string, len(head))
		copy(cells, r)
		t.rows = append(t.rows, cells)
	}
	p.blocks = append(p.blocks, block{table: t})
}

// Note adds a paragraph in smaller type: a basis, a remark under a table.
func (p *Paper) Note(text string) { p.add("Note", line(text)) }

// Sign ends with the signature (发文机关署名) and the day, which is written 2026年6月18日 when it is
// given as 2026-06-18; either may be empty.
func (p *Paper) Sign(agency, day string) {
	p.add("Normal", "")
	if agency != "" {
		p.add("Sign", line(agency))
	}
	if day != "" {
		p.add("Sign", longDay(day))
	}
}

func (p *Paper) add(style, text string) {
	p.blocks = append(p.blocks, block{style: style, text: text})
}
