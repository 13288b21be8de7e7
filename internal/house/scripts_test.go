package house

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// dangerous is how a script turns text into markup or code, or lets foreign data reach what all objects share.
var dangerous = regexp.MustCompile(`\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function\b|set(Timeout|Interval)\(\s*['"\x60]|__proto__|\.prototype\b|setPrototypeOf|createContextualFragment|srcdoc`)

// scripts holds our own scripts to text: what they show goes through textContent, and what the server sends as a part of a
// page is put in by the vendored library alone.
func scripts(tree fs.FS) []string {
	var faults []string
	each(tree, []string{".js"}, func(name, text string) {
		for i, line := range strings.Split(text, "\n") {
			if what := dangerous.FindString(line); what != "" {
				faults = append(faults, fmt.Sprintf("%s:%d: %s: show text with textContent; merge no foreign objects", name, i+1, what))
			}
		}
	}, "assets/js")
	return faults
}

func TestScriptsShowTextOnly(t *testing.T) {
	holds(t, scripts)
	catches(t, scripts, map[string]string{
		"assets/js/a.js": "el.textContent = x;\nel.innerHTML = x;\n",
		"assets/js/b.js": "setTimeout('go()', 3);\nobj.__proto__.x = 1;\nnew Function('x');\n",
	}, "a.js:2: .innerHTML", "b.js:1: setTimeout('", "b.js:2: __proto__", "b.js:3: new Function")
}
