package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
)

// dirTown is a house with an office and one unit with a station below it.
type dirTown struct {
	t      *testing.T
	house  *doors.House
	server *front.Server
	cookie map[string]string
	csrf   map[string]string
	units  map[string]string
}

func newDirTown(t *testing.T) *dirTown {
	t.Helper()
	h, err := doors.Open(context.Background(), doors.Config{Data: t.TempDir(), Clock: clock.NewSettable(dbtest.Start), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	w := &dirTown{t: t, house: h, server: New(h, "test", false), cookie: map[string]string{}, csrf: map[string]string{}, units: map[string]string{}}
	err = h.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for _, u := range []struct{ name, kind, parent string }{{"临江市公安局", "city", ""}, {"督察办", "department", "临江市公安局"}, {"政治部", "department", "临江市公安局"}, {"江南分局", "branch", "临江市公安局"}, {"滨江派出所", "station", "江南分局"}} {
			id, err := org.AddUnit(tx, org.UnitInput{Name: u.name, Kind: u.kind, Parent: w.units[u.parent], Inspected: u.parent != ""}, "")
			if err != nil {
				return err
			}
			w.units[u.name] = id
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.person("xu", "许文博", access.Office, "临江市公安局")
	w.person("jn", "梁建川", access.UnitHead, "江南分局")
	return w
}

func (w *dirTown) person(login, name, role, unit string) {
	w.t.Helper()
	ctx, job := context.Background(), who.Job("test")
	var person string
	err := w.house.DB.Write(ctx, job, func(tx *db.Tx) (err error) {
		person, err = org.AddPerson(tx, org.PersonInput{Name: name, Badge: login, Unit: w.units[unit]})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	const password = "Tian-Ping-2026-yunhe"
	id, err := w.house.Access.MakeLogin(ctx, job, access.NewLogin{Login: login, Person: person, Title: name, Hash: access.HashPassword(password)})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.house.Access.Grant(ctx, job, access.NewGrant{Login: id, Role: role, Unit: w.units[unit], Since: "2026-01-01", Basis: "测试"}); err != nil {
		w.t.Fatal(err)
	}
	cookie := accesstest.SignIn(w.t, w.house.Access, login)
	_, sess, err := w.house.Access.Resolve(ctx, cookie)
	if err != nil {
		w.t.Fatal(err)
	}
	w.cookie[login], w.csrf[login] = cookie, sess.CSRF
}

func (w *dirTown) do(login string, r *http.Request, want int) *httptest.ResponseRecorder {
	w.t.Helper()
	r.AddCookie(&http.Cookie{Name: "plumbline", Value: w.cookie[login]})
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	a := httptest.NewRecorder()
	w.server.ServeHTTP(a, r)
	if a.Code != want {
		w.t.Fatalf("%s %s as %s: %d, want %d\n%.600s", r.Method, r.URL, login, a.Code, want, a.Body)
	}
	return a
}

func (w *dirTown) get(login, path string) string {
	w.t.Helper()
	return w.do(login, httptest.NewRequest(http.MethodGet, path, nil), 200).Body.String()
}

// post sends a form and returns where it leads, or the page that came back.
func (w *dirTown) post(login, path string, want int, fields ...string) string {
	w.t.Helper()
	v := url.Values{"csrf": {w.csrf[login]}}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a := w.do(login, r, want)
	if want == http.StatusSeeOther {
		return strings.Split(a.Header().Get("Location"), "#")[0]
	}
	return a.Body.String()
}

func (w *dirTown) upload(login, path, name string, raw []byte, want int) *httptest.ResponseRecorder {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("csrf", w.csrf[login])
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		w.t.Fatal(err)
	}
	_, _ = f.Write(raw)
	m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return w.do(login, r, want)
}

const dirPlan = "2026年下半年执法监督工作方案\n一、目标\n第一轮34个单位年内全部完成。\n二、主要任务\n（一）首批进驻。由督察办牵头，政治部配合，9月30日前完成对江南分局的进驻，逐项有底稿、有结论，每周五报送周报。\n各单位要切实提高认识。"

func find(t *testing.T, pattern, text string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in\n%.2000s", pattern, text)
	}
	return m[1]
}

func TestDirectiveFromUploadToAcceptance(t *testing.T) {
	w := newDirTown(t)
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(dirPlan))
	if err != nil {
		t.Fatal(err)
	}
	if page := w.upload("xu", "/directive", "照片.txt", []byte("\x89PNG\r\n\x00"), 422).Body.String(); !strings.Contains(page, "不是文字") {
		t.Error("a picture is not named as such")
	}
	id := w.upload("xu", "/directive", "方案.txt", gb, 303).Header().Get("Location")
	page := w.get("xu", id)
	for _, want := range []string{"2026年下半年执法监督工作方案：逐条分解为任务", "BS-26-001", "34个单位年内全部完成", "有要求、没任务"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	node := find(t, `<a href="/directive/[^"]*\?n=([a-z0-9]+)#[^"]*" data-n="[^"]*"[^>]*>\s*<span class="pl-otno">句 1</span>\s*<span class="pl-clip">由督察办牵头`, page)
	page = w.get("xu", id+"?n="+node)
	for _, want := range []string{`value="lead=督察办"`, `value="due=2026-09-30"`, `value="assist=政治部"`, `value="rhythm=week"`, `<span class="pl-sg is-lead">督察办</span>`} {
		if !strings.Contains(page, want) {
			t.Errorf("not offered: %s", want)
		}
	}
	if strings.Contains(page, `name="lead" type="text" value="督察办"`) {
		t.Error("a proposal was imposed")
	}
	if page = w.post("xu", id+"/node/"+node+"/task", 200, "title", "首批进驻", "adopt", "lead=督察办"); !strings.Contains(page, `value="督察办"`) {
		t.Error("采用 without a script does nothing")
	}
	if page = w.post("xu", id+"/node/"+node+"/task", 422, "title", "首批进驻", "lead", "无此处"); !strings.Contains(page, "名册里没有“无此处”") || !strings.Contains(page, "写明时限") || !strings.Contains(page, "首批进驻") {
		t.Error("a wrong form does not say what is wrong, or forgets what was typed")
	}
	next := w.post("xu", id+"/node/"+node+"/task", 303, "title", "首批进驻", "lead", "督察办", "assist", "政治部", "each", "各分局", "due", "9-30", "standard", "逐项有底稿", "rhythm", "week")
	slogan := find(t, `n=([a-z0-9]+)`, next)
	w.post("xu", id+"/node/"+slogan+"/decline", 422)
	w.post("xu", id+"/node/"+slogan+"/decline", 303, "reason", "原则性要求")

	if page = w.get("jn", "/directive/tasks"); !strings.Contains(page, "RW-26-001-01") || strings.Contains(page, "政治部") {
		t.Error("the unit sees not exactly its own duty")
	}
	w.do("jn", httptest.NewRequest(http.MethodGet, id, nil), 404)
	duty := find(t, `href="(/directive/tasks/duty/[a-z0-9]+)"`, page)
	w.post("jn", duty+"/sign", 303)
	w.post("jn", duty+"/report", 422, "words", "")
	w.post("jn", duty+"/assign", 303, "units", w.units["滨江派出所"], "due", "2026-09-20")
	w.post("jn", duty+"/report", 303, "words", "底稿12份，结论齐全")
	w.post("jn", duty+"/accept", 403)
	if page = w.get("xu", "/directive/tasks"); !strings.Contains(page, "底稿12份，结论齐全") {
		t.Error("the report does not wait for the office")
	}
	w.post("xu", duty+"/return", 303, "words", "缺签字")
	w.post("jn", duty+"/report", 303, "words", "已补签")
	w.post("xu", duty+"/accept", 303, "words", "同意")
	if page = w.get("jn", duty); !strings.Contains(page, "已认可") || !strings.Contains(page, "缺签字") || !strings.Contains(page, "滨江派出所") {
		t.Error("the duty's page does not tell what happened")
	}
	w.post("jn", duty+"/sign", 409)

	w.post("xu", id+"/redraft", 422, "text", dirPlan)
	w.post("xu", id+"/redraft", 303, "text", strings.Replace(dirPlan, "9月30日前", "8月底前", 1)+"同一事项不得重复报送。")
	if page = w.get("xu", id); !strings.Contains(page, "第 2 稿与第 1 稿") || !strings.Contains(page, "pl-ins") || !strings.Contains(page, "RW-26-001-01") {
		t.Error("the drafts are not compared")
	}
	w.get("xu", "/directive")
	if page = w.get("xu", "/directive/tasks?state=accepted"); !strings.Contains(page, "江南分局") || strings.Contains(page, "滨江派出所") {
		t.Error("the state is not a filter")
	}
	w.get("xu", "/directive/tasks?d="+strings.TrimPrefix(id, "/directive/"))
}

// TestDirectivePagesInEnglish looks for Chinese that a page of the house itself says.
func TestDirectivePagesInEnglish(t *testing.T) {
	w := newDirTown(t)
	id := w.post("xu", "/directive", 303, "title", "Plan", "text", "Plan\n\n1. Visit\nThe office 要 visit all.")
	for _, path := range []string{"/directive", id, "/directive/tasks"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(&http.Cookie{Name: "pl_lang", Value: "en"})
		page := w.do("xu", r, 200).Body.String()
		main := page[strings.Index(page, "<main"):strings.Index(page, "</main>")]
		for _, m := range regexp.MustCompile(`>[^<]*directive\.[a-z_.]+[^<]*<`).FindAllString(main, -1) {
			t.Errorf("%s: a key without words: %s", path, m)
		}
		if !strings.Contains(page, `lang="en"`) {
			t.Errorf("%s is not in English", path)
		}
	}
}
