package browser

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// fillForm finds the form by the end of its address, writes the fields and answers what is wrong with them, "" when the
// form may be sent. A field is "name=value"; a list takes the value or a part of the option's words; the same name twice
// means its next field, and "name*" every field whose name begins so.
const fillForm = `((end, fields) => {
	const form = [...document.forms].find(f => (f.getAttribute("action") || "").split("?")[0].endsWith(end));
	if (!form) return "there is no form to " + end + "; forms go to " + [...document.forms].map(f => f.getAttribute("action")).join(", ");
	const used = {};
	for (const [name, value] of fields) {
		const many = name.endsWith("*");
		const all = [...form.elements].filter(e => (many ? e.name.startsWith(name.slice(0, -1)) : e.name === name) && e.type !== "hidden");
		const radio = all.find(e => (e.type === "radio" || e.type === "checkbox") && e.value === value);
		if (radio) { radio.checked = true; continue; }
		const put = many ? all : [all[used[name] = (used[name] ?? -1) + 1]];
		for (const e of put) {
		if (!e) return "the form to " + end + " has no field " + name + "; it has " + [...form.elements].map(e => e.name).join(", ");
		if (e.tagName === "SELECT") {
			const o = [...e.options].find(o => o.value === value) || [...e.options].find(o => o.text.includes(value));
			if (!o) return name + " offers no " + value + ", only " + [...e.options].map(o => o.text).join(", ");
			o.selected = true;
		} else { e.value = value; }
		e.dispatchEvent(new Event("input", {bubbles: true}));
		e.dispatchEvent(new Event("change", {bubbles: true}));
		}
	}
	const bad = [...form.elements].find(e => e.willValidate && !e.checkValidity());
	return bad ? bad.name + ": " + bad.validationMessage : "";
})(%s, %s)`

// pressForm presses the form's button: the named one, or the first that sends it.
const pressForm = `((end, button) => {
	const form = [...document.forms].find(f => (f.getAttribute("action") || "").split("?")[0].endsWith(end));
	const all = [...form.elements].filter(e => e.tagName === "BUTTON" && e.type === "submit");
	(button ? all.find(b => b.name + "=" + b.value === button || (b.getAttribute("formaction") || "").endsWith(button)) : all.find(b => b.classList.contains("btn-primary")) || all[0]).click();
})(%s, %s)`

// send fills a form of the page and sends it as its reader would; a mistake that the next page names ends the test. A
// field that begins with "press:" names the button.
func (p *tab) send(action string, fields ...string) {
	p.t.Helper()
	pairs := [][2]string{}
	button := ""
	for _, f := range fields {
		if b, ok := strings.CutPrefix(f, "press:"); ok {
			button = b
			continue
		}
		name, value, _ := strings.Cut(f, "=")
		pairs = append(pairs, [2]string{name, value})
	}
	if wrong := ask(p, "fill "+action, chromedp.Evaluate[string](fmt.Sprintf(fillForm, quoted(action), quoted(pairs)))); wrong != "" {
		p.lose("fill the form to "+action, fmt.Errorf("%s", wrong))
	}
	press := chromedp.Evaluate[chromedp.Void](fmt.Sprintf(pressForm, quoted(action), quoted(button)))
	ask(p, "send "+action, chromedp.WaitEvent(page.LoadEventFired, nil, press))
	if wrong := ask(p, "mistakes", chromedp.Evaluate[string](`[...document.querySelectorAll('.alert-danger[role="alert"]'), ...document.querySelectorAll(".pl-err")].map(e => e.innerText).join("; ")`)); wrong != "" {
		p.lose("send "+action, fmt.Errorf("%s", wrong))
	}
}

func quoted(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// first is the first address on the page that matches the pattern.
func (p *tab) first(pattern string) string { p.t.Helper(); return p.near("", pattern) }

// near is the first address that matches the pattern within the smallest card or row that shows the text.
func (p *tab) near(text, pattern string) string {
	p.t.Helper()
	at := ask(p, "find "+pattern, chromedp.Evaluate[string](fmt.Sprintf(`((text, pattern) => {
		const at = n => [...n.querySelectorAll("a[href], form[action]")].map(e => e.getAttribute("href") || e.getAttribute("action")).find(h => new RegExp(pattern).test(h));
		const around = [...document.querySelectorAll("tr, li, .card"), document.body].filter(n => n.innerText.includes(text) && at(n))
			.sort((a, b) => a.innerText.length - b.innerText.length);
		return around.length ? at(text ? around[0] : document.body) : "";
	})(%s, %s)`, quoted(text), quoted(pattern))))
	if at == "" {
		p.lose("find "+pattern+" near "+text, fmt.Errorf("no link or form leads there"))
	}
	return at
}

// attach chooses a file in the item's evidence box, which uploads it and shows the page again.
func (p *tab) attach(file string) {
	p.t.Helper()
	ask(p, "attach", chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.SetUploadFiles(chromedp.CSS("#f-file"), []string{file}, chromedp.NodeReady)))
}

// me is the name of the person signed in.
func (p *tab) me() string {
	p.t.Helper()
	return ask(p, "my name", chromedp.Evaluate[string](`document.querySelector(".pl-who > span:not(.pl-ava)").firstChild.textContent.trim()`))
}
