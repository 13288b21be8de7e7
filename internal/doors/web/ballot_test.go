package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// voter is a phone: no session, its own address.
func phone(w *ballotTown, method, path, from string, form url.Values, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	w.t.Helper()
	var body *strings.Reader = strings.NewReader(form.Encode())
	r := httptest.NewRequest(method, path, body)
	r.RemoteAddr = from + ":40000"
	r.Header.Set("Accept", "text/html")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	w.server.ServeHTTP(rec, r)
	return rec
}

var shownCode = regexp.MustCompile(`<code>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</code>`)

// ballotTown is a town with two people of the office and a leader.
type ballotTown struct{ *dirTown }

func (w *ballotTown) ask(login, method, path string, form url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	form.Set("csrf", w.csrf[login])
	return phone(w, method, path, "10.1.1.1", form, &http.Cookie{Name: w.server.CookieName(), Value: w.cookie[login]})
}

func (w *ballotTown) get(login, path string) *httptest.ResponseRecorder {
	return w.ask(login, http.MethodGet, path, nil)
}

func (w *ballotTown) post(login, path string, form url.Values) *httptest.ResponseRecorder {
	return w.ask(login, http.MethodPost, path, form)
}

func newBallotTown(t *testing.T) *ballotTown {
	w := &ballotTown{newDirTown(t)}
	w.person("gu", "顾明远", access.Office, "临江市公安局")
	w.person("zhou", "周启明", access.Leader, "临江市公安局")
	return w
}

func TestBallotFromSlipToResult(t *testing.T) {
	w := newBallotTown(t)
	now := dbtest.Start
	form := url.Values{"title": {"2025年度述责述廉民主测评"}, "form": {"duty"}, "unit": {w.units["临江市公安局"]}, "entitled": {"9"},
		"opens": {now.In(clock.Zone).Format("2006-01-02T15:04")}, "closes": {now.In(clock.Zone).Add(7200e9).Format("2006-01-02T15:04")}, "subjects": {"方致远 城东分局\n林若溪 江南分局"}}
	bad := w.post("xu", "/ballots", url.Values{"title": {""}, "form": {"duty"}, "unit": form["unit"], "opens": {"x"}})
	if bad.Code != http.StatusUnprocessableEntity || !strings.Contains(bad.Body.String(), "2026-06-18 14:30") {
		t.Fatalf("a poll without anything: %d", bad.Code)
	}
	made := w.post("xu", "/ballots", form)
	if made.Code != http.StatusSeeOther {
		t.Fatalf("making a poll: %d %s", made.Code, made.Body)
	}
	at := made.Header().Get("Location")
	if res := w.post("xu", at+"/open", nil); res.Code != http.StatusUnprocessableEntity {
		t.Fatalf("opening with nothing given out: %d", res.Code)
	}
	slips := w.post("xu", at+"/issue", url.Values{"slips": {"6"}, "papers": {"2"}})
	codes := shownCode.FindAllStringSubmatch(slips.Body.String(), -1)
	if len(codes) != 6 || !strings.Contains(slips.Body.String(), "pl-qr-code") {
		t.Fatalf("%d codes are shown", len(codes))
	}
	if again := w.get("xu", at); shownCode.MatchString(again.Body.String()) {
		t.Error("codes are shown a second time")
	}
	if res := w.post("xu", at+"/open", nil); res.Code != http.StatusSeeOther {
		t.Fatalf("opening: %d %s", res.Code, res.Body)
	}
	w.votes(codes)
	page := w.get("xu", at).Body.String()
	if !strings.Contains(page, "截止前任何人看不到结果") || strings.Contains(page, "测评结果</h2>") {
		t.Error("an open poll shows a result, or does not say that nobody sees one")
	}
	if res := w.post("xu", at+"/close", url.Values{"close_why": {"都已投票"}}); res.Code != http.StatusSeeOther {
		t.Fatalf("closing: %d %s", res.Code, res.Body)
	}
	w.papers(at)
	for _, path := range []string{at, at + "?", "/ballots"} {
		if res := w.get("zhou", path); res.Code != http.StatusOK || strings.Contains(res.Body.String(), ">ballot.") {
			t.Errorf("%s: %d, or a word is missing", path, res.Code)
		}
	}
	result := w.get("zhou", at).Body.String()
	for _, want := range []string{"得分 = Σ 权重", "发出 8 张，收回 8 张", "有效"} {
		if !strings.Contains(result, want) {
			t.Errorf("the result does not say %q", want)
		}
	}
	for _, path := range []string{at + "/result.docx", at + "/result.xlsx", "/ballots/export.xlsx", at + "/paper"} {
		if res := w.get("xu", path); res.Code != http.StatusOK || res.Body.Len() < 500 {
			t.Errorf("%s: %d, %d bytes", path, res.Code, res.Body.Len())
		}
	}
	if res := w.get("jn", at); res.Code != http.StatusNotFound {
		t.Errorf("the head of a unit sees the poll: %d", res.Code)
	}
}

