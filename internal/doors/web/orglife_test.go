package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/partyorg"
)

// newBranchTown is a house with a branch of eight members, its secretary and an officer of the committee above.
func newBranchTown(t *testing.T) *dirTown {
	t.Helper()
	w := newDirTown(t)
	ctx := context.Background()
	add := func(name, kind, parent string) {
		err := w.house.DB.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
			id, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: name, Short: name, Kind: kind, Parent: w.units[parent]}, "")
			w.units[name] = id
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("机关党委", "party_department", "")
	add("一支部", "party_cell", "机关党委")
	w.person("he", "何雨晴", access.PartyAff, "机关党委")
	w.person("qin", "秦书", access.Secretary, "一支部")
	err := w.house.DB.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		if err := org.LinkParty(tx, w.units["一支部"], []string{w.units["江南分局"]}, "2026-01-01"); err != nil {
			return err
		}
		for i, n := range []string{"丁一", "马二", "张三", "李四", "王五", "赵六", "钱七", "孙八"} {
			id, err := org.AddPerson(tx, org.PersonInput{Name: n, Badge: fmt.Sprintf("1100%02d", i), Unit: w.units["江南分局"]})
			if err != nil {
				return err
			}
			kind := partyorg.Full
			if i == 7 {
				kind = partyorg.Probationary
			}
			if _, err := w.house.PartyOrg.EnrolIn(tx, partyorg.Enrolment{Person: id, Party: w.units["一支部"], Kind: kind, Since: "2026-01-05", Basis: "测试"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.day("2026-04-02")
	return w
}

// day moves the clock and lets the night work run.
func (w *dirTown) day(day clock.Day) {
	w.t.Helper()
	w.house.DB.Clock().(*clock.Settable).Set(day.Time().Add(10 * 3600e9))
	if _, err := w.house.Orglife.Night(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	for login := range w.cookie { // a session does not last over days
		w.cookie[login] = accesstest.SignIn(w.t, w.house.Access, login)
		_, sess, err := w.house.Access.Resolve(context.Background(), w.cookie[login])
		if err != nil {
			w.t.Fatal(err)
		}
		w.csrf[login] = sess.CSRF
	}
}

func (w *dirTown) wants(page string, texts ...string) {
	w.t.Helper()
	for _, x := range texts {
		if !strings.Contains(page, x) {
			w.t.Errorf("the page lacks %q", x)
		}
	}
}

func TestABranchsYear(t *testing.T) {
	w := newBranchTown(t)
	branch := w.units["一支部"]
	page := w.get("qin", "/orglife/month")
	w.wants(page, "一支部", "党员大会", "主题党日", "默认全到")
	duty := find(t, `name="kind" value="theme_day">\s*<input type="hidden" name="duty" value="([a-z0-9]+)"`, page)
	w.wants(w.post("qin", "/orglife/activities", 422, "party", branch, "kind", "theme_day", "duty", duty, "day", "2026-04-02", "topic", "走访群众", "chair", "秦书"), "请写会议记录", "走访群众")
	who := find(t, `name="absent\.([a-z0-9]+)"`, page)
	at := w.post("qin", "/orglife/activities", 303, "party", branch, "kind", "theme_day", "duty", duty, "day", "2026-04-02", "topic", "走访群众", "chair", "秦书", "place", "活动室", "at", "15:00",
		"spoken", "丁一：汇报走访情况。", "absent."+who, "errand", "task", "整理意见", "task_due", "2026-04-20")
	page = w.get("qin", at)
	w.wants(page, "走访群众", "因公外出", "应到 8 人，实到 7 人", "整理意见")
	w.post("qin", at+"/study", 303, "person", who, "on", "2026-04-02", "how", "补学材料")
	w.post("qin", at+"/supplement", 303, "title", "补充", "spoken", "马二：补充一点。")
	task := find(t, `/orglife/tasks/([a-z0-9]+)/finish`, page)
	w.post("qin", "/orglife/tasks/"+task+"/finish", 422, "on", "2026-04-02", "note", "")
	w.post("qin", "/orglife/tasks/"+task+"/finish", 303, "on", "2026-04-02", "note", "已整理")
	w.do("qin", httptest.NewRequest(http.MethodGet, "/orglife/tasks/"+task, nil), 303)
	w.post("qin", at+"/check", 404, "words", "自查", "due", "2026-04-20")
	w.post("he", at+"/check", 422, "words", "", "due", "2026-04-20")
	w.post("he", at+"/check", 303, "faults", "spoken", "words", "补充发言要点", "due", "2026-04-20")
	page = w.get("qin", at)
	check := find(t, `/orglife/checks/([a-z0-9]+)/answer`, page)
	w.post("qin", "/orglife/checks/"+check+"/answer", 422, "answer", "")
	w.post("qin", "/orglife/checks/"+check+"/answer", 303, "answer", "已补充")
	w.wants(w.get("he", at), "已补充", "没有发言要点", "补学材料", "已整理")

	plan := w.post("qin", "/orglife/plan", 303, "party", branch, "kind", "committee_meeting", "day", "2026-04-16", "topic", "研究工作")
	w.post("qin", "/orglife/plan", 422, "party", branch, "kind", "committee_meeting", "day", "", "topic", "")
	w.wants(w.get("qin", plan), "研究工作", "会议通知")
	w.post("qin", plan+"/tell", 303, "agenda", "一、学习\n二、研究")
	w.post("qin", plan+"/drop", 422, "why", "")
	w.post("qin", plan+"/drop", 303, "why", "临时任务")
	w.wants(w.get("qin", plan), "已取消：临时任务")

	w.day("2026-05-12") // April has closed: what was not held is missed
	page = w.get("qin", "/orglife/month")
	w.wants(page, "缺开、还没有补开的", "登记补开")
	missed := find(t, `/orglife/duties/([a-z0-9]+)/record\?up=1">登记补开`, page)
	w.get("qin", "/orglife/duties/"+missed+"/record?up=1")
	up := w.post("qin", "/orglife/activities", 303, "party", branch, "kind", "committee_meeting", "duty", missed, "makes_up", missed, "day", "2026-05-11", "topic", "补开四月支委会", "chair", "秦书", "spoken", "秦书：说明原因。")
	w.wants(w.get("qin", up), "缺，已补开", "补开")
	may := find(t, `name="kind" value="committee_meeting">\s*<input type="hidden" name="duty" value="([a-z0-9]+)"`, w.get("qin", "/orglife/month"))
	w.post("qin", "/orglife/activities", 303, "party", branch, "kind", "committee_meeting", "duty", may, "day", "2026-05-04", "topic", "五月支委会", "chair", "秦书", "spoken", "秦书：部署。")
	page = w.get("he", "/orglife/branches/"+branch)
	w.wants(page, "缺开和补记", "个工作日补记", "2026-05-11 补开", "标记缺开")
	w.wants(w.get("he", "/orglife?of=all"), "已开补记", "缺，已补开", "●", "⊗", "◐", "一支部")
	w.post("qin", "/orglife/branches/"+branch+"/settle", 422, "groups", "many", "version", "0")
	w.post("qin", "/orglife/branches/"+branch+"/settle", 303, "groups", "2", "committee", "yes", "version", "0")
	w.do("qin", httptest.NewRequest(http.MethodGet, "/orglife/duties/"+duty, nil), 303)
	w.do("he", httptest.NewRequest(http.MethodGet, "/orglife/duties/"+missed, nil), 303)
	for _, path := range []string{"/orglife/export.xlsx", "/orglife/calendar.ics?month=2026-04", at + "/paper", "/orglife/branches/" + branch + "/paper"} {
		if a := w.do("he", httptest.NewRequest(http.MethodGet, path, nil), 200); a.Body.Len() < 200 || a.Header().Get("Content-Disposition") == "" {
			t.Errorf("%s is no file", path)
		}
	}
	w.wants(w.do("he", httptest.NewRequest(http.MethodGet, "/orglife/calendar.ics?of=all&month=2026-04", nil), 200).Body.String(), "BEGIN:VEVENT", "走访群众")
	w.post("he", "/orglife/remind", 303)
	w.get("he", "/orglife?told=1")
	w.do("jn", httptest.NewRequest(http.MethodGet, at, nil), 404)
}

func TestRegisterAndReviewPages(t *testing.T) {
	w := newBranchTown(t)
	w.day("2026-06-18")
	w.get("he", "/orglife/decisions")
	form := []string{"register", "major", "party", w.units["机关党委"], "matter", "funds", "day", "2026-06-17", "title", "采购设备", "chair", "何雨晴", "attending", "何雨晴、丁一"}
	w.wants(w.post("he", "/orglife/decisions", 422, form...), "请写明做了什么", "采购设备")
	id := w.post("he", "/orglife/decisions", 303, append(form, "researched", "调研", "reviewed", "审核", "risks", "评估")...)
	w.wants(w.post("he", id+"/speak", 422, "name", "何雨晴", "view", "agree", "words", "同意"), "主要领导末位表态")
	w.post("he", id+"/speak", 303, "name", "丁一", "view", "agree", "words", "同意")
	w.post("he", id+"/speak", 303, "name", "何雨晴", "view", "agree", "words", "同意")
	w.post("he", id+"/decide", 422, "votes_for", "1", "decided", "同意")
	w.post("he", id+"/decide", 303, "votes_for", "2", "decided", "同意采购", "task", "签合同", "task_due", "2026-07-01")
	page := w.get("he", id)
	w.wants(page, "已决定", "赞成 2", "签合同", "ZD-26-001")
	if strings.Index(page, "丁一") > strings.LastIndex(page, "何雨晴") {
		t.Error("the head does not stand last")
	}
	w.wants(w.get("he", "/orglife/decisions?register=major"), "采购设备")
	w.do("he", httptest.NewRequest(http.MethodGet, "/orglife/decisions/export.xlsx", nil), 200)
	w.do("he", httptest.NewRequest(http.MethodGet, id+"/paper", nil), 200)

	w.get("qin", "/orglife/reviews")
	w.post("qin", "/orglife/reviews", 422, "party", w.units["一支部"], "year", "2019")
	rev := w.post("qin", "/orglife/reviews", 303, "party", w.units["一支部"], "year", "2026")
	w.wants(w.post("qin", rev+"/step", 422, "step", "plan", "day", "2026-06-18", "words", ""), "请写这一步做了什么")
	for _, s := range []string{"plan", "study", "opinions", "talks", "texts", "meeting", "self", "mutual", "ballot"} {
		w.post("qin", rev+"/step", 303, "step", s, "day", "2026-06-18", "words", "完成")
	}
	last := w.post("qin", "/orglife/reviews", 303, "party", w.units["一支部"], "year", "2025")
	w.post("qin", last+"/ballot", 409, "last", "2026-06-25")
	for _, s := range []string{"plan", "study", "opinions", "talks", "texts", "meeting", "self", "mutual"} {
		w.post("qin", last+"/step", 303, "step", s, "day", "2026-06-18", "words", "完成")
	}
	w.wants(w.post("qin", last+"/ballot", 422, "last", "2026-06-17"), "不能早于今天")
	w.post("qin", last+"/ballot", 303, "last", "2026-06-25")
	poll := find(t, `href="(/ballots/[a-z0-9]+)"`, w.get("qin", last))
	w.wants(w.get("qin", poll), "一支部2025年民主评议党员测评")
	w.wants(w.post("qin", last+"/step", 409, "step", "ballot", "day", "2026-06-18", "words", "完成"), "还没有计票")

	page = w.get("qin", rev)
	w.wants(page, "优秀不超过三分之一", "预备党员，不定等次")
	var grades []string
	for i, m := range regexp.MustCompile(`name="grade\.([a-z0-9]+)"`).FindAllStringSubmatch(page, -1) {
		grades = append(grades, "grade."+m[1], []string{"excellent", "excellent", "good"}[min(i, 2)])
	}
	w.wants(w.post("qin", rev+"/judge", 422, append([]string{grades[4], "excellent"}, grades...)...), "超过三分之一")
	w.post("qin", rev+"/judge", 303, grades...)
	w.post("qin", rev+"/approve", 404)
	w.post("he", rev+"/return", 422, "why", "")
	w.post("he", rev+"/return", 303, "why", "依据不足")
	w.wants(w.get("qin", rev), "依据不足")
	w.post("qin", rev+"/judge", 303, grades...)
	w.post("he", rev+"/approve", 303)
	w.post("qin", rev+"/criticise", 422, "title", "")
	for _, c := range []string{"学用结合不紧", "谈心不经常"} {
		w.post("qin", rev+"/criticise", 303, "title", c, "measure", "按月安排", "due", "2026-09-30")
	}
	page = w.get("qin", rev)
	all := regexp.MustCompile(`/orglife/criticisms/([a-z0-9]+)/close`).FindAllStringSubmatch(page, -1)
	w.post("qin", "/orglife/criticisms/"+all[0][1]+"/close", 303, "on", "2026-06-18", "note", "已整改")
	w.post("qin", "/orglife/criticisms/"+all[1][1]+"/hand", 303)
	w.wants(w.get("he", rev), "已销账", "已转台账 WT-26-", "评定等次")
	w.do("he", httptest.NewRequest(http.MethodGet, rev+"/paper", nil), 200)
	w.wants(w.get("he", "/orglife/reviews"), "一支部", "上级审批")
	w.do("xu", httptest.NewRequest(http.MethodGet, rev, nil), 404)
}

// TestOrglifeInEnglish looks for keys without words, and for Chinese that a page of the house itself says.
func TestOrglifeInEnglish(t *testing.T) {
	w := newBranchTown(t)
	for _, path := range []string{"/orglife?of=all", "/orglife/month", "/orglife/branches/" + w.units["一支部"], "/orglife/decisions", "/orglife/reviews"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(&http.Cookie{Name: "pl_lang", Value: "en"})
		page := w.do("he", r, 200).Body.String()
		main := page[strings.Index(page, "<main"):strings.Index(page, "</main>")]
		for _, m := range regexp.MustCompile(`>[^<]*orglife\.[a-z_.]+[^<]*<`).FindAllString(main, -1) {
			t.Errorf("%s: a key without words: %s", path, m)
		}
		for _, m := range regexp.MustCompile(`<(?:h1|h2|th|label|button|summary)[^>]*>[^<]*\p{Han}[^<]*<`).FindAllString(main, -1) {
			if !strings.Contains(m, "支部") && !regexp.MustCompile(`[一二三四五六七八丁马张李王赵钱孙]`).MatchString(m) {
				t.Errorf("%s: Chinese on the English page: %s", path, m)
			}
		}
	}
}
