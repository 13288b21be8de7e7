package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/partyorg"
)

// newMoneyTown is the town with a Party committee, two branches and the people of Party money and work.
func newMoneyTown(t *testing.T) *dirTown {
	t.Helper()
	w := newDirTown(t)
	err := w.house.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for _, u := range []struct{ name, kind, parent string }{{"机关党委", "party_committee", ""}, {"江南支部", "party_cell", "机关党委"}, {"政治部支部", "party_cell", "机关党委"}} {
			id, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: u.name, Short: u.name, Kind: u.kind, Parent: w.units[u.parent]}, "")
			if err != nil {
				return err
			}
			w.units[u.name] = id
		}
		return org.LinkParty(tx, w.units["江南支部"], []string{w.units["江南分局"]}, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	w.person("aff", "何雨晴", access.PartyAff, "机关党委")
	w.person("boss", "周启明", access.Leader, "机关党委")
	w.person("fin", "孙慎行", access.Finance, "机关党委")
	w.person("sec", "江映川", access.Secretary, "江南支部")
	w.person("mate", "梅若安", access.Secretary, "江南支部")
	return w
}

// kept downloads a file and answers its bytes.
func (w *dirTown) kept(login, path string) []byte {
	w.t.Helper()
	return w.do(login, httptest.NewRequest(http.MethodGet, path, nil), 200).Body.Bytes()
}

