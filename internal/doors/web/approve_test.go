package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

var pageKey = regexp.MustCompile(`>\s*((?:approve|rectify|nav|denied)\.[a-z_.]+)\s*<`)

// clean wants no words key on the page, in both languages, and answers the Chinese page.
func (w *fourTown) clean(login, path string) string {
	w.t.Helper()
	for _, lang := range []string{"en", "zh"} {
		page := w.get(login, lang, path, http.StatusOK)
		if m := pageKey.FindStringSubmatch(page); m != nil {
			w.t.Fatalf("%s as %s in %s shows %s", path, login, lang, m[1])
		}
		if lang == "zh" {
			return page
		}
	}
	return ""
}

// The page of approvals from the request to the decision, by forms, for everybody concerned.
func TestApprovalsPage(t *testing.T) {
	w := &fourTown{newRectTown(t)}
	w.login("mate", "同线人", access.Leader, "城东分局")
	asker := w.act("office").Person
	w.must(w.DB.Write(bg, who.Job("test"), func(tx *db.Tx) error { // so that the mate reports to the asker
		_, err := org.SetPortfolio(tx, org.PortfolioInput{Person: asker, Unit: w.id["城东分局"], Since: "2020-01-01"})
		return err
	}))
	d := w.lowering()
	if page := w.clean("leader", "/approvals"); !strings.Contains(page, "没有待您审批的") {
		t.Error("an empty box does not say so")
	}
	w.get("owner", "zh", "/approvals", http.StatusNotFound) // neither asks nor decides: there is no such page
	if page := w.clean("unit", "/approvals"); strings.Contains(page, `href="/approvals/`) {
		t.Error("a unit sees requests of others")
	}
	r := d.ask()
	at := "/approvals/" + r.ID
	page := w.clean("leader", "/approvals")
	for _, want := range []string{"签名批准 1 处改动", `<span class="pl-count">1</span>`, "打开时重新计算：一致", "您不是提请人的下级", "复核后认定较轻", ">严重<", ">一般<"} {
		if !strings.Contains(strings.Join(strings.Fields(page), ""), strings.Join(strings.Fields(want), "")) {
			t.Errorf("the second person's page lacks %q", want)
		}
	}
	w.get("office2", "zh", at, http.StatusNotFound) // without the right of the second person it does not exist
	if page := w.clean("mate", "/approvals"); strings.Contains(page, "复核后认定较轻") || strings.Contains(page, r.Signed) || strings.Contains(page, "值班记录") || !strings.Contains(page, "批准人不能是提请人的下级") {
		t.Error("who may not agree reads the content, or not the rule")
	}
	w.send("mate", at, http.StatusForbidden, "seen", r.Signed, "answer", "yes", "reason", "看过")
	for _, x := range []struct {
		why  string
		who  string
		form []string
		want int
	}{
		{"no answer", "leader", []string{"seen", r.Signed, "reason", "看过"}, http.StatusUnprocessableEntity},
		{"no reason", "leader", []string{"seen", r.Signed, "answer", "yes"}, http.StatusUnprocessableEntity},
		{"a hash that was not shown", "leader", []string{"seen", "x", "answer", "yes", "reason", "看过"}, http.StatusConflict},
		{"the asker", "office", []string{"seen", r.Signed, "answer", "yes", "reason", "看过"}, http.StatusForbidden},
		{"a stranger", "other", []string{"seen", r.Signed, "answer", "yes", "reason", "看过"}, http.StatusNotFound},
	} {
		w.send(x.who, at, x.want, x.form...)
		if d.done() {
			t.Fatalf("%s went through", x.why)
		}
	}
	if page := w.clean("office", at+"?show=asked"); !strings.Contains(page, "撤回提请") {
		t.Error("the asker cannot withdraw")
	}
	w.send("office", at+"/withdraw", http.StatusUnprocessableEntity)
	w.send("leader", at+"/withdraw", http.StatusForbidden, "reason", "不是我的")
	w.send("office", at+"/withdraw", http.StatusSeeOther, "reason", "写错了")
	r = d.ask()
	at = "/approvals/" + r.ID
	w.send("leader", at, http.StatusSeeOther, "seen", r.Signed, "answer", "yes", "reason", "同意，证据充分")
	if !d.done() {
		t.Error("agreed to by the form, and not done")
	}
	for _, login := range []string{"leader", "office"} {
		if page := w.clean(login, at); !strings.Contains(page, "同意，证据充分") || !strings.Contains(page, "已批准") {
			t.Errorf("%s does not find the decision with its reason", login)
		}
	}
	w.clean("leader", "/approvals?show=decided")
	w.clean("office", "/approvals?show=asked")
	w.send("leader", at, http.StatusConflict, "seen", r.Signed, "answer", "yes", "reason", "再来一次")
}

