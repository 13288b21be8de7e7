package web

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// newPartyTown is a town with a Party committee, two branches, an officer and two secretaries.
func newPartyTown(t *testing.T) *dirTown {
	t.Helper()
	w := newDirTown(t)
	err := w.house.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for _, u := range []struct{ name, kind, parent, unit string }{{"市局党委", "party_committee", "", "临江市公安局"}, {"督察办支部", "party_cell", "市局党委", "督察办"}, {"政治部支部", "party_cell", "市局党委", "政治部"}} {
			id, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: u.name, Short: u.name, Kind: u.kind, Parent: w.units[u.parent], Since: "2020-01-01"}, "")
			if err != nil {
				return err
			}
			w.units[u.name] = id
			if err := org.LinkParty(tx, id, []string{w.units[u.unit]}, "2020-01-01"); err != nil {
				return err
			}
		}
		for _, name := range []string{"严若水", "华临川", "孟秋声"} {
			if _, err := org.AddPerson(tx, org.PersonInput{Name: name, Unit: w.units["督察办"]}); err != nil {
				return err
			}
		}
		return org.SetTerm(tx, org.Term{Party: w.units["督察办支部"], Number: 3, Since: "2023-08-01", Until: "2026-08-01"})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.person("he", "何雨晴", access.PartyAff, "市局党委")
	w.person("jiang", "江映川", access.Secretary, "督察办支部")
	w.person("mei", "梅若安", access.Secretary, "政治部支部")
	return w
}

