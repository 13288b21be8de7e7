package shell

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"plumbline/internal/ground/i18n"
)

func htmlLang(ctx context.Context) string {
	if i18n.Lang(ctx) == "en" {
		return "en"
	}
	return "zh-CN"
}

func titleOf(ctx context.Context, title string) string {
	name := i18n.T(ctx, "shell.product")
	if title == "" {
		return name
	}
	return title + " - " + name
}

func bodyClass(f Frame, p Page) string {
	switch {
	case f.Wide:
		return "pl-wide-side"
	case f.Rail || p.Rail:
		return "pl-rail"
	}
	return ""
}

func mainClass(p Page) string {
	class := "pl-page"
	if p.Paper != "" {
		class += " pl-print-" + p.Paper
	}
	if p.Class != "" {
		class += " " + p.Class
	}
	return class
}

func currentPage(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

func (f Frame) printer() string {
	if f.Office != "" {
		return f.Office
	}
	return f.Org
}

func unread(ctx context.Context, n int) string {
	if n == 0 {
		return i18n.T(ctx, "shell.bell.none")
	}
	return i18n.T(ctx, "shell.bell", "n", dotnum(n))
}

func dotnum(n int) string {
	if n > 99 {
		return "99+"
	}
	return strconv.Itoa(n)
}

// scriptWords are the sentences that the scripts say.
func scriptWords(ctx context.Context) map[string]string {
	out := map[string]string{}
	for name, key := range map[string]string{
		"saved": "part.form.saved", "savedLocal": "part.form.saved_local", "saveFailed": "part.form.save_failed",
		"busy": "part.form.busy", "copied": "part.copy.done", "selected": "part.rows.selected",
		"upWaiting": "part.upload.waiting", "upSending": "part.upload.sending", "upRetrying": "part.upload.retrying",
		"upDone": "part.upload.done", "upRetry": "part.upload.retry", "upCancel": "part.upload.cancel",
		"upFailed": "part.upload.failed", "upProgress": "part.upload.progress",
	} {
		out[name] = i18n.T(ctx, key)
	}
	return out
}

// keys are the rows of the window that lists the keys: the caps and the words key.
var keys = []struct {
	caps [][]string // alternatives of caps pressed together or one after the other
	then bool       // one after the other
	word string
}{
	{[][]string{{"Ctrl", "K"}, {"/"}}, false, "shell.keys.search"},
	{[][]string{{"J"}, {"K"}}, false, "shell.keys.rows"},
	{[][]string{{"Enter"}}, false, "shell.keys.open"},
	{[][]string{{"X"}, {"Shift", "X"}}, false, "shell.keys.select"},
	{[][]string{{"G", "T"}}, true, "shell.keys.ledger"},
	{[][]string{{"G", "W"}}, true, "shell.keys.workbench"},
	{[][]string{{"["}, {"]"}}, false, "shell.keys.neighbours"},
	{[][]string{{"E"}}, false, "shell.keys.edit"},
	{[][]string{{"Ctrl", "S"}}, false, "shell.keys.save"},
	{[][]string{{"Ctrl", "Enter"}}, false, "shell.keys.submit"},
	{[][]string{{"Esc"}}, false, "shell.keys.escape"},
	{[][]string{{"?"}}, false, "shell.keys.this"},
}

// chosen marks the language in use; pressing it again does no harm.
func chosen(on bool) templ.Attributes {
	if on {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}