// votes casts the six, the first one after every mistake a voter can make.
func (w *ballotTown) votes(codes [][]string) {
	w.t.Helper()
	first := url.Values{"code": {codes[0][1]}}
	if res := phone(w, http.MethodGet, "/ballot", "10.0.0.1", nil); res.Code != http.StatusOK || !strings.Contains(res.Body.String(), "data-ballot") {
		w.t.Fatalf("the voter's page: %d", res.Code)
	}
	if res := phone(w, http.MethodPost, "/ballot", "10.0.0.1", url.Values{"code": {"AAAA-AAAA-AAAA"}}); res.Code != http.StatusUnprocessableEntity || !strings.Contains(res.Body.String(), "没有这个票码") {
		w.t.Errorf("a forged code: %d", res.Code)
	}
	sheet := phone(w, http.MethodPost, "/ballot", "10.0.0.1", first)
	if sheet.Code != http.StatusOK || !strings.Contains(sheet.Body.String(), "方致远") || !strings.Contains(sheet.Body.String(), `name="s1.duty"`) {
		w.t.Fatalf("the ballot: %d", sheet.Code)
	}
	partly := url.Values{"code": {codes[0][1]}, "s1.duty": {"good"}, "s2.skip": {"1"}}
	if res := phone(w, http.MethodPost, "/ballot/cast", "10.0.0.1", partly); res.Code != http.StatusUnprocessableEntity || !strings.Contains(res.Body.String(), "方致远 还有 5 个方面没有选") || !strings.Contains(res.Body.String(), "checked") {
		w.t.Errorf("half a ballot: %d", res.Code)
	}
	for i, c := range codes {
		v := url.Values{"code": {c[1]}}
		for _, s := range []string{"s1", "s2"} {
			for _, a := range []string{"duty", "politics", "centralism", "conduct", "integrity", "overall"} {
				v.Set(s+"."+a, "good")
			}
		}
		if i == 1 {
			v.Set("s2.skip", "1")
		}
		res := phone(w, http.MethodPost, "/ballot/cast", "10.0.0.1", v)
		if res.Code != http.StatusSeeOther || res.Header().Get("Location") != "/ballot/thanks" {
			w.t.Fatalf("vote %d: %d %s", i, res.Code, res.Body)
		}
	}
	if res := phone(w, http.MethodPost, "/ballot", "10.0.0.1", first); !strings.Contains(res.Body.String(), "已经投过票") {
		w.t.Error("a used code opens a ballot again")
	}
	if res := phone(w, http.MethodGet, "/ballot/thanks", "10.0.0.1", nil); res.Code != http.StatusOK || strings.Contains(res.Body.String(), "好</b>") {
		w.t.Errorf("thanks: %d", res.Code)
	}
	if res := phone(w, http.MethodGet, "/ballot?lang=en", "10.0.0.1", nil); !strings.Contains(res.Body.String(), "Enter your code") {
		w.t.Error("the voter's page has no English")
	}
}

// papers counts two paper ballots by two persons.
func (w *ballotTown) papers(at string) {
	w.t.Helper()
	count := url.Values{"papers": {"2"}}
	for _, s := range []string{"1", "2"} {
		for a := range 6 {
			count.Set("n"+s+"."+string(rune('0'+a))+".0", "2")
		}
	}
	count.Set("n1.3.0", "1")
	if res := w.post("xu", at+"/papers", count); res.Code != http.StatusUnprocessableEntity || !strings.Contains(res.Body.String(), "应当相等") {
		w.t.Errorf("an uneven count: %d", res.Code)
	}
	count.Set("n1.3.0", "2")
	if res := w.post("xu", at+"/papers", count); res.Code != http.StatusSeeOther {
		w.t.Fatalf("a count: %d %s", res.Code, res.Body)
	}
	m := regexp.MustCompile(`/papers/([0-9a-z]+)/confirm`).FindStringSubmatch(w.get("gu", at).Body.String())
	if m == nil {
		w.t.Fatal("the second counter is not asked")
	}
	if strings.Contains(w.get("xu", at).Body.String(), "/confirm") {
		w.t.Error("whoever counted is asked to confirm")
	}
	if res := w.post("xu", at+"/papers/"+m[1]+"/confirm", nil); res.Code != http.StatusForbidden {
		w.t.Errorf("confirming the own count: %d", res.Code)
	}
	if res := w.post("gu", at+"/papers/"+m[1]+"/confirm", nil); res.Code != http.StatusSeeOther {
		w.t.Errorf("confirming: %d %s", res.Code, res.Body)
	}
}

// The voter's pages do not look at who is signed in, and guesses at codes are held up.
func TestVoterIsNobody(t *testing.T) {
	w := newBallotTown(t)
	cookie := &http.Cookie{Name: w.server.CookieName(), Value: w.cookie["xu"]}
	seen := func() (at string) {
		err := w.house.DB.Read(context.Background(), who.Job("test"), func(tx *db.Tx) (err error) {
			at, err = db.Value[string](tx, `select max(seen_at) from access_session`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	was := seen()
	w.house.Config.Clock.(*clock.Settable).Advance(600e9)
	if res := phone(w, http.MethodGet, "/ballot", "10.0.0.2", nil, cookie); strings.Contains(res.Body.String(), "许文博") || seen() != was {
		t.Error("the voter's page looked at the session")
	}
	if res := phone(w, http.MethodGet, "/ballots", "10.0.0.2", nil, cookie); res.Code != http.StatusOK || seen() == was {
		t.Errorf("the control: another page notes the session (%d)", res.Code)
	}
	for _, r := range w.server.Routes() {
		if strings.HasPrefix(r.Pattern, "/ballot") && !strings.HasPrefix(r.Pattern, "/ballots") && (!r.Blind || r.Right != access.Public) {
			t.Errorf("%s %s looks at the session", r.Method, r.Pattern)
		}
	}
	held := 0
	for range 40 {
		if phone(w, http.MethodPost, "/ballot", "10.0.0.3", url.Values{"code": {"AAAA-AAAA-AAAA"}}).Code == http.StatusTooManyRequests {
			held++
		}
	}
	if held == 0 {
		t.Error("guesses are not held up")
	}
	if res := phone(w, http.MethodPost, "/ballot", "10.0.0.4", url.Values{"code": {"AAAA-AAAA-AAAA"}}); res.Code != http.StatusUnprocessableEntity {
		t.Errorf("a guesser elsewhere keeps a voter out: %d", res.Code)
	}
}
