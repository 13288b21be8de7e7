package part

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/words"
)

func speaking(t *testing.T, lang string) context.Context {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return i18n.With(context.Background(), w, lang)
}

func TestDueBadges(t *testing.T) {
	zh, en := speaking(t, "zh"), speaking(t, "en")
	today := clock.Day("2026-06-18")
	for _, c := range []struct {
		due    Due
		kind   DueKind
		zh, en string
	}{
		{DueOf(today, "2026-06-12", 0), Late, "逾期 6 天", "6 days overdue"},
		{DueOf(today, "2026-06-17", 0), Late, "逾期 1 天", "1 day overdue"},
		{DueOf(today, "2026-06-18", 0), Soon, "今天到期", "Due today"},
		{DueOf(today, "2026-06-28", 0), Soon, "剩 10 天", "10 days left"},
		{DueOf(today, "2026-06-29", 0), OK, "剩 11 天", "11 days left"},
		{DueOf(today, "2026-06-29", 15), Soon, "剩 11 天", "11 days left"},
		{DueOf(today, "", 0), Long, "长期坚持", "Long-term"},
		{DoneOf("2026-06-01", "2026-06-05"), Done, "按期办结", "Done in time"},
		{DoneOf("2026-06-08", "2026-06-05"), Done, "逾期 3 天办结", "Done 3 days late"},
		{Due{Kind: Hold}, Hold, "暂停计时", "Clock stopped"},
	} {
		if c.due.Kind != c.kind || c.due.Words(zh) != c.zh || c.due.Words(en) != c.en {
			t.Errorf("%+v reads %s %q %q, want %s %q %q", c.due, c.due.Kind, c.due.Words(zh), c.due.Words(en), c.kind, c.zh, c.en)
		}
	}
}

// An error is tied to its field for readers aloud, and the summary leads to it.
func TestWrongFieldIsTied(t *testing.T) {
	p := Problems{{"due", "晚于集中整改期满 2026-07-10"}}
	var b strings.Builder
	ctx := WithToken(speaking(t, "zh"), "tok")
	if err := Date(Field{Name: "due", Label: "完成时限", Hint: "h", Error: p.Of("due")}).Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if err := ErrorSummary(p).Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if err := CSRF().Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`id="f-due"`, `aria-describedby="f-due-e f-due-h"`, `id="f-due-e"`, `aria-invalid="true"`, `href="#f-due"`, `name="csrf" value="tok"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
}

// swallowed finds @component(…){ text } on one line: templ takes the braces as children of the
// component, and where it has no place for children the text is lost.
var swallowed = regexp.MustCompile(`@(?:part\.)?(?:Icon|IconClass|Shape|Ava|Day|Time|Hash|State|StateIcon|DueBadge)\([^\n{}]*\) ?\{`)

func TestNoPageLosesTextBehindAnIcon(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".templ" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range swallowed.FindAll(src, -1) {
			t.Errorf("%s: %s … takes the text as its children and drops it; put the text on the next line", path, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !swallowed.MatchString(`@part.Icon("x"){ i18n.T(ctx, "a") }`) {
		t.Error("the check does not notice the mistake")
	}
}
