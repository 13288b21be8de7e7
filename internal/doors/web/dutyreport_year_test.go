package web

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/dutyreport"
)

// dutyYearTown adds who reviews, and gives everybody a post.
func dutyYearTown(t *testing.T) *dirTown {
	t.Helper()
	w := newDirTown(t)
	w.person("zhou", "周启明", access.Leader, "临江市公安局")
	w.person("over", "钟立言", access.Overseer, "临江市公安局")
	w.person("su", "苏禾", access.Liaison, "江南分局")
	err := w.house.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for _, p := range []struct{ login, unit, title, kind string }{{"jn", "江南分局", "局长", org.Head}, {"xu", "督察办", "科长", org.Staff}, {"zhou", "临江市公安局", "副局长", org.Deputy}, {"over", "政治部", "处长", org.Staff}} {
			if _, err := org.Appoint(tx, org.Appointment{Person: w.actor(p.login).Person, Unit: w.units[p.unit], Title: p.title, Kind: p.kind, Since: "2023-08-01"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// fillDuty writes every section as long as it must be.
func (w *dirTown) fillDuty(id dutyreport.ReportID) {
	w.t.Helper()
	ctx, room, jn := context.Background(), w.house.DutyReport, w.actor("jn")
	v, err := room.Report(ctx, jn, id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range v.Sections {
		n := s.Least + 40
		if s.Share > 0 {
			n = 600
		}
		var b strings.Builder
		for i := 0; b.Len() < 3*n; i++ {
			b.WriteString("本人到第" + strconv.Itoa(i+1) + "个所队查看台账，" + s.Code + "当面指出，限期改正。")
		}
		if _, err := room.Write(ctx, jn, id, dutyreport.Saving{Section: s.Code, Body: b.String(), Pane: "test"}); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *dirTown) has(page string, words ...string) {
	w.t.Helper()
	for _, x := range words {
		if !strings.Contains(page, x) {
			w.t.Errorf("the page lacks %q", x)
		}
	}
}

// docx is the text of a document that was answered.
func (w *dirTown) docx(login, path string) string {
	w.t.Helper()
	raw := w.do(login, httptest.NewRequest(http.MethodGet, path, nil), 200).Body.Bytes()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		w.t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		w.t.Fatal(err)
	}
	text, _ := io.ReadAll(f)
	return string(text)
}

// TestDutyYearByForms walks a year through its pages: list, dates, notice, questions, review, meeting.
func TestDutyYearByForms(t *testing.T) {
	w := dutyYearTown(t)
	w.has(w.get("xu", "/dutyreport"), "还没有年度", "建立年度")
	if page := w.post("xu", "/dutyreport", 422, "year", "1999", "from", ""); !strings.Contains(page, "年度应在") {
		t.Error("a year out of range is not refused in words")
	}
	year := w.post("xu", "/dutyreport", 303, "year", "2025", "from", "2026-06-18")
	w.has(w.get("xu", year), "R-SZ-02", "印发通知（1 人）", "履行主体责任", "不少于全文 20%")
	w.do("jn", httptest.NewRequest(http.MethodGet, year, nil), 404) // nobody is told of a list that is not settled

	w.has(w.post("xu", year+"/add", 422, "person", "没有此人", "way", "written", "why", "专项"), "名册中没有这个人")
	w.post("xu", year+"/add", 303, "person", "钟立言（临江市公安局）", "way", "written", "why", "主持专项工作")
	w.has(w.post("xu", year+"/notice", 422, "number", "", "text", "x"), "请填通知的文号")
	w.post("xu", year+"/notice", 303, "number", "临公督〔2026〕3号", "text", "现通知如下。")
	w.has(w.post("xu", year+"/date", 422, "step", "submit", "due", "2026-12-30", "why", ""), "须写明理由", "不能晚于下一步")
	w.post("xu", year+"/date", 303, "step", "close", "due", "2027-06-30", "why", "遇换届")
	w.post("xu", year+"/done", 303, "step", "question")
	w.has(w.get("xu", year), "遇换届", "临公督〔2026〕3号")
	w.has(w.docx("xu", year+"/notice.docx"), "关于开展2025年度述责述廉的通知", "江南分局", "主持专项工作", "上年述责指出的问题逐项整改到哪一步")
	if ics := w.get("xu", year+"/calendar.ics"); strings.Count(ics, "BEGIN:VEVENT") != 7 || !strings.Contains(ics, "20270630") {
		t.Errorf("%.600s", ics)
	}
	id := strings.TrimPrefix(year, "/dutyreport/years/")
	front := w.get("xu", "/dutyreport?y="+id)
	w.has(front, "钟立言", "增列", "主持专项工作", "单位主要负责人")
	report := find(t, `href="(/dutyreport/reports/\w+)">梁建川`, front)
	w.has(w.get("xu", "/dutyreport?y="+id+"&state=returned"), "没有符合条件的报告")
	w.has(w.get("su", "/dutyreport"), "梁建川")
	if strings.Contains(w.get("su", "/dutyreport"), "钟立言") {
		t.Error("a unit sees the reporters of others")
	}
	w.do("su", httptest.NewRequest(http.MethodGet, report, nil), 404)

	w.dutyQuestioned(year, report)
	w.dutyReviewed(report)
	w.dutyMet(year, report)
	for _, path := range []string{"/dutyreport/reporters.xlsx?y=" + id, year + "/questions.xlsx"} {
		raw := w.do("xu", httptest.NewRequest(http.MethodGet, path, nil), 200).Body.Bytes()
		book, err := xlsx.OpenWorkbook(raw, xlsx.Limits{})
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if rows, err := book.Rows(book.Sheets()[0]); err != nil || len(rows) < 4 {
			t.Errorf("%s: %d rows %v", path, len(rows), err)
		}
	}
	if body := w.do("xu", httptest.NewRequest(http.MethodPost, "/dutyreport", nil), 403).Body.String(); body == "" {
		t.Error("a form without its token")
	}
}

// dutyQuestioned puts, imports, assigns and answers questions; the report is refused until all are answered.
func (w *dirTown) dutyQuestioned(year, report string) {
	w.t.Helper()
	w.has(w.post("su", year+"/questions", 422, "source", "petition", "words", "为何上升？", "unit", ""), "信访来源须填件数")
	w.post("su", year+"/questions", 303, "source", "petition", "amount", "12", "words", "信访为何上升？", "unit", w.units["江南分局"])
	page := w.get("xu", year+"/questions")
	w.has(page, "信访为何上升？", "（12 件）", "DT-25-001")
	q := find(w.t, `action="(/dutyreport/questions/\w+)/assign"`, page)
	w.post("su", q+"/assign", 404, "report", strings.TrimPrefix(report, "/dutyreport/reports/"))
	w.has(w.post("xu", q+"/assign", 422, "year", strings.TrimPrefix(year, "/dutyreport/years/"), "report", ""), "请选择由谁回答")
	w.post("xu", q+"/assign", 303, "year", strings.TrimPrefix(year, "/dutyreport/years/"), "report", strings.TrimPrefix(report, "/dutyreport/reports/"))

	w.get("xu", year+"/questions/import")
	w.get("xu", "/dutyreport/questions/template.xlsx")
	at := w.upload("xu", year+"/questions/import", "点题.xlsx", w.questionBook(), 303).Header().Get("Location")
	w.has(w.get("xu", at), "没有此人")
	w.has(w.post("xu", at, 422, "how", "all"), "有")
	w.post("xu", at, 303, "how", "good")
	w.has(w.get("xu", at), "DR-26-")
	drop := w.upload("xu", year+"/questions/import", "点题.xlsx", w.questionBook(), 303).Header().Get("Location")
	w.post("xu", drop+"/drop", 303)
	page = w.get("xu", year+"/questions?source=audit")
	w.has(page, "审计要素是否补正？")
	set := find(w.t, `action="(/dutyreport/questions/\w+)/decline"`, w.get("xu", year+"/questions?open=1"))
	w.post("xu", set+"/decline", 303, "year", strings.TrimPrefix(year, "/dutyreport/years/"), "why", "与另一条重复")
	w.has(w.get("xu", year+"/questions"), "不列：与另一条重复")

	w.fillDuty(dutyreport.ReportID(strings.TrimPrefix(report, "/dutyreport/reports/")))
	w.has(w.get("jn", report), "点题 DT-25-001 没有回答", "补齐后才能提交")
	w.has(w.post("jn", report+"/submit", 422), "点题 DT-25-001 没有回答")
	mine := w.get("jn", report)
	for strings.Contains(mine, "未回答") {
		at := find(w.t, `(?s)未回答.*?action="(/dutyreport/questions/\w+)/answer"`, mine)
		w.has(w.post("jn", at+"/answer", 422, "report", strings.TrimPrefix(report, "/dutyreport/reports/"), "section", "S1", "para", "9"), "没有第 9 段")
		w.post("jn", at+"/answer", 303, "report", strings.TrimPrefix(report, "/dutyreport/reports/"), "section", "S1", "para", "1")
		mine = w.get("jn", report)
	}
	w.has(mine, "一、履行主体责任，第 1 段")
}

// questionBook is a workbook with a good row that names the reporter, one that is open, and a bad one.
func (w *dirTown) questionBook() []byte {
	w.t.Helper()
	b, err := xlsx.NewBook()
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := b.Page("点题", "点题", nil, dutyreport.QuestionSheet().Heads("zh", w.house.Words.Say))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, row := range [][]any{{"审计要素是否补正？", "审计", "", "江南分局", "梁建川"}, {"基层报表还有多少张？", "单位反映", "", "", ""}, {"为什么？", "单位反映", "", "", "没有此人"}} {
		if err := p.Row(row...); err != nil {
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

// dutyReviewed names the reviewers, returns the report once with a passage, and passes it.
func (w *dirTown) dutyReviewed(report string) {
	w.t.Helper()
	w.has(w.get("xu", report), "方式和审核人", "移出名单")
	w.has(w.post("xu", report+"/arrange", 422, "way", "on_site", "checker", "梁建川（江南分局）", "leader", ""), "述责人不能审核自己的报告")
	w.post("xu", report+"/arrange", 303, "way", "on_site", "checker", "钟立言（临江市公安局）", "leader", "周启明（临江市公安局）")
	w.post("jn", report+"/submit", 303)
	w.has(w.get("over", report), "退回用语", "总结不全面", "回答充分")
	w.has(w.post("over", report+"/review", 422, "verdict", "return", "reason", "careless", "quote", "没有的话"), "报告中找不到这句话")
	q := find(w.t, `action="(/dutyreport/questions/\w+)/judge"`, w.get("over", report))
	w.post("over", q+"/judge", 303, "report", strings.TrimPrefix(report, "/dutyreport/reports/"), "enough", "no", "words", "没有正面回答")
	w.post("over", report+"/review", 303, "verdict", "return", "reason", "careless", "quote", "本人到第1个所队查看台账", "section", "S1", "words", "写明时间")
	page := w.get("jn", report)
	w.has(page, "退回 1 次", "表述不严谨", "<mark", "重写限", "回答不充分")
	w.post("jn", report+"/submit", 303)
	for _, who := range []string{"over", "zhou", "xu"} {
		w.post(who, report+"/review", 303, "verdict", "pass", "words", "同意")
	}
	w.has(w.get("xu", report), "审核通过")
	w.has(w.docx("jn", report+"/report.docx"), "履行主体责任", "点题回应落点", "梁建川")
}

// dutyMet circulates, records the meeting and an unsatisfactory answer up to its judged reply.
func (w *dirTown) dutyMet(year, report string) {
	w.t.Helper()
	w.has(w.get("xu", year), "1 份报告已经通过审核")
	w.post("xu", year+"/circulate", 303)
	w.has(w.get("zhou", report), "我已阅", "人未阅")
	w.post("zhou", report+"/read", 303)
	w.has(w.get("xu", report), "已阅")
	id := strings.TrimPrefix(report, "/dutyreport/reports/")
	w.has(w.post("xu", year+"/meeting", 422, "title", "会议", "meeting_way", "on_site", "held", "2026-06-19", "chair", "章局", "attended", "x", "voters", "3", "reports", id), "会议还没有开", "到会人数应是")
	w.post("xu", year+"/meeting", 303, "title", "述责会议", "meeting_way", "on_site", "held", "2026-06-18", "at", "14:30", "chair", "章局", "attended", "40", "voters", "38", "minutes", "听取述责。", "reports", id)
	w.has(w.get("xu", year), "章局主持，到会 40 人")

	w.has(w.get("xu", report+"/questioning"), "没有记录询问")
	w.has(w.post("xu", report+"/inquire", 422, "asker", "", "question", "谁来管？"), "请填询问人")
	w.post("xu", report+"/inquire", 303, "asker", "代表", "question", "涉案财物谁来管？")
	page := w.get("xu", report+"/questioning")
	q := find(w.t, `action="(/dutyreport/inquiries/\w+)/judge"`, page)
	w.has(w.post("xu", q+"/judge", 422, "report", id, "answer", "", "satisfaction", "no"), "评定前须记录回答")
	w.post("xu", q+"/judge", 303, "report", id, "answer", "正在研究。", "satisfaction", "no")
	w.do("xu", httptest.NewRequest(http.MethodGet, q+"/paper.docx", nil), 404)
	w.has(w.post("xu", q+"/paper", 422, "report", id, "paper", ""), "请填写内容")
	w.post("xu", q+"/paper", 303, "report", id, "paper", "请书面说明责任人和日期。")
	w.has(w.docx("jn", q+"/paper.docx"), "质询书", "请书面说明责任人和日期。", "前答复")
	w.has(w.get("jn", report+"/questioning"), "提交答复", "ZX-25-001")
	w.post("jn", q+"/reply", 303, "report", id, "reply", "由副局长负责，九月底前完成。")
	w.post("xu", q+"/judge_reply", 303, "report", id, "satisfaction", "basic")
	w.has(w.get("xu", report+"/questioning"), "基本满意", "由副局长负责")
	w.has(w.get("xu", year), "结束年度")
	w.post("xu", year+"/end", 409)
}
