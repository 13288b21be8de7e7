package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"plumbline/internal/hall/access"
)

// rectTown is the small bureau with everybody whom one item needs, from its listing to the look-back.
type rectTown struct{ *orgTown }

func newRectTown(t *testing.T) *rectTown {
	w := &rectTown{newOrgTown(t)}
	w.login("office2", "沈砚秋", access.Office, "市局")
	w.login("head", "方致远", access.UnitHead, "城东分局")
	w.login("owner", "马晓峰", access.Owner, "城东分局")
	w.login("verifier", "韩知远", access.Verifier, "市局")
	w.login("leader", "周启明", access.Leader, "市局")
	w.login("other", "秦岭", access.UnitHead, "江北分局")
	w.login("team", "陆衡", access.TeamLeader, "市局")
	w.login("law", "高一鸣", access.Verifier, "市局")
	return w
}

// send sends a form and wants a status; it answers where it leads, or the page.
func (w *rectTown) send(login, path string, want int, form ...string) string {
	w.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		v.Add(form[i], form[i+1])
	}
	res := w.visit(login, "zh", http.MethodPost, path, []byte(v.Encode()), "application/x-www-form-urlencoded")
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != want {
		w.t.Fatalf("POST %s as %s: %d, want %d\n%s", path, login, res.StatusCode, want, body)
	}
	if want == http.StatusSeeOther {
		return res.Header.Get("Location")
	}
	return string(body)
}

// both renders a page in both languages and answers the Chinese one.
func (w *rectTown) both(login, path string) string {
	w.t.Helper()
	en := w.get(login, "en", path, http.StatusOK)
	zh := w.get(login, "zh", path, http.StatusOK)
	for _, page := range []string{en, zh} {
		if m := regexp.MustCompile(`>\s*(rectify\.[a-z_.]+)`).FindStringSubmatch(page); m != nil {
			w.t.Fatalf("%s shows a key instead of words: %s", path, m[1])
		}
	}
	return zh
}

func (w *rectTown) attach(login, id, name string) {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range map[string]string{"kind": "item", "ref": id, "back": "/rectify/items/" + id} {
		_ = m.WriteField(k, v)
	}
	f, _ := m.CreateFormFile("file", name)
	_, _ = io.WriteString(f, "逐件清点 1264 件\n")
	m.Close()
	if res := w.visit(login, "zh", http.MethodPost, "/files", b.Bytes(), m.FormDataContentType()); res.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("upload: %d", res.StatusCode)
	}
}

func found(t *testing.T, page, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no %s in the page", pattern)
	}
	return m[1]
}

const today = "2026-06-18"

// listed registers an item by its form, after a wrong try that names what is missing.
func (w *rectTown) listed() string {
	w.t.Helper()
	w.both("office", "/rectify/register")
	if page := w.send("office", "/rectify/register", http.StatusUnprocessableEntity, "due_kind", "phase", "source", "audit"); !strings.Contains(page, "请填写问题原文") {
		w.t.Fatal("the missing finding is not named")
	}
	to := w.send("office", "/rectify/register", http.StatusSeeOther, "unit", w.id["城东分局"], "due_kind", "phase", "due", "2026-09-30", "source", "audit",
		"finding", "抽查在库物品 120 件，11 件登记与实物不符。", "manifestations", "账物不符 11 件\n台账 46 天未更新", "category", "study")
	return strings.TrimPrefix(to, "/rectify/items/")
}