func TestBudgetFromPlanToPublication(t *testing.T) {
	w := newMoneyTown(t)
	w.do("jn", httptest.NewRequest(http.MethodGet, "/budget", nil), 404)
	if page := w.get("aff", "/budget"); !strings.Contains(page, "还没有批准的预算") {
		t.Error("an empty house does not say so")
	}
	if page := w.post("aff", "/budget/plans", 422, "party", w.units["机关党委"], "year", "1999"); !strings.Contains(page, "年度应在 2025 到 2027 之间") {
		t.Error("a wrong year is not named")
	}
	plan := w.post("aff", "/budget/plans", 303, "party", w.units["机关党委"], "year", "2026")
	page := w.post("aff", plan+"/lines", 422, "l1_category", "activity", "l1_title", "社会捐赠活动", "l1_amount", "2万")
	for _, want := range []string{"“捐赠”属于向外筹集", "“2万”用了万", `value="社会捐赠活动"`} {
		if !strings.Contains(page, want) {
			t.Errorf("lines: %s is not said", want)
		}
	}
	w.post("aff", plan+"/lines", 303, "l1_category", "activity", "l1_title", "主题党日", "l1_amount", "20,000", "l2_category", "train", "l2_title", "轮训", "l2_purpose", "党员轮训", "l2_amount", "5000")
	book := w.kept("aff", plan+"/export.xlsx")
	if a := w.upload("aff", plan+"/import", "预算.xlsx", book, 303); a.Code != 303 {
		t.Error("what was exported cannot be brought back")
	}
	if page := w.upload("aff", plan+"/import", "预算.xlsx", []byte("no workbook"), 422).Body.String(); !strings.Contains(page, "alert-danger") {
		t.Error("a file that is no workbook is taken")
	}
	w.post("aff", plan+"/submit", 303)
	page = w.get("boss", plan)
	seen := find(t, `name="seen" value="([0-9a-f]{64})"`, page)
	w.post("aff", plan+"/decide", 404, "seen", seen, "agree", "yes")
	w.post("boss", plan+"/decide", 303, "seen", seen, "agree", "yes")
	if page = w.get("aff", "/budget"); !strings.Contains(page, "20,000.00") || !strings.Contains(page, "pl-budget") {
		t.Error("the year's use is not drawn")
	}

	page = w.get("sec", "/budget/expenses/new")
	line := find(t, `<option value="([a-z0-9]{26})"[^>]*>组织活动 · 主题党日`, page)
	fields := []string{"party_id", w.units["江南支部"], "line", line, "activity", "参观学习", "place", "本市", "people", "10", "first", "2026-06-20", "last", "2026-06-20", "as", "secretary", "cost_meal", "520"}
	for _, m := range regexp.MustCompile(`name="bans" value="([a-z]+)"`).FindAllStringSubmatch(page, -1) {
		fields = append(fields, "bans", m[1])
	}
	if page = w.post("sec", "/budget/expenses", 422, fields...); !strings.Contains(page, "伙食费申请 ¥520.00，按本市¥40.00每人每天计最多 ¥400.00，超出 ¥120.00") {
		t.Errorf("the sentence of the ceiling: %.400s", page[strings.Index(page, "alert-danger"):])
	}
	fields[len(fields)-17] = "400" // the amount of the meals
	exp := w.post("sec", "/budget/expenses", 303, fields...)
	page = w.get("aff", exp)
	w.post("mate", exp+"/sign", 403, "seen", find(t, `name="seen" value="([0-9a-f]{64})"`, page), "agree", "yes")
	w.post("aff", exp+"/sign", 303, "seen", find(t, `name="seen" value="([0-9a-f]{64})"`, page), "agree", "yes")
	w.post("sec", exp+"/vouchers", 303, "number", "001", "day", "2026-06-18", "item", "meal", "amount", "396.50", "what", "工作餐")
	loose := w.post("fin", "/budget/vouchers", 303, "party", w.units["江南支部"], "number", "009", "day", "2026-06-10", "item", "venue", "amount", "800", "what", "会议室")
	w.get("fin", "/budget/vouchers/new")
	if page = w.get("fin", loose); !strings.Contains(page, "没有对应的申请") {
		t.Error("a voucher without an application is not marked")
	}
	if page = w.get("aff", "/budget"); !strings.Contains(page, "有凭证无活动") {
		t.Error("it is not shown without being asked")
	}
	w.post("fin", loose+"/tie", 422, "expense", "x")
	w.post("fin", loose+"/cancel", 303, "why", "重复登记")
	page = w.get("fin", exp)
	w.post("fin", exp+"/settle", 303, "seen", find(t, `action="[^"]*/settle">.*?name="seen" value="([0-9a-f]{64})"`, strings.ReplaceAll(page, "\n", " ")), "words", "")
	if page = w.get("sec", "/budget/expenses?state=settled"); !strings.Contains(page, "396.50") {
		t.Error("the settled application is not listed")
	}
	for path, head := range map[string]string{exp + "/form.docx": "PK", "/budget/expenses/export.xlsx": "PK", "/budget/expenses/settle.ics": "BEGIN:VCALENDAR"} {
		if got := string(w.kept("sec", path)); !strings.HasPrefix(got, head) {
			t.Errorf("%s: %.20q", path, got)
		}
	}
	w.get("aff", plan)
	w.post("aff", plan+"/adjust", 422, "from", line, "amount", "1", "reason", "")
	w.post("aff", plan+"/adjust", 303, "from", line, "to", "", "amount", "100", "reason", "结余收回")
	page = w.get("boss", plan)
	adjust := find(t, `action="(/budget/adjusts/[a-z0-9]+/decide)"`, page)
	w.post("boss", adjust, 303, "seen", find(t, `/decide">.*?name="seen" value="([0-9a-f]{64})"`, strings.ReplaceAll(page, "\n", " ")), "agree", "yes")
	sheet := w.post("aff", plan+"/publish", 303)
	if page = w.get("sec", sheet); !strings.Contains(page, "参观学习") || !strings.Contains(page, "结余收回") {
		t.Error("the published sheet does not say what was spent and adjusted")
	}
	w.do("jn", httptest.NewRequest(http.MethodGet, sheet, nil), 404)
	w.kept("sec", sheet+"/sheet.xlsx")
	w.kept("sec", sheet+"/sheet.docx")
	w.post("mate", exp+"/withdraw", 409, "why", "不办了")
}