func TestPartyOrganisations(t *testing.T) {
	w := newPartyTown(t)
	page := w.get("he", "/partyorg")
	for _, want := range []string{"没有党组织的单位", "江南分局", "人数不足的支部", "政治部支部", "2026-08-01"} {
		if !strings.Contains(page, want) {
			t.Errorf("the overview lacks %s", want)
		}
	}
	ref := find(t, `/partyorg/except\?gap=too_few&amp;ref=([0-9a-zA-Z]+)`, page)
	w.get("he", "/partyorg/except?gap=too_few&ref="+ref)
	if back := w.post("he", "/partyorg/except", 422, "gap", "too_few", "ref", ref, "reason", "新设", "until", "2027-01-01"); !strings.Contains(back, "请填写依据") || !strings.Contains(back, "新设") {
		t.Error("the form does not come back with what was typed")
	}
	w.post("he", "/partyorg/except", http.StatusSeeOther, "gap", "too_few", "ref", ref, "reason", "新设支部", "basis", "批复", "until", "2027-01-01")
	if page = w.get("he", "/partyorg"); !strings.Contains(page, "新设支部") || !strings.Contains(page, "人数不足的支部") {
		t.Error("the exception is not shown, or hides its line")
	}
	w.post("he", "/partyorg/unexcept", http.StatusSeeOther, "gap", "too_few", "ref", ref)
	org := "/partyorg/orgs/" + w.units["督察办支部"]
	w.get("jiang", org)
	w.post("jiang", org+"/election", 404, "step", "requested")
	w.post("he", org+"/election", 422, "step", "requested", "day", "2026-06-01")
	w.post("he", org+"/election", http.StatusSeeOther, "step", "requested", "day", "2026-06-01", "paper", "请示")
	w.post("he", org+"/seat", 422, "person", "无此人", "title", "书记", "kind", "head", "since", "2026-06-01")
	w.post("he", org+"/seat", http.StatusSeeOther, "person", "严若水", "title", "书记", "kind", "head", "since", "2026-06-01")
	w.post("he", org+"/term", 422, "number", "3", "first", "soon", "until", "2026-09-01")
	w.post("he", org+"/term", http.StatusSeeOther, "number", "3", "first", "2023-09-01", "until", "2026-09-01")
	page = w.get("he", org)
	for _, want := range []string{"严若水", "请示", "批复", "2026-09-01"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if page := w.get("he", "/partyorg/terms"); !strings.Contains(page, "督察办支部") || !strings.Contains(page, "下一步：批复") {
		t.Error("the term does not run out")
	}
	if ics := w.get("he", "/partyorg/terms.ics"); !strings.Contains(ics, "20260901") {
		t.Error("the calendar file lacks the day")
	}
	w.get("he", "/partyorg/terms.xlsx")
	w.get("he", "/partyorg/export.xlsx")
}

func TestPartyMembers(t *testing.T) {
	w := newPartyTown(t)
	w.post("jiang", "/partyorg/members", 422, "person", "华临川", "to", w.units["督察办支部"], "as", "full", "since", "2030-01-01")
	w.post("jiang", "/partyorg/members", http.StatusSeeOther, "person", "华临川", "to", w.units["督察办支部"], "as", "full", "since", "2024-01-02")
	page := w.get("jiang", "/partyorg/members?flow=0&kind=full")
	id := find(t, `/partyorg/members/([0-9a-zA-Z]{20,})`, page)
	w.get("jiang", "/partyorg/members/"+id)
	w.post("jiang", "/partyorg/members/"+id+"/flow", 422, "flow", "out")
	w.post("jiang", "/partyorg/members/"+id+"/flow", http.StatusSeeOther, "flow", "out", "flow_place", "省厅", "flow_since", "2026-01-05")
	w.post("he", "/partyorg/members/"+id+"/move", 422, "party", w.units["政治部支部"], "since", "2026-02-01")
	w.post("he", "/partyorg/members/"+id+"/move", http.StatusSeeOther, "party", w.units["政治部支部"], "since", "2026-02-01", "basis", "介绍信")
	page = w.get("mei", "/partyorg/members")
	id = find(t, `/partyorg/members/([0-9a-zA-Z]{20,})`, page)
	if page = w.get("mei", "/partyorg/members/"+id); !strings.Contains(page, "督察办支部") {
		t.Error("the branch before is not shown")
	}
	w.post("mei", "/partyorg/members/"+id+"/leave", 422, "until", "2026-03-01")
	w.post("mei", "/partyorg/members/"+id+"/leave", http.StatusSeeOther, "until", "2026-03-01", "leave_basis", "转出介绍信")
	if a := w.get("he", "/partyorg/members.xlsx"); !strings.HasPrefix(a, "PK") {
		t.Error("no workbook")
	}
}

// TestRosterComesBack: what the template asks for is read, wrong cells are named, a second time changes nothing.
func TestRosterComesBack(t *testing.T) {
	w := newPartyTown(t)
	w.get("he", "/partyorg/import")
	if a := w.get("he", "/partyorg/template.xlsx"); !strings.HasPrefix(a, "PK") {
		t.Error("no template")
	}
	sheet := func(rows ...[]any) []byte {
		b, err := xlsx.NewBook()
		if err != nil {
			t.Fatal(err)
		}
		p, err := b.Page("党员", "党员名册", nil, []xlsx.Head{{Title: "姓名"}, {Title: "党支部"}, {Title: "类别"}, {Title: "编入日期"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if err := p.Row(r...); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.End(); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := b.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	good := []any{"严若水", "督察办支部", "正式党员", "2024-01-02"}
	to := w.upload("he", "/partyorg/import", "a.xlsx", sheet(good, []any{"没有的人", "没有的支部", "正式党员", "2024-01-02"}), http.StatusSeeOther).Header().Get("Location")
	if page := w.get("he", to); !strings.Contains(page, "没有登记过这个党组织") {
		t.Error("a wrong branch is not named")
	}
	w.post("he", to, 422, "how", "all")
	w.post("he", to, http.StatusSeeOther, "how", "good")
	to = w.upload("he", "/partyorg/import", "a.xlsx", sheet(good), http.StatusSeeOther).Header().Get("Location")
	w.get("he", to)
	w.post("he", to+"/drop", http.StatusSeeOther)
	if page := w.get("he", "/partyorg/members"); !strings.Contains(page, "严若水") {
		t.Error("the row is not in the register")
	}
	w.upload("he", "/partyorg/import", "a.txt", []byte("no workbook"), 422)
}

func TestAdmissionPages(t *testing.T) {
	w := newPartyTown(t)
	w.post("jiang", "/partyorg/admissions", 422, "person", "孟秋声", "party", w.units["督察办支部"], "day", "2026-05-01")
	to := w.post("jiang", "/partyorg/admissions", http.StatusSeeOther, "person", "孟秋声", "party", w.units["督察办支部"], "day", "2026-05-01", "words", "申请书")
	if page := w.get("jiang", to); !strings.Contains(page, "派人谈话") {
		t.Error("the next step is not offered")
	}
	w.post("jiang", to+"/step", http.StatusSeeOther, "step", "talked", "day", "2026-05-10", "words", "谈话")
	w.post("jiang", to+"/step", http.StatusSeeOther, "step", "activist", "day", "2026-05-20", "words", "支委会")
	if back := w.post("jiang", to+"/step", 422, "step", "candidate", "day", "2026-06-01", "words", "提前"); !strings.Contains(back, "2027-05-20 起可以办") || !strings.Contains(back, "提前") {
		t.Error("the page does not say from when the gate opens")
	}
	w.post("jiang", to+"/waiver", 422, "gate", "candidate/year", "why", "突出")
	w.post("jiang", to+"/waiver", http.StatusSeeOther, "gate", "candidate/year", "why", "突出", "waiver_paper", "请示")
	page := w.get("he", to)
	waiver := find(t, `/waiver/([0-9a-zA-Z]{20,})`, page)
	w.post("jiang", to+"/waiver/"+waiver, 404, "how", "yes", "opinion", "同意")
	w.post("he", to+"/waiver/"+waiver, 422, "how", "yes")
	w.post("he", to+"/waiver/"+waiver, http.StatusSeeOther, "how", "no", "opinion", "不符合条件")
	w.get("he", "/partyorg/admissions")
	w.get("he", "/partyorg/admissions.xlsx")
	w.post("jiang", to+"/end", 422, "end_day", "2026-06-02")
	w.post("jiang", to+"/end", http.StatusSeeOther, "end_day", "2026-06-02", "end_why", "本人撤回申请")
	if page := w.get("he", "/partyorg/admissions?past=1"); !strings.Contains(page, "已终止") {
		t.Error("what was ended is gone")
	}
}
