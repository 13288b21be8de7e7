// Command icons rebuilds assets/icons.svg from the outline icons of the npm package @tabler/icons.
//
//	npm install --prefix /tmp/icons @tabler/icons@3
//	go run ./icons -from /tmp/icons/node_modules/@tabler/icons/icons/outline -sprite ../assets/icons.svg bell plus …
//
// (run in tools/). Symbols already in the sprite stay; the named ones are added or renewed. Symbol
// ids are the icon names, so a page writes icons.svg#bell.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

var (
	symbol = regexp.MustCompile(`<symbol id="([^"]+)"[^>]*>.*?</symbol>`)
	inner  = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)
	frame  = regexp.MustCompile(`<path stroke="none" d="M0 0h24v24H0z"[^>]*/>`)
	space  = regexp.MustCompile(`\s*\n\s*`)
)

func main() {
	from := flag.String("from", "", "folder with one SVG file for each icon")
	sprite := flag.String("sprite", "assets/icons.svg", "sprite to rebuild")
	flag.Parse()
	if err := run(*from, *sprite, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "icons:", err)
		os.Exit(1)
	}
}

func run(from, sprite string, names []string) error {
	have := map[string]string{}
	old, err := os.ReadFile(sprite)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, m := range symbol.FindAllStringSubmatch(string(old), -1) {
		have[m[1]] = m[0]
	}
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(from, name+".svg"))
		if err != nil {
			return err
		}
		m := inner.FindStringSubmatch(string(raw))
		if m == nil {
			return fmt.Errorf("%s.svg holds no <svg> element", name)
		}
		body := strings.TrimSpace(space.ReplaceAllString(frame.ReplaceAllString(m[1], ""), ""))
		have[name] = `<symbol id="` + name + `" viewBox="0 0 24 24">` + body + `</symbol>`
	}
	return os.WriteFile(sprite, []byte(join(have)), 0o644)
}

func join(have map[string]string) string {
	ids := make([]string, 0, len(have))
	for id := range have {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	var b strings.Builder
	b.WriteString("<svg xmlns=\"http://www.w3.org/2000/svg\">\n")
	for _, id := range ids {
		b.WriteString(have[id] + "\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}
