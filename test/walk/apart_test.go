package walk

import (
	"bytes"
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/a-h/templ"

	"plumbline/internal/doors"
	"plumbline/internal/doors/pages/errorpage"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/i18n"
)

// The pages to which no link leads, because something has to go wrong first.
func TestPagesWhenSomethingIsWrong(t *testing.T) {
	w := openTown(t)
	at := dbtest.Start
	m := errorpage.Model{Ref: "E-ABCD-2345", At: at, Problems: part.Problems{{Field: "due", Text: "…"}}}
	merge := errorpage.Merge{DocNo: []string{"WT-26-0131"}, Action: "/x", Version: "3", By: "李一", At: at, Mine: at.Add(time.Minute),
		Fields: []errorpage.Clash{{Name: "body", Label: "正文", Base: "原", Theirs: "甲", Mine: "乙"}}}
	pages := map[string]templ.Component{"missing": errorpage.Missing(m), "denied": errorpage.Denied(m), "conflict": errorpage.Conflict(m),
		"wrong": errorpage.Wrong(m), "internal": errorpage.Internal(m), "merged": errorpage.Merged(merge)}
	for name, page := range pages {
		for _, lang := range i18n.Languages {
			var out bytes.Buffer
			if err := page.Render(i18n.With(context.Background(), w.house.Words, lang), &out); err != nil {
				t.Fatal(name, err)
			}
			for _, b := range badPage(lang, out.String()) {
				t.Errorf("%s %s", name, b)
			}
		}
	}
}

// An empty house shows its set-up, in both languages, to whoever comes; a house in use has no such page.
func TestSetUpPage(t *testing.T) {
	h, err := doors.Open(context.Background(), doors.Config{Data: t.TempDir(), Lang: "zh", Clock: clock.NewSettable(dbtest.Start), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	empty := &town{house: h, server: web.New(h, "test", false)}
	for _, lang := range i18n.Languages {
		a := empty.ask(walker{}, http.MethodGet, "/setup", lang)
		if a.Code != http.StatusOK {
			t.Fatal(a.Code)
		}
		for _, b := range badPage(lang, a.Body.String()) {
			t.Errorf("set-up %s", b)
		}
	}
	if a := openTown(t).ask(walker{}, http.MethodGet, "/setup", "zh"); a.Code != http.StatusNotFound {
		t.Errorf("a house in use answers its set-up with %d", a.Code)
	}
}
