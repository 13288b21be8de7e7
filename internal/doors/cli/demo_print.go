package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"plumbline/internal/doors"
	"plumbline/words"
)

// announce says where the demo is and who may sign in.
func (c *DemoCmd) announce(t *Terminal, h *doors.House, url string, accounts []demoAccount) error {
	if c.JSON {
		return json.NewEncoder(t.Out).Encode(struct {
			URL      string        `json:"url"`
			Accounts []demoAccount `json:"accounts"`
		}{url, accounts})
	}
	w := h.Words
	rows := [][]string{{w.Say(c.Lang, "demo.col.role"), w.Say(c.Lang, "demo.col.login"), w.Say(c.Lang, "demo.col.password"), w.Say(c.Lang, "demo.col.totp"), w.Say(c.Lang, "demo.col.title")}}
	for _, a := range accounts {
		rows = append(rows, []string{w.Say(c.Lang, "shell.role."+a.Role), a.Login, a.Password, a.TOTP, a.Title})
	}
	kept := "demo.kept"
	if c.Data == "" {
		kept = "demo.throwaway"
	}
	_, err := fmt.Fprintf(t.Out, "准绳 Plumbline %s\n%s  %s\n\n%s\n%s\n%s (%s)\n%s\n", t.Version, w.Say(c.Lang, "demo.ready"), url, table(rows),
		w.Say(c.Lang, "demo.totp"), w.Say(c.Lang, "demo.folder", "folder", h.Config.Data), w.Say(c.Lang, kept), w.Say(c.Lang, "demo.invented"))
	return err
}

// say is a sentence before there is a house.
func say(lang, key string) string {
	w, err := words.Load()
	if err != nil {
		return key
	}
	return w.Say(lang, key)
}

// table lines columns up on a terminal, where a Chinese character is two columns wide.
func table(rows [][]string) string {
	wide := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			wide[i] = max(wide[i], columns(cell))
		}
	}
	var b strings.Builder
	for n, r := range rows {
		for i, cell := range r {
			b.WriteString("  " + cell)
			if i+1 < len(r) {
				b.WriteString(strings.Repeat(" ", wide[i]-columns(cell)))
			}
		}
		b.WriteByte('\n')
		if n == 0 {
			total := 0
			for _, w := range wide {
				total += w + 2
			}
			b.WriteString("  " + strings.Repeat("-", total-2) + "\n")
		}
	}
	return b.String()
}

// columns is the width of a text on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 {
			n++
		}
	}
	return n
}
