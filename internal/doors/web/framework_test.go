package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
)

// frameHouse is a house with one bureau and an account for each role that these pages know.
type frameHouse struct {
	*front.Server
	t       *testing.T
	cookies map[string]string // by role: a password costs a tenth of a second
}

func newFrameHouse(t *testing.T) *frameHouse {
	t.Helper()
	ctx := context.Background()
	now := time.Date(2026, 6, 18, 9, 20, 0, 0, clock.Zone)
	h, err := doors.Open(ctx, doors.Config{Data: filepath.Join(t.TempDir(), "data"), Clock: clock.NewSettable(now), Bulk: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	job := who.Job("test")
	err = h.DB.Write(ctx, job, func(tx *db.Tx) error {
		if _, err := tx.Exec(`insert into org_unit (id, name, short, kind, ord, last, depth) values ('u', '临江市公安局', '市局', 'bureau', 1, 1000, 0)`); err != nil {
			return err
		}
		for _, role := range []string{access.Office, access.Leader, access.Owner} {
			if _, err := tx.Exec(`insert into org_person (id, name, unit_id) values ($1, $2, 'u')`, "p-"+role, "许文博"); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "test.fill", Kind: "unit", ID: "u"})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{access.Office, access.Leader, access.Owner} {
		id, err := h.Access.MakeLogin(ctx, job, access.NewLogin{Login: role, Person: "p-" + role, Hash: access.HashPassword("Lin-jiang-2026!" + role)})
		if err == nil {
			err = h.Access.Grant(ctx, job, access.NewGrant{Login: id, Role: role, Unit: "u", Since: "2020-01-01", Basis: "test"})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return &frameHouse{New(h, "test", false), t, map[string]string{}}
}

// visit sends a request of the role in a language and answers status and body.
func (f *frameHouse) visit(role, lang, method, path string, body []byte, kind string) (*http.Response, string) {
	f.t.Helper()
	cookie := f.cookies[role]
	if cookie == "" {
		cookie = accesstest.SignIn(f.t, f.Access, role)
		f.cookies[role] = cookie
	}
	_, sess, err := f.Access.Resolve(context.Background(), cookie)
	if err != nil {
		f.t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set("X-CSRF", sess.CSRF)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.AddCookie(&http.Cookie{Name: "plumbline", Value: cookie})
	r.AddCookie(&http.Cookie{Name: front.LangCookie, Value: lang})
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w.Result(), w.Body.String()
}

func (f *frameHouse) get(role, lang, path string) string {
	f.t.Helper()
	res, body := f.visit(role, lang, http.MethodGet, path, nil, "")
	if res.StatusCode != http.StatusOK {
		f.t.Fatalf("GET %s as %s: %d\n%s", path, role, res.StatusCode, body)
	}
	return body
}

func (f *frameHouse) post(role, path string, form url.Values, want int) (*http.Response, string) {
	f.t.Helper()
	res, body := f.visit(role, "zh", http.MethodPost, path, []byte(form.Encode()), "application/x-www-form-urlencoded")
	if res.StatusCode != want {
		f.t.Fatalf("POST %s as %s: %d, want %d\n%s", path, role, res.StatusCode, want, body)
	}
	return res, body
}

// rawKey finds a words key shown as text, or code that a template took for text.
var rawKey = regexp.MustCompile(`>\s*(?:framework|calendar|notify|pack)\.[a-z_.]+|i18n\.T\(`)

func TestFrameworkPagesInBothLanguages(t *testing.T) {
	f := newFrameHouse(t)
	links := regexp.MustCompile(`href="(/framework/[0-9a-z]+)"`).FindAllStringSubmatch(f.get(access.Office, "zh", "/framework"), -1)
	if len(links) < 12 {
		t.Fatalf("%d packs listed", len(links))
	}
	paths := []string{"/framework", "/calendar", "/calendar?year=2027", "/calendar?rule=R-ZG-05&start=2026-09-20", "/notices", "/notices?unread=1"}
	for _, l := range links {
		paths = append(paths, l[1])
	}
	for _, lang := range []string{"zh", "en"} {
		for _, p := range paths {
			body := f.get(access.Office, lang, p)
			if m := rawKey.FindString(body); m != "" {
				t.Errorf("%s in %s shows %q", p, lang, m)
			}
			if strings.Contains(body, " style=") {
				t.Errorf("%s carries a style attribute", p)
			}
		}
	}
	if !rawKey.MatchString("<b>framework.title</b>") || !rawKey.MatchString(`<b>i18n.T(ctx, "x")</b>`) {
		t.Error("the check for raw keys finds none")
	}
	zh, en := f.get(access.Office, "zh", "/framework"), f.get(access.Office, "en", "/framework")
	for _, want := range []string{"R-ZG-03", "3 个月", "20 / 10 / 0", "信访工作条例》第三十四条", "待本单位核定", "休 33 天，调休上班 6 天"} {
		if !strings.Contains(zh, want) {
			t.Errorf("the rules page lacks %q", want)
		}
	}
	if !strings.Contains(en, "3 months") || !strings.Contains(en, ", art. 34") {
		t.Error("the English rules page lacks lengths or articles")
	}
	if body := f.get(access.Office, "zh", "/calendar?rule=R-ZG-05&start=2026-09-21"); !strings.Contains(body, "<b>2026-10-12</b>") {
		t.Error("the calculator does not answer 12 October")
	}
	if body := f.get(access.Office, "zh", "/calendar?rule=R-ZG-06&start=2026-12-25"); !strings.Contains(body, "2027 年工作日历还没有录入") {
		t.Error("the calculator guessed into 2027")
	}
}

func upload(t *testing.T, name string, raw []byte) ([]byte, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write(raw)
	w.Close()
	return b.Bytes(), w.FormDataContentType()
}

func TestPackFromUploadToForce(t *testing.T) {
	f := newFrameHouse(t)
	raw, err := os.ReadFile("../../rooms/framework/testdata/deadlines_2026_2.yaml")
	if err != nil {
		t.Fatal(err)
	}
	bad, kind := upload(t, "x.yaml", bytes.Replace(raw, []byte("unit: 工作日"), []byte("unit: 周"), 1))
	res, body := f.visit(access.Office, "zh", http.MethodPost, "/framework", bad, kind)
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, "行：没有“周”这个单位") {
		t.Fatalf("a bad pack: %d", res.StatusCode)
	}
	good, kind := upload(t, "deadlines.yaml", raw)
	res, _ = f.visit(access.Office, "zh", http.MethodPost, "/framework", good, kind)
	at := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || at == "" {
		t.Fatalf("a good pack: %d", res.StatusCode)
	}
	f.post(access.Office, at+"/propose", url.Values{"from": {"2026-06-18"}}, http.StatusUnprocessableEntity)
	f.post(access.Office, at+"/propose", url.Values{"from": {"2026-07-01"}}, http.StatusSeeOther)
	f.post(access.Office, at+"/approve", nil, http.StatusNotFound)
	if body := f.get(access.Leader, "zh", at); !strings.Contains(body, "批准启用") || !strings.Contains(body, `<ins class="pl-ins`) {
		t.Error("the leader sees neither the button nor what changes")
	}
	f.post(access.Leader, at+"/approve", nil, http.StatusSeeOther)
	if body := f.get(access.Office, "zh", at+"?changes=1"); !strings.Contains(body, "待启用") || strings.Contains(body, "R-ZG-05</td>") {
		t.Error("after approval the page does not say so, or shows what did not change")
	}
}

func TestYearIsEntered(t *testing.T) {
	f := newFrameHouse(t)
	form := url.Values{"off": {"元旦/New Year 2027-01-01 2027-01-03"}, "work": {"2027-01-09 2027-01-32"}, "source": {"通知"}, "version": {"0"}}
	_, body := f.post(access.Office, "/calendar/2027", form, http.StatusUnprocessableEntity)
	if !strings.Contains(body, "“2027-01-32”不是日期") || !strings.Contains(body, "元旦/New Year 2027-01-01 2027-01-03") {
		t.Error("a wrong day is not named, or what was typed is lost")
	}
	form.Set("work", "2027-01-09")
	form.Set("confirm", "1")
	f.post(access.Office, "/calendar/2027", form, http.StatusSeeOther)
	if body := f.get(access.Office, "zh", "/calendar?year=2027"); !strings.Contains(body, "许文博 已核定") {
		t.Error("the year is not shown as confirmed")
	}
	f.post(access.Owner, "/calendar/2027", form, http.StatusNotFound)
	form.Set("off", "元旦 2027-01-01")
	f.post(access.Office, "/calendar/2027", form, http.StatusConflict)
}

func TestInboxLeadsToTheMatter(t *testing.T) {
	f := newFrameHouse(t)
	ctx := context.Background()
	err := f.DB.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		p := calendar.Promise{Kind: "item.due", Ref: "1", Unit: "u", Ord: 1, Title: "WT-26-0109 账物不符", Due: "2026-06-30", Link: "/calendar", People: map[string][]string{"owner": {"p-owner"}, "lead": {"p-owner"}}}
		if err := calendar.Keep(tx, p); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test.keep", Kind: "item", ID: "1"})
	})
	if err != nil {
		t.Fatal(err)
	}
	f.DB.Clock().(*clock.Settable).Set(time.Date(2026, 6, 20, 8, 0, 0, 0, clock.Zone))
	if _, err := f.Calendar.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Notify.Send(ctx); err != nil {
		t.Fatal(err)
	}
	body := f.get(access.Owner, "zh", "/notices")
	if !strings.Contains(body, "WT-26-0109 账物不符，期限 2026-06-30，还有 10 天") || !strings.Contains(body, "is-soon") {
		t.Error("the warning is not in the owner's inbox")
	}
	if en := f.get(access.Owner, "en", "/notices"); !strings.Contains(en, "due 30 Jun 2026, 10 days left") {
		t.Error("the English warning is not written in English")
	}
	one := regexp.MustCompile(`href="(/notices/[0-9a-z]+)"`).FindStringSubmatch(body)[1]
	if res, _ := f.visit(access.Owner, "zh", http.MethodGet, one, nil, ""); res.Header.Get("Location") != "/calendar" {
		t.Error("a notice does not lead to its matter")
	}
	if res, _ := f.visit(access.Office, "zh", http.MethodGet, one, nil, ""); res.StatusCode != http.StatusNotFound {
		t.Error("somebody else opened the owner's notice")
	}
	if strings.Contains(f.get(access.Owner, "zh", "/notices?unread=1"), "WT-26-0109") {
		t.Error("an opened notice is still unread")
	}
}
