package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/hall/access"
)

// jointTown is a directive's town with an overseer, an officer and a liaison.
func jointTown(t *testing.T) *dirTown {
	w := newDirTown(t)
	w.person("zhong", "钟立言", access.Overseer, "临江市公安局")
	w.person("su", "苏禾", access.Liaison, "江南分局")
	return w
}

func (w *dirTown) file(login, path, begins string) {
	w.t.Helper()
	a := w.do(login, httptest.NewRequest(http.MethodGet, path, nil), 200)
	if !strings.HasPrefix(a.Body.String(), begins) || !strings.HasPrefix(a.Header().Get("Content-Disposition"), "attachment") {
		w.t.Errorf("%s: %q, %.40q", path, a.Header().Get("Content-Disposition"), a.Body)
	}
}

func TestJointSupervision(t *testing.T) {
	w := jointTown(t)
	w.post("zhong", "/joint/departments", 422, "name", "")
	w.post("zhong", "/joint/departments", 303, "name", "政治部", "field", "队伍", "depunit", w.units["政治部"])
	w.post("zhong", "/joint/departments", 303, "name", "派驻纪检监察组")
	page := w.get("zhong", "/joint")
	dep := find(t, `/joint/departments/([a-z0-9]+)/leave`, page)
	w.post("zhong", "/joint/findings/new", 422, "department", dep, "unit", w.units["江南分局"], "title", "无记录", "found", "2026-02-30")
	w.get("zhong", "/joint/findings/new")
	f := w.post("zhong", "/joint/findings/new", 303, "department", dep, "unit", w.units["江南分局"], "title", "谈话无记录", "body", "任前谈话缺 4 份", "found", "2026-01-04")
	if page = w.get("xu", f); !strings.Contains(page, "LJ-26-001") || !strings.Contains(page, "任前谈话缺 4 份") {
		t.Error("the finding is not shown")
	}
	w.do("su", httptest.NewRequest(http.MethodGet, f, nil), 404)
	w.do("jn", httptest.NewRequest(http.MethodGet, "/joint", nil), 404)
	w.post("xu", f+"/hand", 422, "target", "谈话留痕", "category", "personnel", "due", "2020-01-01")
	w.post("xu", f+"/hand", 303, "target", "谈话留痕", "category", "personnel", "due", "2099-01-05")
	if page = w.get("xu", f); !strings.Contains(page, "/rectify/items/") {
		t.Error("the finding does not lead to the ledger")
	}
	if page = w.get("xu", "/rectify"); !strings.Contains(page, "谈话无记录") {
		t.Error("the ledger does not have it")
	}
	w.file("zhong", "/joint/export.xlsx", "PK")
	w.file("zhong", "/joint/dates.ics", "BEGIN:VCALENDAR")

	w.get("zhong", "/joint/meetings/new")
	w.post("zhong", "/joint/meetings/new", 422, "subject", "")
	m := w.post("zhong", "/joint/meetings/new", 303, "subject", "季度会商", "day", "2099-02-01", "place", "三楼")
	w.get("zhong", m)
	w.post("zhong", m+"/minute", 422, "held", "2099-02-01", "minutes", "通报")
	w.post("zhong", m+"/minute", 303, "held", string(clock.DayOf(dbtest.Start)), "minutes", "各部门通报。", "absent-"+dep, "接访", "task-0", "核对谈话记录", "task_dep-0", dep, "task_due-0", "2099-03-01")
	page = w.get("zhong", m)
	for _, want := range []string{"各部门通报。", "缺席：接访", "核对谈话记录"} {
		if !strings.Contains(page, want) {
			t.Errorf("the minutes lack %q", want)
		}
	}
	w.file("zhong", m+"/minutes.docx", "PK")
	task := find(t, `/joint/tasks/([a-z0-9]+)/report`, page)
	id := m[strings.LastIndex(m, "/")+1:]
	w.post("zhong", "/joint/tasks/"+task+"/report", 422, "meeting", id, "report", "")
	w.post("zhong", "/joint/tasks/"+task+"/report", 303, "meeting", id, "report", "已核对")
	w.post("zhong", "/joint/tasks/"+task+"/settle", 403, "meeting", id, "done", "1")
	w.post("xu", "/joint/tasks/"+task+"/settle", 422, "meeting", id, "done", "0")
	w.post("xu", "/joint/tasks/"+task+"/settle", 303, "meeting", id, "done", "1")
	again := w.post("zhong", "/joint/findings/new", 303, "department", dep, "unit", w.units["江南分局"], "title", "重复", "body", "重复登记", "found", "2026-01-04")
	w.post("zhong", again+"/withdraw", 422, "why", "")
	w.post("zhong", again+"/withdraw", 303, "why", "重复")
	w.post("zhong", "/joint/departments/"+dep+"/leave", 303)
}

func TestBurdenFromAskingToOriginal(t *testing.T) {
	w := jointTown(t)
	fields := []string{"title", "上半年民警培训学时统计", "wants", "学时合计", "due", "2099-01-05", "cells", "8", "units", w.units["江南分局"]}
	w.get("zhong", "/burden/new")
	w.post("zhong", "/burden/new", 422, "title", "x", "do", "look", "cells", "many")
	if page := w.post("zhong", "/burden/new", 200, append(fields, "do", "look")...); !strings.Contains(page, "一年内没有查到类似材料") || !strings.Contains(page, "上半年民警培训学时统计") {
		t.Error("the form forgets, or finds what is not there")
	}
	first := w.post("zhong", "/burden/new", 303, append(fields, "do", "send")...)
	part := first + "/units/" + w.units["江南分局"]
	w.post("su", part, 422, "text", "")
	w.post("su", part, 422, "original", "1")
	w.post("su", part, 303, "text", "合计 38 学时")
	if page := w.post("zhong", "/burden/new", 200, append(fields, "do", "look")...); !strings.Contains(page, "1 个单位报过类似材料") {
		t.Error("what was handed in is not found")
	}
	second := w.post("zhong", "/burden/new", 303, append(fields, "do", "send")...)
	if page := w.get("su", "/unit"); !strings.Contains(page, "用原件答复") || !strings.Contains(page, "8 / 8 格已取数") {
		t.Error("the unit's home does not show that it was handed in already")
	}
	w.post("su", second+"/units/"+w.units["江南分局"], 303, "original", "1")
	if page := w.get("zhong", second); !strings.Contains(page, "原件已报，免报") {
		t.Error("the asker does not see it")
	}
	w.post("zhong", second+"/units/"+w.units["江南分局"]+"/again", 422, "why", "")
	w.post("zhong", second+"/units/"+w.units["江南分局"]+"/again", 303, "why", "缺六月")
	w.post("su", second+"/units/"+w.units["江南分局"]+"/again", 404, "why", "x")
	if page := w.get("su", second+"/units/"+w.units["江南分局"]); !strings.Contains(page, "缺六月") {
		t.Error("the unit does not see why")
	}
	w.post("zhong", second+"/withdraw", 422, "why", "")
	w.post("zhong", second+"/withdraw", 303, "why", "不要了")
	if page := w.get("zhong", "/burden"); !strings.Contains(page, "已撤回") {
		t.Error("the list does not show it")
	}
	w.file("zhong", "/burden/export.xlsx", "PK")
}
