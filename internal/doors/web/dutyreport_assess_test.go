package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db/dbtest"
)

// TestDutyAfterTheMeeting goes by forms from the meeting to the paper of a transfer.
func TestDutyAfterTheMeeting(t *testing.T) {
	w := dutyYearTown(t)
	year := w.post("xu", "/dutyreport", 303, "year", "2025", "from", "2026-06-18")
	w.post("xu", year+"/notice", 303, "number", "临公督〔2026〕3号", "text", "现通知如下。")
	report := find(t, `href="(/dutyreport/reports/\w+)">梁建川`, w.get("xu", "/dutyreport?y="+strings.TrimPrefix(year, "/dutyreport/years/")))
	w.dutyQuestioned(year, report)
	w.dutyReviewed(report)
	w.dutyMet(year, report)

	w.dutyGraded(report)
	w.dutyVoted(year, report)
	w.dutyNamed(report)
	w.dutyFedBack(report)
	w.dutyTransferred(report)
}

// dutyGraded fills the three seats; nobody sees another's before all are in.
func (w *dirTown) dutyGraded(report string) {
	w.t.Helper()
	fields := func(grade, hand string) []string {
		out := []string{"hand", hand}
		for _, a := range []string{"duty", "dual", "rectify", "integrity"} {
			out = append(out, "g."+a, grade)
		}
		return out
	}
	w.has(w.post("zhou", report+"/grade", 422, fields("poor", "1")...), "还没有评", "selected")
	w.post("zhou", report+"/grade", 303, append(fields("poor", "1"), "g.problems", "poor")...)
	page := w.get("xu", report)
	w.has(page, "各方评定互不可见", "已评", "未评")
	if strings.Contains(page, "<span class=\"\">差</span>") {
		w.t.Error("the office sees the leader's grading before its own is in")
	}
	w.post("over", report+"/grade", 303, append(fields("good", "1"), "g.problems", "good")...)
	w.post("xu", report+"/grade", 303, append(fields("good", ""), "g.problems", "fair")...)
	w.has(w.get("xu", report), "已保存")
	w.post("xu", report+"/grade", 303, append(fields("good", "1"), "g.problems", "fair")...)
	w.has(w.get("xu", report), "评定汇总", "差")
	if own := w.get("jn", report); strings.Contains(own, "评定汇总") {
		w.t.Error("the reporter sees the gradings before the feedback")
	}
}

// dutyVoted makes the ballot of the year; five vote by phone.
func (w *dirTown) dutyVoted(year, report string) {
	w.t.Helper()
	w.has(w.post("xu", year+"/vote", 422, "entitled", "5", "opens", "x", "closes", ""), "2026-06-18 14:30")
	day := string(clock.DayOf(dbtest.Start))
	poll := w.post("xu", year+"/vote", 303, "entitled", "5", "opens", day+"T08:00", "closes", day+"T23:00")
	w.has(w.get("xu", year+"/vote"), "MP-26-001", "梁建川")
	slips := w.post("xu", poll+"/issue", 200, "slips", "5")
	w.post("xu", poll+"/open", 303)
	b := &ballotTown{w}
	for _, c := range shownCode.FindAllStringSubmatch(slips, -1) {
		v := url.Values{"code": {c[1]}}
		for _, a := range []string{"duty", "politics", "centralism", "conduct", "integrity", "overall"} {
			v.Set("s1."+a, "poor")
		}
		if res := phone(b, http.MethodPost, "/ballot/cast", "10.0.0.9", v); res.Code != http.StatusSeeOther {
			w.t.Fatalf("a vote: %d", res.Code)
		}
	}
	w.has(w.get("xu", report), "已投 5 / 5", "截止前任何人看不到结果")
	w.post("xu", poll+"/close", 303)
	w.has(w.get("xu", report), "不记名，有效 5 / 5", "pl-stack", "得分 = Σ 权重")
}