func (w *rectTown) planned(id string) {
	w.t.Helper()
	item := "/rectify/items/" + id
	page := w.both("head", item+"/sign")
	person := found(w.t, page, `<option value="([0-9a-z]{26})"[^>]*>马晓峰`)
	w.send("head", item+"/sign", http.StatusUnprocessableEntity, "lead", person)
	w.send("head", item+"/sign", http.StatusSeeOther, "lead", person, "owner", person)
	plan := "/rectify/plans/" + found(w.t, w.both("unit", item), `/rectify/plans/([0-9a-z]{26})`)
	w.send("unit", plan+"/task-add", http.StatusSeeOther, "item", id, "title", "账物相符")
	task := found(w.t, w.both("unit", plan), `edit=new:([0-9a-z]{26})`)
	w.both("unit", plan+"?edit=new:"+task)
	if page := w.send("unit", plan+"/measure-add", http.StatusUnprocessableEntity, "row", task, "body", "x", "due", "7 月"); !strings.Contains(page, "2026-07-10") {
		w.t.Fatal("the wrong day is not explained")
	}
	w.send("unit", plan+"/measure-add", http.StatusSeeOther, "row", task, "body", "全量清点", "target", "差错为零", "due", "2026-08-30", "lead", person, "owner", person, "department", "法制大队")
	measure := found(w.t, w.both("unit", plan), `edit=([0-9a-z]{26})#`)
	w.both("unit", plan+"?edit="+measure)
	if page := w.send("unit", plan+"/submit", http.StatusUnprocessableEntity); !strings.Contains(page, "原因分析没有写") {
		w.t.Fatal("the missing causes are not named")
	}
	w.send("unit", plan+"/text", http.StatusSeeOther, "cause", "一是责任不清，保管员长期由辅警兼任；二是出入库没有复核。", "study_on", today, "study_note", "纪要 9 号")
	w.send("unit", plan+"/submit", http.StatusSeeOther)
	seen := found(w.t, w.both("head", plan), `name="seen" value="([0-9a-f]{64})"`)
	w.both("head", "/unit/sign")
	w.send("head", plan+"/sign", http.StatusSeeOther, "seen", seen, "opinion", "属实")
	w.both("office", plan)
	w.send("office", plan+"/comment", http.StatusSeeOther, "row", measure, "body", "请写明核对多少份")
	w.send("office", plan+"/return", http.StatusSeeOther, "due", "2026-06-25")
	page = w.both("unit", plan)
	w.send("unit", plan+"/answer", http.StatusSeeOther, "comment", found(w.t, page, `name="comment" value="([0-9a-z]{26})"`), "reply", "已改")
	w.send("unit", plan+"/measure-edit", http.StatusSeeOther, "row", measure, "body", "全量清点 1264 件", "target", "差错为零", "due", "2026-08-30", "lead", person, "owner", person)
	if page := w.both("unit", plan); !strings.Contains(page, `<ins class="pl-ins"> 1264 件</ins>`) {
		w.t.Fatal("the difference to version 1 is not marked")
	}
	w.send("unit", plan+"/submit", http.StatusSeeOther)
	w.send("head", plan+"/sign", http.StatusSeeOther, "seen", found(w.t, w.get("head", "zh", plan, 200), `name="seen" value="([0-9a-f]{64})"`), "opinion", "属实")
	w.send("office", plan+"/accept", http.StatusSeeOther)
	w.both("unit", "/rectify/plans")
}

