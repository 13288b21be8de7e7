package web

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// stranger asks without a session.
func (w *dirTown) stranger(method, path string, want int, fields ...string) string {
	w.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(v.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	a := httptest.NewRecorder()
	w.server.ServeHTTP(a, r)
	if a.Code != want {
		w.t.Fatalf("%s %s by a stranger: %d, want %d\n%.800s", method, path, a.Code, want, a.Body)
	}
	for _, c := range a.Result().Cookies() {
		w.t.Errorf("%s sets the cookie %s", path, c.Name)
	}
	return a.Body.String()
}

func wants(t *testing.T, page string, list ...string) {
	t.Helper()
	for _, x := range list {
		if !strings.Contains(page, x) {
			t.Errorf("the page lacks %q", x)
		}
	}
}

// docx is the text of a document's body.
func docx(t *testing.T, raw string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader([]byte(raw)), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`<[^>]+>`).ReplaceAllString(string(b), "")
}

// Every page of a campaign, by the people whose they are.
func TestCampaignPages(t *testing.T) {
	w := newDirTown(t)
	w.person("lead", "周启明", access.Leader, "临江市公安局")
	w.person("he", "何敏", access.Office, "临江市公安局")
	if page := w.get("xu", "/campaign"); !strings.Contains(page, "还没有专项整治") {
		t.Error("an empty list says nothing")
	}
	back := w.post("xu", "/campaign", http.StatusUnprocessableEntity, "title", "执法突出问题专项整治", "aim", "办案不拖")
	wants(t, back, "执法突出问题专项整治", "请写牵头部门", "请填第一天")
	wants(t, w.get("xu", "/campaign/new"), "来自部署")
	at := strings.TrimSuffix(w.post("xu", "/campaign", http.StatusSeeOther, "title", "执法突出问题专项整治", "paper", "临公党〔2026〕11 号", "lead", "督察办；政治部", "aim", "办案不拖", "need", "不排名", "first", "2026-05-20"), "/plan")
	wants(t, w.post("xu", at+"/move", http.StatusUnprocessableEntity, "act", "submit"), "请先列出领导小组")
	wants(t, w.post("xu", at+"/plan", http.StatusUnprocessableEntity, "title", "x", "aim", "办案不拖", "stage1", "学习教育", "first1", "2026-05-20", "last1", "2026-05-01"), "日期在前一阶段之后")
	w.post("xu", at+"/plan", http.StatusSeeOther, "title", "执法突出问题专项整治", "paper", "临公党〔2026〕11 号", "aim", "办案不拖", "need", "不排名",
		"stage1", "学习教育", "first1", "2026-05-20", "last1", "2026-06-10", "stage2", "查纠整改", "first2", "2026-06-11", "last2", "2026-08-20", "stage3", "总结提升", "first3", "2026-08-21", "last3", "2026-09-05",
		"opens", "2026-06-12 08:00", "closes", "2026-07-01 24:00")
	wants(t, w.post("xu", at+"/name", http.StatusUnprocessableEntity, "person", "没有此人", "duty", "组长"), "在册人员里没有")
	w.post("xu", at+"/name", http.StatusSeeOther, "person", "周启明", "duty", "组长")
	w.post("xu", at+"/name", http.StatusSeeOther, "person", "何敏", "duty", "收件人", "receives", "1")
	w.post("xu", at+"/move", http.StatusSeeOther, "act", "submit")
	wants(t, w.get("lead", at+"/plan"), "批准方案", "退回方案")
	w.post("lead", at+"/move", http.StatusSeeOther, "act", "approve", "organ", "市局党委会", "resolved", "2026-05-18")
	wants(t, w.post("xu", at+"/shift", http.StatusUnprocessableEntity, "stage", "3", "first", "2026-08-21", "last", "2026-09-15"), "请写原因")
	w.post("xu", at+"/shift", http.StatusSeeOther, "stage", "3", "first", "2026-08-21", "last", "2026-09-15", "why", "省厅延长")
	wants(t, w.get("xu", at+"/plan"), "2026-09-05", "2026-09-15", "省厅延长")

	wants(t, w.get("xu", at+"/relay"), "还没有传达")
	w.post("xu", at+"/relay", http.StatusSeeOther)
	wants(t, w.post("xu", at+"/relay", http.StatusUnprocessableEntity), "没有还未传达的单位")
	page := w.get("xu", at)
	wants(t, page, "第二阶段", "自查窗口剩 13 天", "今天 06-18", "按在册顺序", "江南分局", "市局党委会", "敞开门、打开窗", "由有权机关依照规定判断")
	relay := find(t, `href="(`+at+`/relay/[^"]+)">江南分局`, page)
	wants(t, w.get("jn", relay), "签收")
	w.post("jn", relay+"/receive", http.StatusSeeOther)
	wants(t, w.post("jn", relay+"/break", http.StatusUnprocessableEntity, "to", "法制大队"), "任务数应在 1 到 500 之间", "法制大队")
	w.post("jn", relay+"/break", http.StatusSeeOther, "to", "法制大队", "tasks", "6")
	w.post("jn", relay+"/report", http.StatusSeeOther, "report", "已核查")
	if err := w.house.DB.Write(t.Context(), who.Job("test"), func(tx *db.Tx) error {
		_, err := org.AddUnit(tx, org.UnitInput{Name: "书院派出所", Kind: "station", Parent: w.units["江南分局"]}, "")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	station := find(t, `value="([^"]+)"> <span class="form-check-label">书院派出所`, w.get("jn", relay))
	w.post("jn", relay+"/hand", http.StatusSeeOther, "units", station)
	wants(t, w.get("jn", at), "6 项", "执法突出问题专项整治")
	w.post("xu", at+"/relay", http.StatusSeeOther, "title", "省厅 06-18 来文")
	wants(t, w.get("xu", at+"/relay?letter=1"), "省厅 06-18 来文", "6 项")
	wants(t, w.get("xu", at+"/tasks"), "没有任务")

	campaignDoor(w, at)
	campaignPapers(w, at)

	for _, act := range []string{"start_study", "start_selfcheck", "start_rectify", "start_conclude"} {
		w.post("xu", at+"/move", http.StatusSeeOther, "act", act)
	}
	wants(t, w.post("xu", at+"/summary", http.StatusUnprocessableEntity), "请先写总结")
	w.post("xu", at+"/summary", http.StatusSeeOther, "summary", "一、主要做法")
	wants(t, w.get("xu", at+"/summary"), "个单位次", "一、主要做法", "群众", "件")
	wants(t, docx(t, w.get("xu", at+"/plan.docx")), "执法突出问题专项整治实施方案", "学习教育", "周启明", "办案不拖")
	wants(t, docx(t, w.get("xu", at+"/summary.docx")), "执法突出问题专项整治总结", "一、主要做法", "传达落实")
	wants(t, w.get("xu", at+"/dates.ics"), "BEGIN:VEVENT", "查纠整改")
	for _, list := range []string{"/campaign/list.xlsx", at + "/relay.xlsx", at + "/tasks.xlsx", at + "/opinions.xlsx"} {
		if body := w.get("xu", list); !strings.HasPrefix(body, "PK") {
			t.Errorf("%s is no workbook", list)
		}
	}
	wants(t, w.get("xu", "/campaign"), "ZZ-26-01")
}

// campaignDoor takes an opinion from the public page to what is published.
func campaignDoor(w *dirTown, at string) {
	t := w.t
	open := find(t, `href="(/open/[A-Z0-9]+)"`, w.get("xu", at))
	wants(t, w.stranger(http.MethodGet, open, 200), "不用登录，不留痕迹", "反映具体人的问题，请不要写在这里", "律师代表")
	wants(t, w.stranger(http.MethodPost, open, http.StatusUnprocessableEntity, "group", "lawyer"), "请写意见")
	thanks := w.stranger(http.MethodPost, open, 200, "group", "lawyer", "body", "会见预约要等五到七天 <script>alert(1)</script>")
	number := find(t, `<code>(YJ-[A-Z0-9-]+)</code>`, thanks)
	wants(t, w.stranger(http.MethodPost, open+"/reply", 200, "number", number), "已收到，待交办")
	wants(t, w.stranger(http.MethodPost, open+"/reply", http.StatusUnprocessableEntity, "number", "YJ-2222-2222-2"), "没有这个号")
	w.stranger(http.MethodGet, "/open/NOTACODE22", http.StatusNotFound)
	one := find(t, `class="pl-row-link" href="(`+at+`/opinions/[^"]+)"`, w.get("xu", at+"/opinions?state=open"))
	if page := w.get("xu", one); strings.Contains(page, "<script>alert") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("what a stranger wrote is not escaped")
	}
	wants(t, w.post("xu", one+"/assign", http.StatusUnprocessableEntity, "gist", ""), "请写摘要", "请选择答复单位")
	unit := find(t, `<option value="([^"]+)">江南分局`, w.get("xu", one))
	w.post("xu", one+"/assign", http.StatusSeeOther, "gist", "会见预约等候时间长", "unit", unit)
	wants(t, w.post("jn", one+"/answer", http.StatusUnprocessableEntity, "kind", "reply", "reply", "好"), "改了什么")
	w.post("jn", one+"/answer", http.StatusSeeOther, "kind", "reply", "reply", "开放网上预约", "changed", "48 小时内安排")
	wants(t, w.get("xu", at), "会见预约等候时间长", "江南分局答复（拟）")
	w.post("xu", one+"/return", http.StatusSeeOther, "why", "写明电话")
	w.post("jn", one+"/answer", http.StatusSeeOther, "kind", "reply", "reply", "开放网上预约，电话 110", "changed", "48 小时内安排")
	w.post("xu", one+"/approve", http.StatusSeeOther)
	wants(t, w.stranger(http.MethodPost, open+"/reply", 200, "number", number), "开放网上预约，电话 110", "答复您满意吗")
	wants(t, w.stranger(http.MethodPost, open+"/content", 200, "number", number, "content", "yes"), "提意见人：满意")
	wants(t, w.post("xu", one+"/propose", http.StatusUnprocessableEntity, "asked", "会见等候", "changed", "网上预约"), "没有人名")
	w.post("xu", one+"/propose", http.StatusSeeOther, "asked", "会见预约等候时间长", "changed", "48 小时内安排", "checked", "1")
	w.post("xu", one+"/publish", http.StatusForbidden, "checked", "1")
	w.post("lead", one+"/publish", http.StatusSeeOther, "checked", "1")
	wants(t, w.stranger(http.MethodGet, open+"/published", 200), "会见预约等候时间长", "48 小时内安排")
	entered := w.post("xu", at+"/opinions", http.StatusSeeOther, "group", "public", "way", "letter", "came", "2026-06-17", "body", "回执没有写结果")
	wants(t, w.get("xu", entered), "给提意见人的查询号")
	wants(t, w.post("xu", at+"/opinions", http.StatusUnprocessableEntity, "group", "public", "way", "letter", "came", "2026-06-30", "body", "原来的字"), "原来的字", "收到日期不能晚于今天")
}

// campaignPapers registers self-reports and writes a proposal.
func campaignPapers(w *dirTown, at string) {
	t := w.t
	w.do("xu", httptest.NewRequest(http.MethodGet, at+"/receipts", nil), http.StatusNotFound)
	wants(t, w.get("he", at+"/receipts"), "还没有收件", "不写姓名、单位和内容")
	receipt := w.post("he", at+"/receipts", http.StatusSeeOther)
	page := w.get("he", receipt)
	wants(t, page, "在窗口内", "/open/receipt", "只证明密封件在上述时间收到")
	wants(t, w.get("he", at+"/receipts"), "何敏", "在窗口内")
	wants(t, w.get("xu", at), "自己说明")
	number := receipt[strings.LastIndex(receipt, "/")+1:]
	wants(t, w.stranger(http.MethodGet, "/open/receipt", 200), "核验回执")
	got := w.stranger(http.MethodPost, "/open/receipt", 200, "number", number)
	wants(t, got, "该件已于 2026-06-18 收到")
	if strings.Contains(got, "何敏") || strings.Contains(got, "专项整治") {
		t.Error("the confirmation says more than the day")
	}
	w.stranger(http.MethodPost, "/open/receipt", http.StatusUnprocessableEntity, "number", "ZS-2222-2222-2")

	wants(t, w.get("xu", at+"/proposals"), "建议本身不产生任何处理")
	wants(t, w.post("xu", at+"/proposals", http.StatusUnprocessableEntity, "kind", "P1", "person", "梁建川"), "请写明依据的条款", "请写明向哪个机关建议", "请写明本人的意见")
	one := w.post("xu", at+"/proposals", http.StatusSeeOther, "kind", "P2", "person", "梁建川", "organ", "市委组织部", "facts", "受案超期 17 起", "noticed", "2026-06-17", "notice", "当面告知", "heard", "人手不足")
	wants(t, w.get("xu", one), "第 52 条", "市委组织部")
	w.post("xu", one+"/agree", http.StatusNotFound) // the office has no right to agree anywhere
	w.post("lead", one+"/agree", http.StatusSeeOther)
	wants(t, docx(t, w.get("xu", one+"/paper.docx")), "建议书", "市委组织部", "第 52 条", "人手不足")
	w.do("jn", httptest.NewRequest(http.MethodGet, one, nil), http.StatusNotFound)
}

// A stranger who sends too much has to wait; the house's own people are not held up, and nothing is kept.
func TestOpenDoorIsBounded(t *testing.T) {
	w := newDirTown(t)
	for range 10 {
		w.stranger(http.MethodPost, "/open/receipt", http.StatusUnprocessableEntity, "number", "ZS-2222-2222-2")
	}
	r := httptest.NewRequest(http.MethodPost, "/open/receipt", strings.NewReader("number=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	a := httptest.NewRecorder()
	w.server.ServeHTTP(a, r)
	if a.Code != http.StatusTooManyRequests || a.Header().Get("Retry-After") == "" {
		t.Errorf("the eleventh: %d", a.Code)
	}
	w.get("xu", "/campaign")
	w.house.DB.Clock().(*clock.Settable).Set(dbtest.Start.Add(time.Minute))
	w.stranger(http.MethodPost, "/open/receipt", http.StatusUnprocessableEntity, "number", "ZS-2222-2222-2")
}
