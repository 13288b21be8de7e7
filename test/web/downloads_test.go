package web

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/audit"
)

// inert lists what is wrong with the answer that hands out a file somebody sent in.
func inert(h http.Header) (bad []string) {
	if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename") {
		bad = append(bad, "Content-Disposition: "+h.Get("Content-Disposition"))
	}
	if h.Get("Content-Security-Policy") != filePolicy {
		bad = append(bad, "Content-Security-Policy: "+h.Get("Content-Security-Policy"))
	}
	if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
		bad = append(bad, "nosniff or resource policy")
	}
	if kind := h.Get("Content-Type"); strings.Contains(kind, "html") || strings.Contains(kind, "svg") || strings.Contains(kind, "xml;") || strings.Contains(kind, "javascript") {
		bad = append(bad, "Content-Type: "+kind)
	}
	return bad
}

// T-FILES, at the door: whatever was kept is handed out as a download that nothing runs.
func TestServedInert(t *testing.T) {
	w := openTown(t)
	unit, login, item := w.evidencePlace(t)
	p := walker{cookie: accesstest.SignIn(t, w.house.Access, login)}
	_, sess, err := w.house.Access.Resolve(context.Background(), p.cookie)
	if err != nil {
		t.Fatal(err)
	}
	p.csrf = sess.CSRF
	for name, data := range map[string]string{
		"说明.txt": strings.Repeat("整改说明。\n", 400) + "<script>alert(1)</script>", "a\"; filename=\"b.html.csv": "=1+1,<svg onload=alert(1)>\n2,3\n", "x.pdf": "%PDF-1.7\n<script>alert(1)</script>\n%%EOF",
	} {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		for _, f := range [][2]string{{"kind", "item"}, {"ref", item}, {"back", "/profile"}, {"csrf", p.csrf}} {
			_ = m.WriteField(f[0], f[1]) // into memory
		}
		part, _ := m.CreateFormFile("file", name)
		_, _ = io.WriteString(part, data)
		_ = m.Close()
		q := request{method: http.MethodPost, path: "/files", body: body.Bytes(), header: http.Header{"Content-Type": {m.FormDataContentType()}, "Sec-Fetch-Site": {"same-origin"}}}
		if a := send(w.plain, p, q); a.Code != http.StatusSeeOther {
			t.Fatalf("%s is not taken for %s of %s: %d %.200s", name, item, unit, a.Code, a.Body)
		}
	}
	ids := w.column(t, `select id from file_file where ref = $1 order by id desc`, item)
	if len(ids) < 3 {
		t.Fatalf("%d files", len(ids))
	}
	for _, id := range ids {
		for _, r := range []string{"", "bytes=0-3", "bytes=999999-"} {
			q := request{method: http.MethodGet, path: "/files/" + id, header: http.Header{}}
			if r != "" {
				q.header.Set("Range", r)
			}
			a := send(w.plain, p, q)
			for _, bad := range inert(a.Result().Header) {
				if a.Code < 300 {
					t.Errorf("%s (%s): %d %s", id, r, a.Code, bad)
				}
			}
			for _, bad := range badHeaders(q.path, false, a) {
				t.Errorf("%s (%s): %d %s", id, r, a.Code, bad)
			}
		}
	}
	if len(inert(http.Header{"Content-Type": {"text/html"}})) < 4 {
		t.Error("a page in our own origin is not seen")
	}
}

// evidencePlace is an item under rectification and a login that may attach to it.
func (w *town) evidencePlace(t *testing.T) (unit, login, item string) {
	t.Helper()
	login = w.logins["owner"]
	for _, id := range w.column(t, `select id from rectify_item where state in ('working', 'signed') order by id desc limit 400`) {
		p := w.as(t, "owner")
		a := send(w.plain, p, request{method: http.MethodGet, path: "/rectify/items/" + id})
		if a.Code == http.StatusOK && strings.Contains(a.Body.String(), `action="/files"`) {
			return "", login, id
		}
	}
	t.Fatal("nobody may attach anything to any item of the demo")
	return "", "", ""
}

func (w *town) column(t *testing.T, q string, args ...any) (out []string) {
	t.Helper()
	err := w.house.DB.Read(context.Background(), who.Job("test"), func(tx *db.Tx) (err error) {
		out, err = db.All(tx, func(s db.Scanner) (v string, err error) { return v, s.Scan(&v) }, q, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// T-CSV, at the door: after T-FUZZ and with formulas planted in what exports show, no workbook that
// leaves the house has a live cell.
func TestExportsHaveNoFormulas(t *testing.T) {
	w := openTown(t)
	// Behind the rooms' back, on purpose: no rule may be what keeps a formula out of an export.
	err := w.house.DB.Write(context.Background(), who.Job("test"), func(tx *db.Tx) error {
		for _, q := range []string{`update rectify_item set title = '=cmd|''/C calc''!A0' where id in (select id from rectify_item order by id limit 5)`,
			`update rectify_item set lead_name = '＝HYPERLINK("http://198.51.100.1")' where id in (select id from rectify_item order by id limit 5)`,
			`update org_person set name = '@SUM(1+1)' where id in (select id from org_person order by id desc limit 3)`,
			`update org_unit set short = '+1+1' where id in (select id from org_unit order by id desc limit 1)`} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "test.plant", Kind: "item", ID: "planted"})
	})
	if err != nil {
		t.Fatal(err)
	}
	books, planted := 0, 0
	for _, x := range w.harvest(t) {
		if x.method != http.MethodGet || strings.Contains(x.pattern, "{") {
			continue
		}
		roles := []string{x.role}
		if strings.Contains(x.pattern, "xlsx") || strings.Contains(x.pattern, "export") {
			roles = w.roles
		}
		for _, role := range roles {
			a := send(w.plain, w.as(t, role), request{method: http.MethodGet, path: x.path})
			if a.Code != http.StatusOK || !strings.Contains(a.Header().Get("Content-Type"), "spreadsheetml") {
				continue
			}
			books++
			text, live := sheets(t, a.Body.Bytes())
			for _, l := range live {
				t.Errorf("%s as %s: %s", x.path, role, l)
			}
			planted += strings.Count(text, "=cmd|") + strings.Count(text, "@SUM(1+1)") + strings.Count(text, "＝HYPERLINK")
		}
	}
	t.Logf("%d workbooks, in which %d planted formulas stand as text", books, planted)
	if books < 2 || planted == 0 {
		t.Error("too few exports, or none of them showed what was planted")
	}
}

// sheets reads a workbook's sheets and strings, and names the cells that would act.
func sheets(t *testing.T, data []byte) (text string, live []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		if strings.Contains(part.Name, "externalLink") || strings.Contains(part.Name, "connections") {
			live = append(live, part.Name)
		}
		if !strings.HasPrefix(part.Name, "xl/") || !strings.HasSuffix(part.Name, ".xml") {
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text += string(raw)
		for _, sign := range []string{"<f>", "<f ", "<hyperlink ", "<oleObject"} {
			if strings.HasPrefix(part.Name, "xl/worksheets/") && bytes.Contains(raw, []byte(sign)) {
				live = append(live, part.Name+" has "+sign)
			}
		}
	}
	return text, live
}
