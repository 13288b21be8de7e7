package passage

import (
	"html"
	"regexp"
	"strings"
	"unicode"
)

// Clean makes plain paragraphs of what was pasted: text as typed, text from Word, or its HTML. Tags,
// styles, smart tags, comments, fields and pictures go; a row of a table becomes a paragraph with its
// cells one after another; a number that Word set before a list item stays as its characters, a bullet
// goes. The result holds lines apart by one line break, never a character that a tag could begin with
// before a letter: cleaned again it stays the same.
func Clean(pasted string) string {
	text := strings.ToValidUTF8(pasted, "")
	if reHTML.MatchString(text) {
		text = untag(text)
	}
	var out []string
	for line := range strings.SplitSeq(reBreak.ReplaceAllString(text, "\n"), "\n") {
		if line = tidy(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

var (
	reHTML   = regexp.MustCompile(`(?i)<!--|<!\[|<!doctype|<\?xml|</?(?:[a-z0-9]+:)?(?:html|head|body|p|br|div|span|font|table|tbody|tr|td|th|ul|ol|li|h[1-6]|a|b|i|u|s|em|strong|sub|sup|del|ins|img|svg|math|style|script|iframe|object|embed|form|input|button|textarea|select|link|meta|base|xml|title|template|noscript|video|audio|smarttagtype|place|chsdate|chmetcnv)[\s/>]`)
	reTag    = regexp.MustCompile(`^<[/!?]?[a-zA-Z\[-]`)
	reBlock  = regexp.MustCompile(`(?i)<(?:p|div|br|li|tr|h[1-6])[\s/>]`)
	reBreak  = regexp.MustCompile("\r\n?|[\v\f\u0085\u2028\u2029]")
	reBullet = regexp.MustCompile(`^(?:[•·●○■□▪◆◇★☆►▶➢➤✓✔§Ø\x{F000}-\x{F0FF}]\s*)+`)
	reBlanks = regexp.MustCompile(`[ \t\x{00A0}\x{2000}-\x{200A}\x{202F}]+`)
	reNumber = regexp.MustCompile(`^(\d{1,3}[.．、)）]|[（(]\d{1,3}[)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、.．])[\s　]+`)
	reOpens  = regexp.MustCompile(`<([/!?]?[\p{L}\[-])`)
)

// tidy makes one line of plain text: no control or private characters, one blank where there were
// several, no bullet, no blank behind a list number.
func tidy(line string) string {
	line = strings.ReplaceAll(line, "\t", "　")
	line = strings.Map(func(r rune) rune {
		switch {
		case r >= 0xE000 && r <= 0xF8FF && (r < 0xF000 || r > 0xF0FF), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r), r == 0xFFFC, r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, line)
	line = strings.TrimSpace(reBlanks.ReplaceAllString(line, " "))
	for reBullet.MatchString(line) {
		line = strings.TrimSpace(reBullet.ReplaceAllString(line, ""))
	}
	line = strings.TrimSpace(reNumber.ReplaceAllString(line, "$1"))
	for reOpens.MatchString(line) {
		line = reOpens.ReplaceAllString(line, "＜$1")
	}
	return line
}

// silent are the elements whose content is not text of the document.
var silent = map[string]bool{"style": true, "script": true, "head": true, "title": true, "xml": true, "template": true, "object": true,
	"iframe": true, "noscript": true, "svg": true, "math": true, "textarea": true, "select": true, "del": true}

// blocks end a line.
var blocks = map[string]bool{"p": true, "div": true, "br": true, "li": true, "ul": true, "ol": true, "h1": true, "h2": true, "h3": true, "h4": true,
	"h5": true, "h6": true, "tr": true, "table": true, "blockquote": true, "section": true, "article": true, "hr": true, "pre": true, "dd": true, "dt": true, "caption": true}

// untag takes the text out of HTML. It is no parser of pages: what it does not understand is dropped.
func untag(s string) string {
	u := untagger{flows: reBlock.MatchString(s)}
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			u.text(s)
			break
		}
		u.text(s[:i])
		s = u.tag(s[i:])
	}
	return u.out.String()
}

type untagger struct {
	out   strings.Builder
	until string // the silent element that is open
	cells int    // open cells: their paragraphs are no lines
	flows bool   // the lines are made by tags: a line break of the source is none of the document
}

// text writes a stretch between tags.
func (u *untagger) text(s string) {
	if u.until != "" || s == "" {
		return
	}
	if u.flows {
		s = unwrapped(s)
	}
	u.out.WriteString(html.UnescapeString(s))
}

// unwrapped takes out the line breaks of the source: a blank between Latin words, nothing in Chinese.
func unwrapped(s string) string {
	var b strings.Builder
	last, broken := ' ', false
	for _, r := range s {
		if r == '\n' || r == '\r' {
			broken = true
			continue
		}
		if broken && !Wide(last) && !Wide(r) {
			b.WriteByte(' ')
		}
		broken, last = false, r
		b.WriteRune(r)
	}
	if broken && !Wide(last) {
		b.WriteByte(' ')
	}
	return b.String()
}

// tag reads what begins with '<' and returns what is behind it.
func (u *untagger) tag(s string) string {
	switch {
	case strings.HasPrefix(s, "<!--"):
		return behind(s, "-->")
	case !reTag.MatchString(s):
		u.text("<")
		return s[1:]
	case s[1] == '!' || s[1] == '?':
		return behind(s, ">")
	}
	name, closes, end := nameOf(s)
	rest := s[end:]
	if u.until != "" {
		if closes && name == u.until {
			u.until = ""
		}
		return rest
	}
	u.element(name, closes, strings.HasSuffix(s[:end], "/>"))
	return rest
}

func (u *untagger) element(name string, closes, empty bool) {
	switch {
	case silent[name] && !closes && !empty:
		u.until = name
	case name == "td" || name == "th":
		if closes {
			u.cells = max(0, u.cells-1)
			u.out.WriteString("\t")
		} else {
			u.cells++
		}
	case name == "tr" || name == "table":
		u.cells = 0
		u.out.WriteString("\n")
	case blocks[name] && u.cells == 0:
		u.out.WriteString("\n")
	}
}

// nameOf reads the name of a tag and where it ends; '>' inside of quotes does not end it. A tag that
// never ends swallows the rest: half a tag is not text.
func nameOf(s string) (name string, closes bool, end int) {
	i := 1
	if s[i] == '/' {
		closes = true
		i++
	}
	from := i
	for i < len(s) && s[i] != '>' && s[i] != '/' && s[i] > ' ' {
		i++
	}
	name = strings.ToLower(s[from:i])
	if k := strings.LastIndexByte(name, ':'); k >= 0 {
		name = "x:" + name[k+1:] // o:p, st1:chmetcnv: never a block
	}
	for quote := byte(0); i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return name, closes, i + 1
		}
	}
	return name, closes, len(s)
}

func behind(s, mark string) string {
	if i := strings.Index(s, mark); i >= 0 {
		return s[i+len(mark):]
	}
	return ""
}
