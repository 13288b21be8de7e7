package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// newChronicTown is a house with two branches and a running campaign.
func newChronicTown(t *testing.T) *dirTown {
	w := newDirTown(t)
	job := func(do func(*db.Tx) error) {
		t.Helper()
		err := w.house.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
			if err := do(tx); err != nil {
				return err
			}
			return audit.Record(tx, audit.Entry{Action: "test", Kind: "test", ID: "t", Version: 1})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	job(func(tx *db.Tx) (err error) {
		w.units["江北分局"], err = org.AddUnit(tx, org.UnitInput{Name: "江北分局", Kind: "branch", Parent: w.units["临江市公安局"], Inspected: true}, "")
		return err
	})
	w.person("qin", "秦书远", access.Office, "临江市公安局")
	w.person("zhou", "周启明", access.Leader, "临江市公安局")
	w.person("jnl", "叶知秋", access.Liaison, "江南分局")
	w.person("jbl", "方明远", access.Liaison, "江北分局")
	job(func(tx *db.Tx) error {
		for name, unit := range map[string]string{"叶知秋": "江南分局", "方明远": "江北分局"} {
			var id string
			if err := tx.Row(`select id from org_person where name = $1`, name).Scan(&id); err != nil {
				return err
			}
			if _, err := org.Appoint(tx, org.Appointment{Person: id, Unit: w.units[unit], Title: "联络员", Kind: "liaison", Since: "2026-01-01"}); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(`insert into campaign_campaign (id, number, year, title, unit_id, unit_ord, lead, aim, state, pack, pack_version, open_code, drafted_by, drafted_at, approved_by, approved_at)
			select 'c1', 'ZZ-26-01', 2026, '执法突出问题专项整治', id, ord, '[]', '', 'rectify', 'campaign_stages', '2026', 'abc', 'x', $1, 'y', $1 from org_unit where parent_id is null and tree = 'unit'`, db.Stamp(dbtest.Start.AddDate(0, -2, 0))); err != nil {
			return err
		}
		if _, err := tx.Exec(`insert into campaign_stage (campaign_id, seq, code, title, first_day, last_day) values ('c1', 1, 'rectify', '查纠整改', '2026-05-13', '2026-07-26')`); err != nil {
			return err
		}
		for _, name := range []string{"江南分局", "江北分局"} {
			_, err := tx.Exec(`insert into campaign_relay (id, campaign_id, unit_id, unit_ord, asked_at, receive_due, break_due, report_due) select $1, 'c1', id, ord, $2, '2026-05-01', '2026-05-02', '2026-05-03' from org_unit where id = $3`, "r"+name, db.Stamp(dbtest.Start), w.units[name])
			if err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

func (w *dirTown) evidence(login, kind, ref, back string) {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range map[string]string{"csrf": w.csrf[login], "kind": kind, "ref": ref, "back": back} {
		_ = m.WriteField(k, v)
	}
	f, _ := m.CreateFormFile("file", "核查表.pdf")
	_, _ = f.Write([]byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"))
	m.Close()
	r := httptest.NewRequest(http.MethodPost, "/files", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w.do(login, r, http.StatusSeeOther)
}

func (w *dirTown) english(login, path string) {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: "pl_lang", Value: "en"})
	page := w.do(login, r, 200).Body.String()
	for _, key := range []string{">chronic.", ">campaign.", "\"chronic."} {
		if strings.Contains(page, key) {
			w.t.Errorf("%s says a key without words: …%.80s", path, page[strings.Index(page, key):])
		}
	}
}

func TestChronicFromFindingToReview(t *testing.T) {
	w := newChronicTown(t)
	if page := w.post("xu", "/chronic/register", 422, "campaign", "c1", "title", "受案后超30日未立案"); !strings.Contains(page, "请写明事实") || !strings.Contains(page, "受案后超30日未立案") {
		t.Error("a wrong form does not say what is wrong, or forgets what was typed")
	}
	w.get("xu", "/chronic/register?campaign=c1")
	id := w.post("xu", "/chronic/register", 303, "campaign", "c1", "unit", w.units["江南分局"], "category", "G6", "title", "受案后超30日未立案17起", "facts", "抽查登记，17起没有结论", "from", "2026-01-01", "to", "2026-05-01", "way", "self")
	w.post("xu", id+"/classify", 303, "track", "campaign", "verdict", "属顽疾")
	w.post("jnl", id+"/plan", 303, "measure", "逐案复核", "due", "2026-07-10")
	if page := w.get("jnl", "/chronic"); !strings.Contains(page, "缺完成标准") || !strings.Contains(page, "未计时") {
		t.Error("the ledger does not say what is missing and that no clock runs")
	}
	if page := w.get("jnl", id); !strings.Contains(page, "摸清底数") {
		t.Error("no schedule is proposed")
	}
	w.post("jnl", id+"/schedule", 303, "body", "复核", "when", "2026-07-01")
	w.post("jnl", id+"/plan", 303, "measure", "逐案复核", "due", "2026-07-10", "standard", "17/17有结论")
	w.post("jnl", id+"/report", 422, "words", "")
	w.post("jnl", id+"/report", 303, "words", "已复核9起")
	page := w.get("jnl", id)
	w.post("jnl", id+"/milestone", 303, "milestone", find(t, `name="milestone" value="([a-z0-9]+)"`, page), "words", "17起复核完")
	w.evidence("jnl", "chronic", strings.TrimPrefix(id, "/chronic/items/"), id)
	w.post("jnl", id+"/claim", 303, "summary", "全部有结论")
	w.post("jnl", id+"/accept", 404, "sampled", "5", "matched", "5", "opinion", "x")

	w.get("xu", "/chronic/draw?campaign=c1")
	w.post("xu", "/chronic/draw", 422, "campaign", "c1", "kind", "cross", "title", "跨分局", "size", "1")
	batch := w.post("xu", "/chronic/draw", 303, "campaign", "c1", "kind", "cross", "title", "跨分局", "size", "1", "reviewers", w.units["江南分局"], "reviewers", w.units["江北分局"])
	page = w.get("xu", batch)
	lot := find(t, `href="(/chronic/lots/[a-z0-9]+)"`, page)
	if !strings.Contains(page, "一致") || !strings.Contains(page, "方明远") {
		t.Error("the draw is not proven, or the wrong side reviews")
	}
	w.get("xu", lot)
	if page = w.get("jbl", "/chronic"); !strings.Contains(page, "请您评查的") {
		t.Error("the reviewer is not shown what to review")
	}
	w.get("jbl", lot)
	w.post("jbl", lot, 422, "verdict", "fits", "sampled", "5", "matched", "4", "words", "x")
	w.post("jbl", lot, 303, "verdict", "fits", "sampled", "5", "matched", "5", "words", "抽5起均有结论")
	w.post("qin", id+"/accept", 303, "sampled", "5", "matched", "5", "opinion", "合格")
	w.post("jnl", id+"/rule", 303, "rule_number", "江南公通〔2026〕8号", "rule_title", "受案审查限时规定", "rule_on", "2026-06-17")
	w.post("qin", id+"/close", 403, "opinion", "同意")
	w.post("xu", id+"/close", 303, "opinion", "同意销号")
	for _, path := range []string{"/chronic/export.xlsx", id + "/form.docx", id + "/dates.ics", batch + "/report.docx"} {
		w.get("xu", path)
	}
	for _, path := range []string{"/chronic", id, batch, lot, "/chronic/register", "/chronic/draw", "/chronic/visits"} {
		w.english("xu", path)
	}
	if page = w.get("xu", "/campaign/c1"); !strings.Contains(page, "顽疾") {
		t.Error("the campaign's page does not show the ledger")
	}

	clue := w.post("xu", "/chronic/register", 303, "campaign", "c1", "unit", w.units["江南分局"], "category", "G2", "title", "不该留下的字", "facts", "不该留下的字", "from", "2026-01-01", "to", "2026-05-01", "way", "petition")
	w.post("xu", clue+"/propose", 303, "recipient", "派驻纪检组")
	w.post("xu", clue+"/hand", 403)
	w.post("qin", clue+"/hand", 303)
	page = w.get("xu", clue)
	if strings.Contains(page, "不该留下的字") || !strings.Contains(page, "只留编号") {
		t.Error("a clue leaves words on its page")
	}
	w.get("xu", find(t, `href="(/chronic/slips/[a-z0-9]+/slip.docx)"`, page))
	w.do("jnl", httptest.NewRequest(http.MethodGet, clue, nil), 404)
}

func TestVisitPages(t *testing.T) {
	w := newChronicTown(t)
	var one, two string
	err := w.house.DB.Read(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		if err := tx.Row(`select id from org_person where name = '许文博'`).Scan(&one); err != nil {
			return err
		}
		return tx.Row(`select id from org_person where name = '秦书远'`).Scan(&two)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.post("xu", "/chronic/visits", 422, "campaign", "c1", "title", "夜查")
	id := w.post("xu", "/chronic/visits", 303, "campaign", "c1", "way", "covert", "title", "夜查窗口", "aim", "看登记", "on", "2026-06-18", "kind", "unit", "size", "1", "persons", one, "persons", two)
	w.do("zhou", httptest.NewRequest(http.MethodGet, id, nil), 404) // a leader who is not named
	w.do("jnl", httptest.NewRequest(http.MethodGet, id, nil), 404)
	if page := w.get("zhou", "/chronic/visits"); strings.Contains(page, "夜查") {
		t.Error("a leader who is not named sees it in the list")
	}
	w.post("xu", id+"/draw", 303)
	w.post("xu", id+"/observe", 422, "lot", "1")
	w.post("xu", id+"/observe", 303, "lot", "1", "seen_at", "2026-06-18T08:30", "body", "登记簿缺三日", "wrong", "1")
	page := w.get("qin", id)
	obs := find(t, `name="observation" value="([a-z0-9]+)"`, page)
	w.evidence("qin", "observation", obs, id)
	w.post("xu", id+"/cosign", 403, "observation", obs)
	w.post("qin", id+"/cosign", 303, "observation", obs)
	w.post("qin", id+"/finish", 303, "summary", "到1处，登记不全")
	w.get("xu", id)
	w.post("xu", id+"/hand", 303, "observation", obs, "to", "item", "title", "登记簿缺失", "due", "2026-07-10")
	w.get("xu", id+"/report.docx")
	w.english("xu", id)
	if page = w.get("xu", "/chronic/visits"); !strings.Contains(page, "登记不全") {
		t.Error("the office does not see the summary")
	}
	other := w.post("xu", "/chronic/visits", 303, "campaign", "c1", "way", "open", "title", "明察", "aim", "看登记", "on", "2026-06-18", "kind", "unit", "size", "1", "persons", one, "persons", two)
	w.post("xu", other+"/drop", 303)
}

func TestSheetPages(t *testing.T) {
	w := newChronicTown(t)
	w.post("xu", "/chronic/register", 303, "campaign", "c1", "unit", w.units["江南分局"], "category", "G6", "title", "问题", "facts", "事实", "from", "2026-01-01", "to", "2026-05-01", "way", "self")
	page := w.get("xu", "/campaign/c1/sheets")
	if !strings.Contains(page, "顽疾问题数") || !strings.Contains(page, "数据太少") {
		t.Error("the page of sheets lacks its columns or its forecast")
	}
	w.get("xu", strings.ReplaceAll(find(t, `href="(/campaign/c1/sheets/list\?column=chronic_all[^"]*unit=[^"]*)"`, page), "&amp;", "&"))
	w.post("xu", "/campaign/c1/sheets", 422, "kind", "week", "day", "2026-06-18")
	id := w.post("xu", "/campaign/c1/sheets", 303, "kind", "day", "day", "2026-06-18")
	page = w.get("zhou", id)
	seen := find(t, `name="seen" value="([0-9a-f]{64})"`, page)
	w.post("xu", id+"/sign", 404, "seen", seen)
	w.post("zhou", id+"/sign", 303, "seen", seen, "opinion", "同意")
	w.get("xu", id+"/sheet.xlsx")
	w.post("xu", "/chronic/register", 303, "campaign", "c1", "unit", w.units["江南分局"], "category", "G6", "title", "晚登记", "facts", "事实", "from", "2026-01-01", "to", "2026-05-01", "way", "self")
	if page = w.get("zhou", id); !strings.Contains(page, "签发后记录有变化") || !strings.Contains(page, "现 2") {
		t.Error("a later entry is not shown beside the signed figure")
	}
	w.english("zhou", id)
	w.english("zhou", "/campaign/c1/sheets")
	for _, c := range []string{"persons", "self_reports", "opinions"} {
		w.english("xu", "/campaign/c1/sheets/list?column="+c+"&first=2026-06-18&day=2026-06-18")
	}
	w.do("jnl", httptest.NewRequest(http.MethodGet, "/campaign/c1/sheets", nil), 404)
}

// TestChronicImport: what was exported is found to be there already; a new row is taken in, a bad one is
// named with its cell.
func TestChronicImport(t *testing.T) {
	w := newChronicTown(t)
	w.get("xu", "/chronic/import")
	w.get("xu", "/chronic/template.xlsx")
	w.post("xu", "/chronic/register", 303, "campaign", "c1", "unit", w.units["江南分局"], "category", "G6", "title", "问题", "facts", "事实", "from", "2026-01-01", "to", "2026-05-01", "way", "self")
	raw := []byte(w.get("xu", "/chronic/export.xlsx"))
	w.upload("xu", "/chronic/import", "x.xlsx", []byte("no workbook"), 422)
	batch := w.upload("xu", "/chronic/import", "顽疾.xlsx", raw, 303).Header().Get("Location")
	if page := w.get("xu", batch); !strings.Contains(page, batch) {
		t.Error("the batch is not shown")
	}
	w.post("xu", batch, 303, "how", "good")
	if page := w.get("xu", "/chronic"); !strings.Contains(page, "WC-26-001") || strings.Contains(page, "WC-26-002") {
		t.Error("what was exported was registered a second time")
	}
	other := w.upload("xu", "/chronic/import", "空.xlsx", []byte(w.get("xu", "/chronic/template.xlsx")), 303).Header().Get("Location")
	w.post("xu", other+"/drop", 303)
}
