package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"plumbline/internal/ground/clock"
	xlsx "plumbline/internal/ground/office"
	"plumbline/internal/rooms/rectify"
)

func (w *orgTown) ledgerFile(rows ...[]any) ([]byte, string) {
	w.t.Helper()
	s := rectify.LedgerSheet()
	for i := range s.Columns { // a ledger kept by hand has one sheet and no drop lists
		s.Columns[i].Choices = nil
	}
	b, err := xlsx.NewBook()
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := b.Page("Sheet1", "", nil, s.Heads("zh", w.Words.Say))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, r := range rows {
		if err := p.Row(r...); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := p.End(); err != nil {
		w.t.Fatal(err)
	}
	var book, form bytes.Buffer
	if _, err := b.WriteTo(&book); err != nil {
		w.t.Fatal(err)
	}
	m := multipart.NewWriter(&form)
	f, err := m.CreateFormFile("file", "2025 年度审计移送问题.xlsx")
	if err != nil {
		w.t.Fatal(err)
	}
	_, _ = f.Write(book.Bytes())
	_ = m.Close()
	return form.Bytes(), m.FormDataContentType()
}

func TestLedgerImportInTheBrowser(t *testing.T) {
	w := newOrgTown(t)
	row := func(finding, unit string, due any) []any {
		return []any{finding, "", unit, "", "审计移送", "临审报〔2025〕31号", "", "一般", "", "账实相符", "", due, "顾长河", "", ""}
	}
	body, kind := w.ledgerFile(row("固定资产账实不符 41 件", "城东分局", clock.Day("2026-07-10")), row("加油卡 5 张未列入台账", "江北分局", "2026.7.10"), row("备用金超期未清", "城管所", "6月底"))
	res := w.visit("office", "zh", http.MethodPost, "/rectify/import", body, kind)
	to := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther {
		text, _ := io.ReadAll(res.Body)
		t.Fatalf("upload: %d\n%s", res.StatusCode, text)
	}
	page := w.get("office", "zh", to, http.StatusOK)
	w.clean(to, page)
	for _, want := range []string{"导入整改问题：3 行", "1 行 2 处", "<code>城管所</code>", "没写到哪一天", "导入对的 2 行"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	w.clean(to, w.get("office", "en", to, http.StatusOK))
	w.get("sysadmin", "zh", "/rectify/import", http.StatusNotFound)
	w.post("office", to, http.StatusSeeOther, "how", "good")
	if page = w.get("office", "zh", to, http.StatusOK); !strings.Contains(page, "已写入 2 行") {
		t.Error("no receipt")
	}
	res = w.visit("unit", "zh", http.MethodGet, "/rectify/export.xlsx?"+url.Values{"source": {"audit"}}.Encode(), nil, "")
	data, _ := io.ReadAll(res.Body)
	book, err := xlsx.OpenWorkbook(data, xlsx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.Rows(book.Sheets()[0])
	if err != nil || len(rows) != 5 || !strings.Contains(rows[1].At(1).Text, "问题来源 审计移送") || rows[4].At(2).Text != "固定资产账实不符 41 件" {
		t.Errorf("the unit's export: %+v %v", rows, err)
	}
	if res = w.visit("office", "zh", http.MethodGet, "/rectify/template.xlsx", nil, ""); res.StatusCode != http.StatusOK {
		t.Errorf("template: %d", res.StatusCode)
	}
}
