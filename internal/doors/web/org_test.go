package web

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
)

// orgTown is a bureau that was set up by its own page, with an office and a liaison beside the administrators.
type orgTown struct {
	*front.Server
	t       *testing.T
	id      map[string]string
	cookies map[string]string
}

const townPass = "Lin-jiang-2026!"

func newOrgTown(t *testing.T) *orgTown {
	t.Helper()
	ctx := context.Background()
	now := time.Date(2026, 6, 18, 9, 20, 0, 0, clock.Zone)
	h, err := doors.Open(ctx, doors.Config{Data: filepath.Join(t.TempDir(), "data"), Clock: clock.NewSettable(now), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	w := &orgTown{Server: New(h, "test", false), t: t, id: map[string]string{}, cookies: map[string]string{}}
	admin := func(name, badge, login string) org.FirstAdmin {
		return org.FirstAdmin{Name: name, Badge: badge, Login: login, Title: name}
	}
	founding, err := h.Org.Setup(ctx, org.SetupInput{Name: "临江市公安局", Short: "市局", Lang: "zh", SysAdmin: admin("卫东", "100", "sysadmin"),
		SecAdmin: admin("谢安", "101", "secadmin"), Auditor: admin("郝宁", "102", "auditor")})
	if err == nil {
		err = accesstest.Found(ctx, h.DB, h.Access, founding, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.fill()
	w.login("office", "许文博", access.Office, "市局")
	w.login("unit", "林若溪", access.Liaison, "城东分局")
	return w
}

func (w *orgTown) fill() {
	w.t.Helper()
	err := w.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		root, _ := f.Root(org.UnitTree)
		w.id["市局"] = root.ID
		for _, u := range []struct{ name, short, kind, parent string }{
			{"临江市公安局城东分局", "城东分局", "branch", "市局"}, {"临江市公安局江北分局", "江北分局", "branch", "市局"}, {"云岭县公安局", "云岭县局", "county", "市局"},
			{"政治部", "政治部", "department", "市局"}, {"东门派出所", "东门派出所", "station", "城东分局"}, {"城关派出所", "城关派出所", "station", "城东分局"}} {
			id, err := org.AddUnit(tx, org.UnitInput{Name: u.name, Short: u.short, Kind: u.kind, Parent: w.id[u.parent], Inspected: true}, "")
			if err != nil {
				return err
			}
			w.id[u.short] = id
		}
		p, err := org.AddPerson(tx, org.PersonInput{Name: "顾长河", Badge: "010203", Unit: w.id["城东分局"], Phone: "0551-1234567"})
		if err != nil {
			return err
		}
		w.id["顾长河"] = p
		_, err = org.Appoint(tx, org.Appointment{Person: p, Unit: w.id["城东分局"], Title: "党委书记、局长", Kind: org.Head, Since: "2024-03-01"})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *orgTown) login(login, name, role, unit string) {
	w.t.Helper()
	ctx, job := context.Background(), who.Job("test")
	p, err := w.Org.AddPerson(ctx, job, org.PersonInput{Name: name, Unit: w.id[unit]})
	if err != nil {
		w.t.Fatal(err)
	}
	id, err := w.Access.MakeLogin(ctx, job, access.NewLogin{Login: login, Person: p, Hash: access.HashPassword(townPass + login)})
	if err == nil {
		err = w.Access.Grant(ctx, job, access.NewGrant{Login: id, Role: role, Unit: w.id[unit], Since: "2020-01-01", Basis: "test"})
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *orgTown) visit(login, lang, method, path string, body []byte, kind string) *http.Response {
	w.t.Helper()
	cookie := w.cookies[login]
	if cookie == "" {
		cookie = accesstest.SignIn(w.t, w.Access, login)
		w.cookies[login] = cookie
	}
	_, sess, err := w.Access.Resolve(context.Background(), cookie)
	if err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set("X-CSRF", sess.CSRF)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.AddCookie(&http.Cookie{Name: "plumbline", Value: cookie})
	r.AddCookie(&http.Cookie{Name: front.LangCookie, Value: lang})
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec.Result()
}

func (w *orgTown) get(login, lang, path string, want int) string {
	w.t.Helper()
	res := w.visit(login, lang, http.MethodGet, path, nil, "")
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != want {
		w.t.Fatalf("GET %s as %s: %d, want %d\n%s", path, login, res.StatusCode, want, body)
	}
	return string(body)
}

// go303 is where a page leads to.
func (w *orgTown) go303(login, path string) (to string, status int) {
	w.t.Helper()
	res := w.visit(login, "zh", http.MethodGet, path, nil, "")
	return res.Header.Get("Location"), res.StatusCode
}

func (w *orgTown) post(login, path string, want int, fields ...string) (string, string) {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	res := w.visit(login, "zh", http.MethodPost, path, []byte(form.Encode()), "application/x-www-form-urlencoded")
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != want {
		w.t.Fatalf("POST %s as %s: %d, want %d\n%s", path, login, res.StatusCode, want, body)
	}
	return res.Header.Get("Location"), string(body)
}

func (w *orgTown) upload(name string, data []byte, want int) (string, string) {
	w.t.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		w.t.Fatal(err)
	}
	_, _ = f.Write(data)
	_ = m.Close()
	res := w.visit("sysadmin", "zh", http.MethodPost, "/org/import", buf.Bytes(), m.FormDataContentType())
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != want {
		w.t.Fatalf("upload %s: %d, want %d\n%s", name, res.StatusCode, want, body)
	}
	return res.Header.Get("Location"), string(body)
}

// leaked finds a words key shown as text, or code that a template took for text.
var leaked = regexp.MustCompile(`>\s*(?:org|import|shell|part|nav)\.[a-z_.]+\s*<|i18n\.T\(|="(?:org|import)\.[a-z_.]+"`)

func (w *orgTown) clean(path, body string) {
	w.t.Helper()
	if bad := leaked.FindString(body); bad != "" {
		w.t.Errorf("%s shows %q", path, bad)
	}
	if strings.Contains(body, "style=") || strings.Contains(body, "onclick=") {
		w.t.Errorf("%s has an inline style or handler", path)
	}
}

func TestOrgPagesInBothLanguages(t *testing.T) {
	w := newOrgTown(t)
	east := w.id["城东分局"]
	for _, path := range []string{"/org", "/org?tree=party", "/org/units/" + east, "/org/units/new?tree=unit&parent=" + east, "/org/units/new?tree=party", "/org/units/" + east + "/edit",
		"/org/units/" + east + "/reorganise", "/org/units/" + east + "/reorganise?do=merge", "/org/units/" + east + "/reorganise?do=split", "/org/units/" + east + "/reorganise?do=close",
		"/org/people", "/org/people?q=gch", "/org/people?unit=" + east, "/org/people/new?unit=" + east, "/org/people/" + w.id["顾长河"], "/org/people/" + w.id["顾长河"] + "/edit", "/org/import"} {
		for _, lang := range []string{"zh", "en"} {
			w.clean(path, w.get("sysadmin", lang, path, http.StatusOK))
		}
	}
	if body := w.get("office", "zh", "/org/units/"+east, http.StatusOK); strings.Contains(body, "/reorganise") || !strings.Contains(body, "顾长河") {
		t.Error("who may only read is offered a change, or does not see the head")
	}
	w.get("office", "zh", "/org/import", http.StatusNotFound)
	w.get("unit", "zh", "/org/units/"+w.id["江北分局"], http.StatusNotFound)
	if body := w.get("unit", "zh", "/org", http.StatusOK); strings.Contains(body, "江北分局") {
		t.Error("a unit sees its neighbour")
	}
	w.get("unit", "zh", "/org/people?unit="+w.id["江北分局"], http.StatusNotFound)
}

func TestOrgIsChangedByForms(t *testing.T) {
	w := newOrgTown(t)
	to, _ := w.post("sysadmin", "/org/units", http.StatusSeeOther, "tree", "unit", "name", "南湖派出所", "kind", "station", "parent", "cdfj", "aliases", "南湖、湖所")
	if body := w.get("sysadmin", "zh", to, http.StatusOK); !strings.Contains(body, "南湖派出所") || !strings.Contains(body, "湖所") {
		t.Error("the new unit is not shown")
	}
	_, body := w.post("sysadmin", "/org/units", http.StatusUnprocessableEntity, "tree", "unit", "name", "南湖派出所", "kind", "station", "parent", "城东分局")
	if !strings.Contains(body, "同一上级下已经有") || !strings.Contains(body, `value="南湖派出所"`) {
		t.Error("a refused form lost what was typed or does not say why")
	}
	w.post("office", "/org/units", http.StatusNotFound, "tree", "unit", "name", "x", "kind", "station", "parent", "城东分局")
	east := w.id["城东分局"]
	re := "/org/units/" + east + "/reorganise"
	_, body = w.post("sysadmin", re, http.StatusUnprocessableEntity, "do", "merge", "into", "江北分局", "step", "preview")
	if !strings.Contains(body, "请填写") {
		t.Error("a reorganisation without a basis was not refused")
	}
	_, body = w.post("sysadmin", re, http.StatusOK, "do", "merge", "into", "江北分局", "step", "preview", "note", "临编〔2026〕3号")
	for _, want := range []string{"“南湖派出所”由“临江市公安局城东分局”划归“临江市公安局江北分局”", "撤销，最后一天 2026-06-17", "2 人的所在单位随之改变", "1 个任职到前一天为止"} {
		if !strings.Contains(body, want) {
			t.Errorf("the preview does not say %q", want)
		}
	}
	if body := w.get("sysadmin", "zh", "/org/units/"+east, http.StatusOK); strings.Contains(body, "撤销") {
		t.Error("the preview changed something")
	}
	to, _ = w.post("sysadmin", re, http.StatusSeeOther, "do", "merge", "into", "江北分局", "step", "do", "note", "临编〔2026〕3号")
	if body := w.get("sysadmin", "zh", to, http.StatusOK); !strings.Contains(body, "曾用名 临江市公安局城东分局") || !strings.Contains(body, "并入本单位") {
		t.Error("the successor does not show what it was made of")
	}
	if body := w.get("sysadmin", "en", "/org/units/"+east, http.StatusOK); !strings.Contains(body, "closed on 17 Jun 2026") || !strings.Contains(body, "Now answered for by") {
		t.Error("the merged unit does not say what became of it")
	}
	person := "/org/people/" + w.id["顾长河"]
	w.post("sysadmin", person+"/portfolio", http.StatusSeeOther, "unit", "政治部", "since", "2026-01-01")
	_, body = w.post("sysadmin", person+"/portfolio", http.StatusUnprocessableEntity, "unit", "没有的", "since", "2026-01-01")
	if !strings.Contains(body, "没有找到“没有的”") {
		t.Error("an unknown unit was not named")
	}
	w.post("sysadmin", "/org/units/"+w.id["江北分局"]+"/appoint", http.StatusSeeOther, "person", "顾长河", "title", "局长", "kind", "head", "since", "2026-06-18")
	to, _ = w.post("sysadmin", "/org/units", http.StatusSeeOther, "tree", "party", "name", "市局党委", "kind", "party_committee")
	w.post("sysadmin", to+"/term", http.StatusSeeOther, "number", "5", "term_since", "2024-01-01", "term_until", "2028-12-31")
	w.post("sysadmin", to+"/links", http.StatusSeeOther, "units", "市局")
	if body := w.get("sysadmin", "zh", to, http.StatusOK); !strings.Contains(body, "第 5 届") {
		t.Error("the term is not shown")
	}
}

// townBook is a workbook for the import; wrong adds two rows with faults.
func (w *orgTown) townBook(wrong bool) []byte {
	w.t.Helper()
	b, err := xlsx.NewBook()
	if err != nil {
		w.t.Fatal(err)
	}
	s := org.Sheets()[0]
	p, err := b.Page("单位", "", nil, s.Heads("zh", w.Words.Say))
	if err != nil {
		w.t.Fatal(err)
	}
	rows := [][]any{{"3401-21", "望湖县公安局", "望湖县局", "县局", "", "望湖局", "是", clock.Day("1998-05-01")}, {"", "湖心派出所", "", "派出所", "望湖县局", "=湖心", "", nil}}
	if wrong {
		rows = append(rows, []any{"", "河口派出所", "", "派出所", "没有的分局", "", "", "6月底"}, []any{"", "", "", "乡镇", "", "", "", nil})
	}
	for _, r := range rows {
		if err := p.Row(r...); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := p.End(); err != nil {
		w.t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := b.WriteTo(&out); err != nil {
		w.t.Fatal(err)
	}
	return out.Bytes()
}

func TestOrgImportInTheBrowser(t *testing.T) {
	w := newOrgTown(t)
	_, body := w.upload("单位.csv", []byte("单位,类型\n甲,分局\n"), http.StatusUnprocessableEntity)
	if !strings.Contains(body, "不是 .xlsx") {
		t.Error("a CSV was not named as one")
	}
	to, _ := w.upload("2026 单位.xlsx", w.townBook(true), http.StatusSeeOther)
	body = w.get("sysadmin", "zh", to, http.StatusOK)
	w.clean(to, body)
	for _, want := range []string{"导入批次 DR-26-001", "没有登记过这个单位", "没写到哪一天", "不在可选的值里", "“单位名称”必填", "导入对的 2 行", "<code>乡镇</code>", "E　上级单位", "按文字收下，不会执行"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	w.clean(to, w.get("sysadmin", "en", to, http.StatusOK))
	if _, body = w.post("sysadmin", to, http.StatusUnprocessableEntity, "how", "all"); !strings.Contains(body, "一行也没有写入") {
		t.Error("a file with errors was taken in whole")
	}
	if body := w.get("sysadmin", "zh", "/org", http.StatusOK); strings.Contains(body, "望湖") {
		t.Error("something of a refused file was stored")
	}
	w.post("sysadmin", to, http.StatusSeeOther, "how", "good")
	if body = w.get("sysadmin", "zh", to, http.StatusOK); !strings.Contains(body, "已写入 2 行") || !strings.Contains(body, "导入回执 DR-26-001") {
		t.Error("no receipt")
	}
	w.post("sysadmin", to, http.StatusSeeOther, "how", "good") // a second press does nothing
	to, _ = w.upload("再来.xlsx", w.townBook(false), http.StatusSeeOther)
	if body = w.get("sysadmin", "zh", to, http.StatusOK); !strings.Contains(body, "导入不会改变任何内容") {
		t.Error("the second time does not say that nothing changes")
	}
	w.post("sysadmin", to, http.StatusSeeOther, "how", "all")
	if body = w.get("sysadmin", "zh", to, http.StatusOK); !strings.Contains(body, "没有改变任何内容") {
		t.Error("the receipt does not say that nothing changed")
	}
	to, _ = w.upload("扔掉.xlsx", w.townBook(false), http.StatusSeeOther)
	w.post("sysadmin", to+"/drop", http.StatusSeeOther)
	if res := w.visit("sysadmin", "zh", http.MethodGet, "/org/export.xlsx", nil, ""); res.StatusCode != http.StatusOK { // a short one
		t.Errorf("a short register: %d", res.StatusCode)
	}
	for i := range 20 {
		if _, err := w.Org.AddPerson(context.Background(), who.Job("test"), org.PersonInput{Name: "新人" + strconv.Itoa(i), Unit: w.id["政治部"]}); err != nil {
			t.Fatal(err)
		}
	}
	if to, _ = w.go303("sysadmin", "/org/export.xlsx"); to != "/org/export/ask" { // more than 20 rows
		t.Errorf("the register leads to %q", to)
	}
	if body = w.get("sysadmin", "zh", to, http.StatusOK); !strings.Contains(body, "须经第二人批准") {
		t.Error("the form does not say why")
	}
	to, _ = w.post("sysadmin", to, http.StatusSeeOther, "reason", "年度核对")
	at := strings.TrimSuffix(to, "?show=asked")
	seen := regexp.MustCompile(`name="seen" value="([0-9a-f]{64})"`).FindStringSubmatch(w.get("secadmin", "zh", at, http.StatusOK))
	if seen == nil {
		t.Fatal("the security administrator is not asked")
	}
	w.post("secadmin", at, http.StatusSeeOther, "answer", "yes", "reason", "属实", "seen", seen[1])
	for _, get := range [][2]string{{http.MethodGet, "/org/template.xlsx"}, {http.MethodPost, at + "/take"}} {
		path := get[1]
		res := w.visit("sysadmin", "zh", get[0], path, nil, "")
		data, _ := io.ReadAll(res.Body)
		if book, err := xlsx.OpenWorkbook(data, xlsx.Limits{}); err != nil || len(book.Sheets()) < 5 {
			t.Errorf("%s: %v", path, err)
		}
	}
}