func TestDuesPages(t *testing.T) {
	w := newMoneyTown(t)
	ctx := context.Background()
	var person string
	err := w.house.DB.Write(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		if person, err = org.AddPerson(tx, org.PersonInput{Name: "顾一帆", Badge: "m1", Unit: w.units["江南分局"]}); err != nil {
			return err
		}
		_, err = w.house.PartyOrg.EnrolIn(tx, partyorg.Enrolment{Person: person, Party: w.units["江南支部"], Kind: partyorg.Full, Since: "2024-01-01", Basis: "测试"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	roll := "/budget/dues/" + w.units["江南支部"]
	w.get("sec", "/budget/dues")
	if page := w.post("sec", roll+"/base", 422, "person", person, "since", "2026-5", "base", "1,2"); !strings.Contains(page, "不是月份") || !strings.Contains(page, "不在千位上") {
		t.Error("a wrong base is not named")
	}
	w.post("sec", roll+"/base", 303, "person", person, "since", "2026-01", "base", "5000")
	w.post("sec", roll+"/month", 303, "month", "2026-05")
	page := w.get("sec", roll+"?month=2026-05")
	id := find(t, `name="id" value="([a-z0-9]+)"`, page)
	if !strings.Contains(page, "50.00") || !strings.Contains(page, "顾一帆") {
		t.Error("what is due is not shown")
	}
	w.post("sec", roll+"/pay", 422, "month", "2026-05", "id", id, "paid_"+id, "51")
	w.post("sec", roll+"/pay", 303, "month", "2026-05", "id", id, "paid_"+id, "50", "on_"+id, "2026-05-20")
	w.post("sec", roll+"/hand", 303, "first", "2026-05", "last", "2026-05", "amount", "50", "day", "2026-06-01", "receipt", "收 1")
	w.do("fin", httptest.NewRequest(http.MethodGet, roll, nil), 404)
	if page = w.get("fin", "/budget/dues"); strings.Contains(page, "顾一帆") || !strings.Contains(page, "100%") {
		t.Error("finance sees not exactly the sums")
	}
	w.post("sec", roll+"/publish", 422, "half", "2026H1")
	sheet := w.post("sec", roll+"/publish", 303, "half", "2025H2")
	w.get("sec", sheet)
	book := w.kept("sec", roll+"/export.xlsx?month=2026-05")
	w.kept("sec", "/budget/dues/export.xlsx")
	w.kept("sec", roll+"/register.docx?month=2026-05")
	w.upload("sec", roll+"/import", "党费.xlsx", book, 303)
}

func TestPartyWorkPages(t *testing.T) {
	w := newMoneyTown(t)
	list := w.post("aff", "/partywork/lists", 303, "party", w.units["机关党委"], "year", "2026")
	if page := w.post("aff", list+"/tasks", 422, "title", "甲", "due", "2026-09-01", "road", "昨天 做完"); !strings.Contains(page, "“昨天”不是日期") {
		t.Error("a wrong stage is not named")
	}
	w.post("aff", list+"/tasks", 303, "title", "临时任务", "standard", "做到", "due", "2026-09-01", "road", "2026-08-01 先做一半")
	page := w.get("aff", list)
	w.post("aff", find(t, `action="(/partywork/tasks/[a-z0-9]+/drop)"`, page), 303, "list", strings.TrimPrefix(list, "/partywork/lists/"))
	w.post("aff", list+"/issue", 422)
	w.post("aff", list+"/issue", 303, "to", w.units["江南支部"], "to", w.units["政治部支部"])
	page = w.get("sec", "/partywork")
	duty := find(t, `href="(/partywork/duties/[a-z0-9]+)"`, page)
	if strings.Contains(page, "政治部支部") {
		t.Error("a branch sees another one's duties")
	}
	w.post("sec", duty+"/reach", 422, "seq", "1", "on", "2026-07-01", "evidence", "清单")
	w.post("sec", duty+"/reach", 303, "seq", "1", "on", "2026-06-10", "evidence", "支委会记录")
	w.post("sec", duty+"/report", 422, "words", "")
	w.post("sec", duty+"/report", 303, "words", "已完成")
	w.post("sec", duty+"/judge", 404, "accept", "yes")
	w.post("aff", duty+"/judge", 303, "accept", "yes")
	if page = w.get("sec", duty); !strings.Contains(page, "支委会记录") || !strings.Contains(page, "与业务工作同步") || !strings.Contains(page, "已认可") {
		t.Error("the duty's page does not tell what happened")
	}
	page = w.get("aff", "/partywork")
	hearing := find(t, `href="(/partywork/hearings/[a-z0-9]+)"`, page)
	w.post("aff", hearing+"/hold", 422, "on", "2026-06-10")
	w.post("aff", hearing+"/hold", 303, "on", "2026-06-10", "chair", "周启明", "attended", "委员", "reported", "各支部", "minutes", "记录", "decisions", "补学\n整改")
	w.post("aff", hearing+"/task", 303, "seq", "1", "standard", "全部补学", "due", "2026-09-01", "to", w.units["江南支部"])
	if page = w.get("boss", hearing); !strings.Contains(page, "ZR-26-001-06") || !strings.Contains(page, "会后 8 天登记") {
		t.Error("the hearing does not show its task, or when it was written")
	}
	w.get("aff", "/partywork/schemes/new?party="+w.units["机关党委"]+"&year=2026")
	scheme := []string{"party", w.units["机关党委"], "year", "2026", "first", "2026-01-01", "last", "2026-12-31", "self_due", "2026-12-10", "check_due", "2026-12-31"}
	w.post("aff", "/partywork/schemes", 422, scheme...)
	w.post("aff", "/partywork/schemes", 303, append(scheme, "of", w.units["江南支部"])...)
	a := find(t, `href="(/partywork/assessments/[a-z0-9]+)"`, w.get("sec", "/partywork"))
	w.post("sec", a+"/score", 422, "m_2.2", "9", "w_2.2", "", "m_6.1", "8", "w_6.1", "实例")
	w.post("sec", a+"/score", 303, "m_2.2", "4.5", "w_2.2", "记录", "m_6.1", "8", "w_6.1", "实例")
	w.post("aff", a+"/check", 303, "m_2.2", "4", "w_2.2", "缺一次", "m_6.1", "8", "w_6.1", "属实")
	w.post("sec", a+"/object", 303, "item", "2.2", "words", "有记录")
	page = w.get("boss", a)
	w.post("boss", a+"/answer", 303, "objection", find(t, `name="objection" value="([a-z0-9]+)"`, page), "reply", "采纳", "marks", "5")
	page = w.get("boss", a)
	w.post("boss", a+"/confirm", 303, "seen", find(t, `name="seen" value="([0-9a-f]{64})"`, page))
	if page = w.get("sec", a); !strings.Contains(page, "已确认") || strings.Contains(page, "与确认时不一致") || strings.Contains(page, "第 1 名") {
		t.Error("the confirmed result")
	}
	for _, path := range []string{"/partywork/export.xlsx", "/partywork/dates.ics", "/partywork/statement/" + w.units["江南支部"], a + "/result.docx"} {
		w.kept("sec", path)
	}
	w.kept("aff", hearing+"/minutes.docx")
}

// TestPartyMoneyInEnglish looks for keys without words and for pages that stay in Chinese.
func TestPartyMoneyInEnglish(t *testing.T) {
	w := newMoneyTown(t)
	w.post("aff", "/budget/plans", 303, "party", w.units["机关党委"], "year", "2026")
	w.post("aff", "/partywork/lists", 303, "party", w.units["机关党委"], "year", "2026")
	for _, path := range []string{"/budget", "/budget/expenses", "/budget/expenses/new", "/budget/dues", "/partywork"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(&http.Cookie{Name: "pl_lang", Value: "en"})
		page := w.do("aff", r, 200).Body.String()
		main := page[strings.Index(page, "<main"):strings.Index(page, "</main>")]
		for _, m := range regexp.MustCompile(`>[^<]*(?:budget|partywork|fen)\.[a-z_]+[^<]*<`).FindAllString(main, -1) {
			t.Errorf("%s: a key without words: %s", path, m)
		}
	}
}
