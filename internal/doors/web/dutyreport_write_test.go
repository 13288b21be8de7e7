package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/dutyreport"
	"plumbline/internal/rooms/rectify"
)

// newDutyTown is a town in which the head of a unit writes this year's report, and one item of the
// unit's two is open.
func newDutyTown(t *testing.T) (w *dirTown, report string) {
	t.Helper()
	w = newDirTown(t)
	ctx, job := context.Background(), who.Job("test")
	err := w.house.DB.Write(ctx, job, func(tx *db.Tx) error {
		_, err := org.Appoint(tx, org.Appointment{Person: w.actor("jn").Person, Unit: w.units["江南分局"], Title: "局长", Kind: org.Head, Since: "2023-08-01"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.person("zhou", "周启明", access.Leader, "临江市公安局")
	xu, room := w.actor("xu"), w.house.DutyReport
	now := w.house.DB.Clock().Now().Year()
	year, err := room.PlanYear(ctx, xu, dutyreport.NewYear{Year: now})
	if err != nil {
		t.Fatal(err)
	}
	if err := room.SendNotice(ctx, xu, year, dutyreport.Notice{Number: "临公督〔2026〕1号", Text: "请按期提交。"}); err != nil {
		t.Fatal(err)
	}
	err = w.house.DB.Write(ctx, job, func(tx *db.Tx) error {
		_, err := rectify.HandOver(tx, rectify.Feedback{ID: "f", Number: "临公督反〔2026〕1号", Source: rectify.FromInspection, Unit: w.units["江南分局"], Due: tx.Today().Add(30),
			Findings: []rectify.FeedbackFinding{{Title: "甲", Text: "甲问题", Category: "other"}, {Title: "乙", Text: "乙问题", Category: "other"}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	front, err := room.Front(ctx, xu, year)
	if err != nil || len(front.Reports) != 1 {
		t.Fatalf("%d reports: %v", len(front.Reports), err)
	}
	return w, string(front.Reports[0].ID)
}

func (w *dirTown) actor(login string) who.Actor {
	w.t.Helper()
	a, _, err := w.house.Access.Resolve(context.Background(), w.cookie[login])
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// field is the value of a hidden field on a page.
func field(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `name="`+name+`" value="`)
	if !ok {
		t.Fatalf("no field %s", name)
	}
	v, _, _ := strings.Cut(rest, `"`)
	return v
}

func TestDutyEditor(t *testing.T) {
	w, id := newDutyTown(t)
	path := "/dutyreport/reports/" + id
	page := w.get("jn", path+"/write?s=S6")
	for _, want := range []string{"data-draft=\"" + path + "/write/draft\"", "上年度问题整改", "/rectify?unit=" + w.units["江南分局"], "href=\"/rectify?unit=" + w.units["江南分局"] + "&amp;year="} {
		if !strings.Contains(page, want) {
			t.Errorf("the editor lacks %s", want)
		}
	}
	pane := field(t, page, "pane")
	said := "<p style='x'>市局督察反馈问题2项，已全部整改到位。</p><script>alert(1)</script>"
	to := w.post("jn", path+"/write", http.StatusSeeOther, "section", "S6", "base", "0", "pane", pane, "body", said)
	page = w.get("jn", to)
	for _, want := range []string{"市局督察反馈问题2项，已全部整改到位。", `<mark class="is-red">`, "销号或转长期坚持 0 项", "WT-26-0001"} {
		if !strings.Contains(page, want) {
			t.Errorf("after saving the page lacks %q", want)
		}
	}
	if strings.Contains(page, "alert(1)") {
		t.Error("a script was kept")
	}
	mark := field(t, page, "mark")
	if body := w.post("jn", path+"/write/explain", http.StatusUnprocessableEntity, "section", "S6", "mark", mark, "words", ""); !strings.Contains(body, "请用一句话说明") {
		t.Error("an empty explanation has no sentence")
	}
	w.post("jn", path+"/write/explain", http.StatusSeeOther, "section", "S6", "mark", mark, "words", "一项已报请验收。")
	if page = w.get("jn", path); !strings.Contains(page, "一项已报请验收。") || !strings.Contains(page, `<mark class="is-red">`) {
		t.Error("the writer's page of the report lacks the explanation or the mark")
	}

	// kept while typing, by the same window; another window meets both texts
	v := url.Values{"csrf": {w.csrf["jn"]}, "section": {"S6"}, "base": {"0"}, "pane": {pane}, "body": {"督察反馈问题2项，正在整改。"}}
	r := httptest.NewRequest(http.MethodPost, path+"/write/draft", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if a := w.do("jn", r, http.StatusNoContent); a.Body.Len() > 0 {
		t.Error("the answer to a draft has a body")
	}
	both := w.post("jn", path+"/write", http.StatusConflict, "section", "S6", "base", "1", "pane", "another", "body", "另一个窗口写的话。")
	for _, want := range []string{"督察反馈问题2项，正在整改。", "另一个窗口写的话。", `name="base" value="2"`} {
		if !strings.Contains(both, want) {
			t.Errorf("the conflict lacks %q", want)
		}
	}
	to = w.post("jn", path+"/write", http.StatusSeeOther, "section", "S6", "base", field(t, both, "base"), "pane", field(t, both, "pane"), "body", "另一个窗口写的话。")
	if page = w.get("jn", to); !strings.Contains(page, "第 4 版") {
		t.Error("the choice is no version")
	}
	cmp := w.get("jn", path+"/write/compare?s=S6&from=2")
	if !strings.Contains(cmp, "<del") || !strings.Contains(cmp, "<ins") {
		t.Error("the comparison shows nothing")
	}
	w.post("jn", path+"/write/restore", http.StatusSeeOther, "section", "S6", "n", "2")
	if page = w.get("jn", path+"/write?s=S6"); !strings.Contains(page, "由第 2 版恢复") {
		t.Error("the version was not brought back")
	}
	long := w.post("jn", path+"/write", http.StatusUnprocessableEntity, "section", "S6", "base", "5", "pane", pane, "body", strings.Repeat("长", 20001))
	if !strings.Contains(long, "最多保存") || !strings.Contains(long, strings.Repeat("长", 100)) {
		t.Error("what is too long is not named, or was lost")
	}
	w.others(path)
}

// others: nobody but the reporter sees what is being written.
func (w *dirTown) others(path string) {
	w.t.Helper()
	for _, login := range []string{"xu", "zhou"} {
		r := httptest.NewRequest(http.MethodGet, path+"/write", nil)
		r.AddCookie(&http.Cookie{Name: "plumbline", Value: w.cookie[login]})
		a := httptest.NewRecorder()
		w.server.ServeHTTP(a, r)
		if a.Code != http.StatusForbidden && a.Code != http.StatusNotFound {
			w.t.Errorf("%s gets %s of the editor", login, strconv.Itoa(a.Code))
		}
		if page := w.get(login, path); strings.Contains(page, "督察反馈问题2项") || strings.Contains(page, "系统核对") {
			w.t.Errorf("%s sees what is being written", login)
		}
	}
	r := httptest.NewRequest(http.MethodGet, path+"/write?s=S99", nil)
	w.do("jn", r, http.StatusNotFound)
}
