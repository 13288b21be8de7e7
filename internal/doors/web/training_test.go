package web

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/partyorg"
)

// TestTrainingPages lives a course in the browser's forms: year, plan, roll, hours, make-up, lists.
func TestTrainingPages(t *testing.T) {
	w := newPartyTown(t)
	today := clock.DayOf(w.house.DB.Clock().Now())
	year := strconv.Itoa(today.Year())
	err := w.house.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for _, name := range []string{"甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七"} {
			branch := "督察办支部"
			if name == "庚七" {
				branch = "政治部支部"
			}
			p, err := org.AddPerson(tx, org.PersonInput{Name: name, Unit: w.units["督察办"]})
			if err != nil {
				return err
			}
			if _, err := w.house.PartyOrg.EnrolIn(tx, partyorg.Enrolment{Person: p, Party: w.units[branch], Kind: partyorg.Full, Since: "2022-01-01"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if page := w.get("he", "/training"); !strings.Contains(page, "还没有开启") {
		t.Error("a year that is not open is shown as one")
	}
	w.post("jiang", "/training/years", 404, "year", year)
	w.post("he", "/training/years", 422, "year", "2010")
	w.post("he", "/training/years", http.StatusSeeOther, "year", year)
	w.get("he", "/training/plan?year="+year)
	if back := w.post("he", "/training/courses", 422, "year", year, "title", "专题培训班", "party", w.units["市局党委"], "kind", "focus", "month", "3"); !strings.Contains(back, "专题培训班") || !strings.Contains(back, "请填写半天数") {
		t.Error("the form does not come back with what was typed")
	}
	course := w.post("he", "/training/courses", http.StatusSeeOther, "year", year, "title", "专题培训班", "party", w.units["市局党委"], "kind", "focus", "first", string(today), "halves", "2", "central", "1")
	page := w.get("he", course)
	if !strings.Contains(page, "甲一") || !strings.Contains(page, "8 学时") {
		t.Error("the roll or the hours are missing")
	}
	if page := w.get("mei", course); strings.Contains(page, "甲一") {
		t.Error("another branch's secretary sees who takes part")
	}
	present := strings.Split(strings.ReplaceAll(allOf(t, `name="present" value="([0-9a-zA-Z]+)"`, page), "\n", " "), " ")
	fields := []string{"first", string(today), "halves", "2", "reason", "执勤"}
	for _, p := range present[1:] {
		fields = append(fields, "present", p)
	}
	w.post("he", course+"/hold", 422, append([]string{"version", "1"}, append(fields, "last", "2000-01-01")...)...)
	w.post("he", course+"/hold", http.StatusSeeOther, fields...)
	w.post("he", course+"/recognise", 422, "hours", "9")
	w.post("he", course+"/recognise", http.StatusSeeOther, "hours", "8")
	if page = w.get("he", course); !strings.Contains(page, "执勤") || !strings.Contains(page, "何雨晴") {
		t.Error("the absence or who recognised is not shown")
	}
	files := "/files?kind=course&ref=" + strings.TrimPrefix(course, "/training/courses/") + "&back=" + course
	w.upload("he", files, "结业证书.txt", []byte("结业证书：全体学员完成培训。"), http.StatusSeeOther)
	w.upload("mei", files, "b.txt", []byte("不是本支部的课程"), 404)
	if page = w.get("he", course); !strings.Contains(page, "结业证书.txt") {
		t.Error("the certificate is not shown")
	}
	page = w.get("jiang", "/training?year="+year)
	if !strings.Contains(page, "集中学习学时") || !strings.Contains(page, "督察办支部") || strings.Contains(page, "政治部支部") {
		t.Error("a secretary does not see the own branch alone")
	}
	branch := "/training/branches/" + w.units["督察办支部"] + "?year=" + year
	if page = w.get("jiang", branch); !strings.Contains(page, "甲一") || !strings.Contains(page, "还差") {
		t.Error("the secretary does not see who lacks hours")
	}
	w.get("jiang", strings.Replace(branch, "?", "/needs.xlsx?", 1))
	if a := w.post("mei", course+"/hold", 404, fields...); a == "" {
		t.Error("no page")
	}
	w.get("he", "/training/plan?year="+year+"&up="+strings.TrimPrefix(course, "/training/courses/"))
	up := w.post("he", "/training/courses", http.StatusSeeOther, "year", year, "title", "补课", "party", w.units["市局党委"], "kind", "micro", "month", "12", "hours", "8", "makes_up", strings.TrimPrefix(course, "/training/courses/"))
	if page = w.get("he", up); strings.Count(page, `name="present"`) != 1 {
		t.Error("the make-up course has not those who were absent")
	}
	w.post("he", up+"/cancel", 422)
	w.post("he", up+"/cancel", http.StatusSeeOther, "why", "改期")
	if ics := w.get("he", "/training/courses.ics?year="+year); !strings.Contains(ics, "专题培训班") {
		t.Error("the calendar file lacks the course")
	}
	sheet := w.get("he", "/training/courses.xlsx?year="+year)
	w.get("he", "/training/template.xlsx")
	w.get("he", "/training/years/"+year+"/import")
	to := w.upload("he", "/training/years/"+year+"/import", "plan.xlsx", []byte(sheet), http.StatusSeeOther).Header().Get("Location")
	w.get("he", to)
	w.post("he", to, http.StatusSeeOther, "how", "good")
	w.get("he", to)
	to = w.upload("he", "/training/years/"+year+"/import", "plan.xlsx", []byte(sheet), http.StatusSeeOther).Header().Get("Location")
	w.post("he", to+"/drop", http.StatusSeeOther)
}

// allOf are all first groups of a pattern in a page, one a line.
func allOf(t *testing.T, pattern, text string) string {
	t.Helper()
	var out []string
	for {
		loc := patternAt(pattern, text)
		if loc == nil {
			break
		}
		out = append(out, text[loc[2]:loc[3]])
		text = text[loc[1]:]
	}
	if len(out) == 0 {
		t.Fatalf("no %s", pattern)
	}
	return strings.Join(out, "\n")
}

func patternAt(pattern, text string) []int {
	return regexp.MustCompile(pattern).FindStringSubmatchIndex(text)
}
