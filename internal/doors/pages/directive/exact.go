package directivepage

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Quoted text is written by hand: a template puts a space between neighbouring elements, and Chinese
// text shows it.

// runs is the text of a paragraph, each sentence a link that lights its line of the outline.
func runs(p Page, x para) templ.Component {
	return exact(func(b *strings.Builder) {
		for _, r := range x.runs {
			switch {
			case r.node != nil:
				p.link(b, r)
			case r.bold && x.kind == "p":
				b.WriteString("<b>" + templ.EscapeString(r.text) + "</b>")
			default:
				b.WriteString(templ.EscapeString(r.text))
			}
		}
	})
}

func (p Page) link(b *strings.Builder, r run) {
	id := templ.EscapeString(string(r.node.ID))
	b.WriteString(`<a class="pl-nd ` + p.status(*r.node) + `" `)
	if r.first {
		b.WriteString(`id="s-` + id + `" `)
	}
	b.WriteString(`data-n="` + id + `" href="` + templ.EscapeString(string(p.at(r.node.ID))) + `">`)
	if len(r.subs) == 0 {
		b.WriteString(templ.EscapeString(r.text))
	}
	for _, s := range r.subs {
		if s.class == "" {
			b.WriteString(templ.EscapeString(s.text))
			continue
		}
		b.WriteString(`<span class="pl-sg ` + s.class + `">` + templ.EscapeString(s.text) + `</span>`)
	}
	b.WriteString("</a>")
}

// changed is a sentence whose differing stretch stands in an element.
func changed(tag, class string, text [3]string) templ.Component {
	return exact(func(b *strings.Builder) {
		b.WriteString(templ.EscapeString(text[0]))
		if text[1] != "" {
			b.WriteString("<" + tag + ` class="` + class + `">` + templ.EscapeString(text[1]) + "</" + tag + ">")
		}
		b.WriteString(templ.EscapeString(text[2]))
	})
}

func exact(write func(*strings.Builder)) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		write(&b)
		_, err := io.WriteString(w, b.String())
		return err
	})
}