// A change after the request: the page says that the fingerprint is another one, and gives no button.
func TestApprovalsPageOfAChangedThing(t *testing.T) {
	w := &fourTown{newRectTown(t)}
	d := w.lowering()
	r := d.ask()
	w.raw(`update rectify_item set severity = 'serious' where id = $1`, r.Object)
	page := w.clean("leader", "/approvals/"+r.ID)
	if !strings.Contains(page, "不一致，提请之后内容变了") || strings.Contains(page, "签名批准") {
		t.Error("a changed thing can be signed on the page")
	}
	page = w.send("leader", "/approvals/"+r.ID, http.StatusConflict, "seen", r.Signed, "answer", "yes", "reason", "看过")
	if !strings.Contains(page, "内容变了，这次提请已失效") || w.load(r.ID).State != approve.Stale {
		t.Errorf("its death is not said: %s", w.load(r.ID).State)
	}
}

// A bulk export: asked for from the ledger, agreed to, taken once, as a workbook.
func TestBulkExportByForms(t *testing.T) {
	w := &fourTown{newRectTown(t)}
	for range rectify.MostAlone + 1 {
		w.register("登记一件" + w.id["n"])
		w.id["n"] += "甲"
	}
	res := w.visit("office", "zh", http.MethodGet, "/rectify/export.xlsx?state=signed", nil, "")
	to := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || to != "/rectify/export/ask?state=signed" {
		t.Fatalf("%d to %s", res.StatusCode, to)
	}
	if page := w.clean("office", to); !strings.Contains(page, "导出 21 条") {
		t.Error("the number of rows is not said")
	}
	w.send("office", to, http.StatusUnprocessableEntity)
	at, _, _ := strings.Cut(w.send("office", to, http.StatusSeeOther, "reason", "报领导小组"), "?")
	again := w.visit("office", "zh", http.MethodGet, "/rectify/export.xlsx?state=signed", nil, "")
	if !strings.HasPrefix(again.Header.Get("Location"), at) {
		t.Errorf("asked for already, and led to %s", again.Header.Get("Location"))
	}
	seen := found(t, w.clean("leader", at), `name="seen" value="([0-9a-f]{64})"`)
	w.send("leader", at, http.StatusSeeOther, "seen", seen, "answer", "yes", "reason", "同意")
	w.clean("office", at)
	res = w.visit("office", "zh", http.MethodPost, at+"/take", nil, "")
	if raw, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK || !strings.HasPrefix(string(raw), "PK") {
		t.Fatalf("%d", res.StatusCode)
	}
	w.send("office", at+"/take", http.StatusConflict)
	w.clean("office", at)
}

// A stale proof of presence: the page asks for it and carries what was typed.
func TestApprovalAsksForPresence(t *testing.T) {
	w := &fourTown{newRectTown(t)}
	d := w.lowering()
	r := d.ask()
	w.clean("leader", "/approvals/"+r.ID)
	w.clock().Advance(access.StepUpAge + time.Minute)
	_, sess, err := w.Access.Resolve(bg, w.cookies["leader"])
	w.must(err)
	form := url.Values{"csrf": {sess.CSRF}, "seen": {r.Signed}, "answer": {"yes"}, "reason": {"打了很久的意见"}}
	req := httptest.NewRequest(http.MethodPost, "/approvals/"+r.ID, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "text/html")
	req.AddCookie(&http.Cookie{Name: "plumbline", Value: w.cookies["leader"]})
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, req)
	page := rec.Body.String()
	if !strings.Contains(page, "打了很久的意见") || !strings.Contains(page, `name="sign"`) || d.done() {
		t.Error("a stale session decides, or loses what was typed")
	}
	if page := w.clean("leader", "/approvals/"+r.ID); !strings.Contains(page, `name="sign"`) {
		t.Error("the form does not ask for the signature")
	}
	w.send("leader", "/approvals/"+r.ID, http.StatusSeeOther, "seen", r.Signed, "answer", "yes", "reason", "同意", "sign", townPass+"leader")
	if !d.done() {
		t.Error("signed with the password, and not done")
	}
}
