package part

import (
	"context"

	"github.com/a-h/templ"

	"plumbline/internal/ground/i18n"
)

// The stamp holds two characters in Chinese and two short words in English.
func sealSize(ctx context.Context) string {
	if i18n.Lang(ctx) == "en" {
		return "12"
	}
	return "20"
}

func sealY(ctx context.Context, line int) string {
	zh := [...]string{"27.5", "48.5"}
	en := [...]string{"26", "42"}
	if i18n.Lang(ctx) == "en" {
		return en[line-1]
	}
	return zh[line-1]
}

func stepNow(s Step) templ.Attributes {
	if s.Now {
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}

func tileIcon(f Evidence) string {
	if f.Icon != "" {
		return f.Icon
	}
	return "file-text"
}

func checkIcon(c CheckItem) string {
	switch {
	case c.No:
		return "circle-x"
	case c.Wait:
		return "alert-circle"
	}
	return "circle-check"
}

func checkWord(c CheckItem) string {
	switch {
	case c.No:
		return "part.check.no"
	case c.Wait:
		return "part.check.wait"
	}
	return "part.check.ok"
}