func TestItemFromFormToLookBack(t *testing.T) {
	w := newRectTown(t)
	w.both("office", "/rectify")
	id := w.listed()
	item := "/rectify/items/" + id
	w.get("other", "zh", item, http.StatusNotFound)
	w.planned(id)
	measure := found(t, w.both("owner", item), `<option value="([0-9a-z]{26})"`)
	w.send("owner", item+"/report", http.StatusUnprocessableEntity, "measure", measure, "percent", "300", "body", "清点完毕")
	w.send("owner", item+"/report", http.StatusSeeOther, "measure", measure, "percent", "100", "body", "清点完毕")
	w.send("head", item+"/claim", http.StatusUnprocessableEntity, "summary", "1264 件相符", "answer."+measure, "全部相符")
	w.attach("owner", id, "清点表.txt")
	w.both("head", item+"/claim")
	w.send("head", item+"/claim", http.StatusUnprocessableEntity, "summary", "1264 件相符", "answer."+measure, "全部相符", "money", "12.5")
	w.send("head", item+"/claim", http.StatusSeeOther, "summary", "1264 件相符", "answer."+measure, "全部相符", "money", "12.50", "money_basis", "票据 3 号")
	w.send("verifier", item+"/begin", http.StatusSeeOther)
	seen := found(t, w.both("verifier", item+"/verify"), `name="seen" value="([0-9a-f]{64})"`)
	verify := []string{"party", "office", "method", "site", "verdict", "in_place", "opinion", "相符", "what", "账物", "how", "扫码", "sampled", "30", "matched", "30", "row_verdict", "in_place",
		"member", "陆衡", "member_party", "team", "member", "高一鸣", "member_party", "function", "asked", "10", "content", "9", "seen"}
	w.send("verifier", item+"/verify", http.StatusConflict, append(verify, strings.Repeat("0", 64))...)
	w.send("verifier", item+"/verify", http.StatusSeeOther, append(verify, seen)...)
	whole := found(t, w.both("verifier", item), `action="`+item+`/propose"[^§]*?name="seen" value="([0-9a-f]{64})"`)
	w.send("verifier", item+"/propose", http.StatusSeeOther, "seen", whole, "opinion", "同意销号")
	page := w.both("office", item)
	if !strings.Contains(page, "待第二人") || !strings.Contains(page, "已签") {
		t.Fatal("the first signature is not shown")
	}
	w.send("office", item+"/close", http.StatusUnprocessableEntity, "seen", whole)
	w.send("office", item+"/close", http.StatusSeeOther, "seen", whole, "opinion", "同意")
	if page = w.both("head", item); !strings.Contains(page, "XH-26-0001") || !strings.Contains(page, "已销号") {
		t.Fatal("the close-out is not shown")
	}
	w.both("verifier", item+"/look")
	w.send("verifier", item+"/look", http.StatusSeeOther, "outcome", "relapsed", "method", "site", "opinion", "又有 3 件不符", "due", "2026-10-30")
	if page = w.both("office", "/rectify?state=relapsed"); !strings.Contains(page, "WT-26-0001-F1") {
		t.Fatal("the relapsed item has lost its number")
	}
}

func TestEveryFormOfAnActIsDrawn(t *testing.T) {
	w := newRectTown(t)
	id := w.listed()
	item := "/rectify/items/" + id
	w.planned(id)
	w.send("owner", item+"/report", http.StatusSeeOther, "body", "已启动")
	w.both("unit", item+"/ask")
	w.send("unit", item+"/ask", http.StatusUnprocessableEntity, "due", "2026-09-01", "reason", "等鉴定")
	w.send("unit", item+"/ask", http.StatusSeeOther, "due", "2026-10-10", "reason", "等鉴定")
	w.both("office", item)
	w.both("office", item+"/extend")
	w.send("office", item+"/extend", http.StatusUnprocessableEntity, "opinion", "同意")
	w.send("office", item+"/extend", http.StatusSeeOther, "opinion", "同意", "grant", "grant")
	w.both("office", item+"/amend")
	w.send("office", item+"/amend", http.StatusSeeOther, "target", "账物相符率 100%", "reason", "写得可核对")
	w.both("owner", item+"/mostly")
	w.send("owner", item+"/mostly", http.StatusUnprocessableEntity, "summary", "快了")
	w.both("office", item+"/stand")
	w.send("office", item+"/stand", http.StatusUnprocessableEntity, "decision", "转长期", "document", "纪要 3 号")
	w.send("office", item+"/stand", http.StatusSeeOther, "decision", "转长期", "document", "纪要 3 号", "milestone", "第三季度复查", "milestone_due", "2026-09-30")
	page := w.both("owner", item)
	w.send("owner", item+"/milestone", http.StatusSeeOther, "milestone", found(t, page, `name="milestone" value="([0-9a-z]{26})"`), "note", "复查无反弹")
	w.send("owner", item+"/note", http.StatusSeeOther, "note", "已报")
	w.both("leader", item+"/void")
	w.get("office", "zh", item+"/void", http.StatusNotFound)
	w.send("leader", item+"/void", http.StatusSeeOther, "decision", "事实更正", "document", "12 号")
	w.get("verifier", "zh", item+"/verify", http.StatusConflict)
	for _, q := range []string{"?sort=unit&desc=1", "?q=WT-26-0001", "?unit=" + w.id["城东分局"] + "&year=2026&source=audit&time=late&flagged=1", "?state=voided&n=20"} {
		w.both("office", "/rectify"+q)
	}
	w.get("office", "zh", "/rectify?state=nonsense", http.StatusUnprocessableEntity)
	w.get("head", "zh", "/rectify?unit="+w.id["江北分局"], http.StatusNotFound)
}