// dutyNamed comments, and takes over what was said as problems without typing it again.
func (w *dirTown) dutyNamed(report string) {
	w.t.Helper()
	w.has(w.post("zhou", report+"/comment", 422, "tone", "ask", "words", "哪里？", "quote", "没有的话"), "没有这段原文", "哪里？")
	w.post("zhou", report+"/comment", 303, "tone", "overall", "words", "总结多，问题少。", "tags", "careless")
	w.post("zhou", report+"/comment", 303, "tone", "ask", "words", "查看了几次，请写明。", "quote", "本人到第1个所队查看台账")
	page := w.get("xu", report)
	w.has(page, "总结多，问题少。", "追问", "点评 2", "质询 1", "<mark")
	ref := find(w.t, `value="(comment\|\w+)"`, page)
	w.has(w.post("xu", report+"/problems", 422, "origin", ref, "words", "", "demand", "", "due", "2026-01-01"), "请写明整改要求", "时限应在今天")
	w.post("xu", report+"/problems", 303, "origin", ref, "words", "", "demand", "写明时间和次数", "due", "2026-08-31")
	w.post("xu", report+"/problems", 303, "origin", "other|", "words", "重复", "demand", "x", "due", "2026-08-31")
	page = w.get("xu", report)
	drop := find(w.t, `<option value="(\w+)">2</option>`, page)
	w.post("xu", report+"/problems/drop", 303, "problem", drop, "why", "与第一项重复")
	one := find(w.t, `name="problem" value="(\w+)" checked`, w.get("xu", report))
	w.has(w.post("xu", report+"/problems/hand", 422), "请至少选择一项")
	w.post("xu", report+"/problems/hand", 303, "problem", one)
	w.has(w.get("xu", report), "WT-26-", "已删列", "/rectify/items/")
}

// dutyFedBack writes the sheet; the reporter signs for it and explains.
func (w *dirTown) dutyFedBack(report string) {
	w.t.Helper()
	w.do("jn", httptest.NewRequest(http.MethodGet, report+"/feedback", nil), 404)
	w.has(w.get("xu", report+"/feedback"), "各方评定已提交", "反馈给报告人")
	w.post("xu", report+"/feedback", 303, "words", "请逐一销账。")
	w.has(w.get("jn", report+"/feedback"), "SF-25-001", "低于合格线", "书面说明", "请逐一销账。", "总结多，问题少。")
	w.post("xu", report+"/close", 409)
	w.post("jn", report+"/feedback/sign", 303)
	w.has(w.post("jn", report+"/feedback/explain", 422, "text", ""), "请写说明")
	w.post("jn", report+"/feedback/explain", 303, "text", "抓得不紧。")
	w.has(w.get("xu", report+"/feedback"), "抓得不紧。", "梁建川 2026-06-18")
	w.has(w.docx("jn", report+"/feedback.docx"), "反馈表", "总结多，问题少。", "写明时间和次数", "WT-26-")
}

// dutyTransferred asks for a transfer; the leader agrees; the paper holds grade and heads.
func (w *dirTown) dutyTransferred(report string) {
	w.t.Helper()
	w.do("jn", httptest.NewRequest(http.MethodGet, report+"/transfer", nil), 404)
	w.has(w.post("xu", report+"/transfer", 422, "use", "removal", "recipient", "", "ground", "", "reason", "x"), "请选择用途", "请填写接收单位")
	w.post("xu", report+"/transfer", 303, "use", "assessment", "recipient", "政治部", "ground", "《年度考核办法》第九条", "reason", "年度考核")
	page := w.get("xu", report+"/transfer")
	w.has(page, "等待复核", "还没有移送过")
	at := find(w.t, `href="(/approvals/\w+)"`, page)
	ask := w.get("zhou", at)
	w.has(ask, "移送述责评定结果", "政治部", "《年度考核办法》第九条", "差")
	seen := find(w.t, `name="seen" value="(\w+)"`, ask)
	w.post("zhou", at, 303, "seen", seen, "reason", "同意移送", "answer", "yes")
	page = w.get("xu", report+"/transfer")
	paper := find(w.t, `href="(/dutyreport/transfers/\w+/paper.docx)"`, page)
	text := w.docx("xu", paper)
	w.has(text, "移送函", "政治部", "《年度考核办法》第九条", seen, "查看了几次")
	if strings.Contains(text, "总结多，问题少") || strings.Contains(text, "抓得不紧") {
		w.t.Error("more leaves than the grade and the heads")
	}
}
