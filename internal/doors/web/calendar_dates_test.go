package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/burden"
	"plumbline/internal/hall/org"
)

func (w *dirTown) lacks(page string, texts ...string) {
	w.t.Helper()
	for _, x := range texts {
		if strings.Contains(page, x) {
			w.t.Errorf("the page shows %q", x)
		}
	}
}

// A secretary has the own branch's duties to do, the committee's officer watches them, nobody else sees them;
// what was not held is missed on the page, and stays.
func TestDatesOfAPerson(t *testing.T) {
	w := newBranchTown(t)
	err := w.house.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		id, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: "二支部", Short: "二支部", Kind: "party_cell", Parent: w.units["机关党委"]}, "")
		w.units["二支部"] = id
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.person("zhou", "周书", access.Secretary, "二支部")
	w.person("gu", "顾委", access.PartyAff, "机关党委")
	const duty = "主题党日 2026-04"
	path := "/calendar/dates?month=2026-04"

	page := w.get("qin", path)
	w.wants(page, duty, "组织生活应开", "由我办理", "2026-04-30", `href="/orglife/duties/`, `href="/orglife"`)
	w.wants(w.get("he", path+"&view=all"), duty, "一支部")
	w.lacks(w.get("he", path+"&view=mine"), duty) // a branch's meetings are not the committee's officer's to hold
	for _, other := range []string{"zhou", "jn", "xu"} {
		w.lacks(w.get(other, path+"&view=all"), duty+"</a>\n一支部", "一支部</td>")
	}
	w.wants(w.get("qin", path+"&group=orglife&day=2026-04-30"), duty)
	w.lacks(w.get("qin", path+"&group=training"), duty)
	ics := w.do("qin", httptest.NewRequest(http.MethodGet, "/calendar/dates.ics?month=2026-04", nil), http.StatusOK).Body.String()
	w.wants(ics, "BEGIN:VEVENT", "DTSTART;VALUE=DATE:20260430", "主题党日")
	if other := w.do("zhou", httptest.NewRequest(http.MethodGet, "/calendar/dates.ics?month=2026-04", nil), http.StatusOK).Body.String(); strings.Contains(other, "一支部") {
		t.Error("another branch's dates are in the file")
	}

	// Who is recused sees none of it any more.
	login, err := w.house.Access.Login(context.Background(), who.Job("test"), "gu")
	if err != nil {
		t.Fatal(err)
	}
	w.wants(w.get("gu", path+"&view=all"), duty)
	if _, err := w.house.Access.Recuse(context.Background(), who.Job("test"), access.NewRecusal{Person: login.Person, Unit: w.units["一支部"], Reason: "served", Basis: "1"}); err != nil {
		t.Fatal(err)
	}
	w.lacks(w.get("gu", path+"&view=all"), "一支部</td>")

	// The last day is over: missed, and it stays.
	w.day("2026-05-20")
	w.wants(w.get("qin", path), ">缺")
	w.wants(w.get("qin", path+"&state=missed"), duty, "2026 年缺失", ">缺")
	w.lacks(w.get("qin", "/calendar/dates?month=2027-04&state=missed"), duty)
}

// ordsOf are the tree numbers of an organisation and of its promises.
func (w *dirTown) ordsOf(party string) (own int64, promised []int64) {
	w.t.Helper()
	err := w.house.DB.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		u, err := org.UnitByID(tx, party)
		if err != nil {
			return err
		}
		own = u.Ord
		promised, err = db.All(tx, func(s db.Scanner) (n int64, err error) { return n, s.Scan(&n) }, `select distinct unit_ord from calendar_promise where unit_id = $1`, party)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return own, promised
}

// A branch that is merged keeps its dates, and they follow it to its new place.
func TestDatesFollowABranch(t *testing.T) {
	w := newBranchTown(t)
	err := w.house.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		id, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: "二总支", Short: "二总支", Kind: "party_general", Parent: w.units["机关党委"]}, "")
		w.units["二总支"] = id
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	was, ords := w.ordsOf(w.units["一支部"])
	if len(ords) != 1 || ords[0] != was {
		t.Fatalf("the branch is at %d, its dates at %v", was, ords)
	}
	if _, err := w.house.Org.MergeUnits(context.Background(), who.Job("test"), org.Merging{Units: []string{w.units["一支部"]}, Into: w.units["二总支"], Note: "合并"}); err != nil {
		t.Fatal(err)
	}
	is, ords := w.ordsOf(w.units["一支部"])
	if is == was {
		t.Fatal("the branch did not move: the test shows nothing")
	}
	if len(ords) != 1 || ords[0] != is {
		t.Errorf("the branch is at %d, its dates at %v", is, ords)
	}
}

// The own dates of all rooms stand on the workbench, each once.
func TestDatesOnTheWorkbench(t *testing.T) {
	w := newBranchTown(t)
	_, err := w.house.Burden.Ask(context.Background(), who.Job("test"), w.asked("2026-04-10"))
	if err != nil {
		t.Fatal(err)
	}
	page := w.get("jn", "/unit")
	if n := strings.Count(page, "上半年培训统计</a>"); n != 1 {
		t.Errorf("the thing asked is listed %d times among what waits", n)
	}
	w.wants(w.get("jn", "/calendar/dates?month=2026-04"), "上半年培训统计", "材料索取答复")
}

// asked is a thing that the office asks of a unit.
func (w *dirTown) asked(due clock.Day) burden.NewAsking {
	return burden.NewAsking{Asker: w.units["督察办"], Title: "上半年培训统计", Wants: "一张表", Due: due, Cells: 3, Units: []string{w.units["江南分局"]}}
}
