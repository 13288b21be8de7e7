package web

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/file"
)

// fileTown lets the liaison attach to objects of kind "note" and the office see them.
func fileTown(t *testing.T) *orgTown {
	t.Helper()
	w := newOrgTown(t)
	office, unit := w.actor(t, "office").Login, w.actor(t, "unit").Login
	w.Files.Guard("note", func(_ *db.Tx, a who.Actor, _ string) error {
		if a.Login == office || a.Login == unit {
			return nil
		}
		return fault.NotFound()
	}, func(_ *db.Tx, a who.Actor, ref string) (file.Owner, error) {
		switch {
		case a.Login != unit:
			return file.Owner{}, fault.NotFound()
		case ref == "closed":
			return file.Owner{}, fault.Conflict("rectify.not_now.closed")
		}
		return file.Owner{}, nil
	})
	return w
}

func (w *orgTown) actor(t *testing.T, login string) who.Actor {
	t.Helper()
	w.get(login, "zh", "/profile", http.StatusOK)
	a, _, err := w.Access.Resolve(t.Context(), w.cookies[login])
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// send is a request as upload.js makes it.
func (w *orgTown) send(login, method, path string, header map[string]string, body []byte) *http.Response {
	w.t.Helper()
	_, sess, err := w.Access.Resolve(w.t.Context(), w.cookies[login])
	if err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set("X-CSRF", sess.CSRF)
	r.Header.Set("X-Fragment", "1")
	for k, v := range header {
		r.Header.Set(k, v)
	}
	r.AddCookie(&http.Cookie{Name: "plumbline", Value: w.cookies[login]})
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec.Result()
}

func (w *orgTown) begin(login, name, size, ref string) *http.Response {
	form := url.Values{"name": {name}, "size": {size}, "kind": {"note"}, "ref": {ref}}
	return w.send(login, http.MethodPost, "/files/uploads", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, []byte(form.Encode()))
}

func piece(at string) map[string]string {
	return map[string]string{"Content-Type": "application/offset+octet-stream", "Upload-Offset": at}
}

func said(res *http.Response) string {
	b, _ := io.ReadAll(res.Body)
	return string(b)
}

func TestUploadInPieces(t *testing.T) {
	w := fileTown(t)
	data := []byte(strings.Repeat("整改清单。", 1000))
	res := w.begin("unit", "清单 1.txt", "15000", "n1")
	at := res.Header.Get("Location")
	if res.StatusCode != http.StatusCreated || !strings.HasPrefix(at, "/uploads/") {
		t.Fatalf("%d %s", res.StatusCode, said(res))
	}
	if res := w.send("unit", http.MethodPatch, at, piece("0"), data[:6000]); res.StatusCode != http.StatusNoContent || res.Header.Get("Upload-Offset") != "6000" {
		t.Fatalf("first piece: %d", res.StatusCode)
	}
	if res := w.send("unit", http.MethodHead, at, nil, nil); res.StatusCode != http.StatusOK || res.Header.Get("Upload-Offset") != "6000" || res.Header.Get("Upload-Length") != "15000" {
		t.Errorf("head: %d %v", res.StatusCode, res.Header)
	}
	if res := w.send("unit", http.MethodPatch, at, piece("0"), data); res.StatusCode != http.StatusConflict || res.Header.Get("Upload-Offset") != "6000" {
		t.Errorf("a piece at the wrong place: %d", res.StatusCode)
	}
	if res := w.send("office", http.MethodHead, at, nil, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else's upload: %d", res.StatusCode)
	}
	res = w.send("unit", http.MethodPatch, at, piece("6000"), data[6000:])
	var done struct{ ID string }
	if err := json.NewDecoder(res.Body).Decode(&done); err != nil || res.StatusCode != http.StatusCreated || done.ID == "" {
		t.Fatalf("last piece: %d %v", res.StatusCode, err)
	}
	res = w.send("office", http.MethodGet, "/files/"+done.ID, nil, nil)
	if body := said(res); res.StatusCode != http.StatusOK || body != string(data) {
		t.Fatalf("download: %d, %d bytes", res.StatusCode, len(body))
	}
	for name, want := range map[string]string{"Content-Disposition": "attachment; filename*=utf-8''%E6%B8%85%E5%8D%95%201.txt", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Content-Type": "text/plain"} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, path := range []string{"/files/" + done.ID, "/files/" + done.ID + "/thumb"} {
		w.get("auditor", "zh", path, http.StatusNotFound)
	}
	w.get("office", "zh", "/files/"+done.ID+"/thumb", http.StatusNotFound)
	w.get("office", "zh", "/files/..%2f..%2faudit.key", http.StatusNotFound)
}

func TestUploadRefusals(t *testing.T) {
	w := fileTown(t)
	for _, c := range []struct {
		login, name, size, ref string
		status                 int
		says                   string
	}{
		{"unit", "a.exe", "10", "n1", http.StatusUnprocessableEntity, "不收 a.exe"},
		{"unit", "a.txt", "0", "n1", http.StatusUnprocessableEntity, "空文件"},
		{"unit", "a.txt", "ten", "n1", http.StatusUnprocessableEntity, "空文件"},
		{"unit", "a.txt", "999999999", "n1", http.StatusUnprocessableEntity, "最大 200 MB"},
		{"unit", "a.txt", "10", "closed", http.StatusUnprocessableEntity, ""},
		{"office", "a.txt", "10", "n1", http.StatusNotFound, ""},
	} {
		res := w.begin(c.login, c.name, c.size, c.ref)
		if body := said(res); res.StatusCode != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%+v: %d %s", c, res.StatusCode, body)
		}
	}
	at := w.begin("unit", "a.txt", "4000", "n1").Header.Get("Location")
	html := []byte("<!doctype html><html><body>" + strings.Repeat("x", 3973))
	if res := w.send("unit", http.MethodPatch, at, piece("0"), html); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(said(res), "内容其实是 html") {
		t.Errorf("a page dressed as text: %d", res.StatusCode)
	}
	if res := w.send("unit", http.MethodHead, at, nil, nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("a refused upload goes on: %d", res.StatusCode)
	}
}

// A browser without scripts sends a plain form, and sees its picture afterwards.
func TestUploadPlainForm(t *testing.T) {
	w := fileTown(t)
	var picture, body bytes.Buffer
	if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 700, 300))); err != nil {
		t.Fatal(err)
	}
	m := multipart.NewWriter(&body)
	for k, v := range map[string]string{"kind": "note", "ref": "n2", "back": "/profile"} {
		if err := m.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("file", "现场.png")
	if err == nil {
		_, err = part.Write(picture.Bytes())
	}
	if err != nil || m.Close() != nil {
		t.Fatal(err)
	}
	res := w.visit("unit", "zh", http.MethodPost, "/files", body.Bytes(), m.FormDataContentType())
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/profile" {
		t.Fatalf("%d %s", res.StatusCode, said(res))
	}
	var list []file.File
	err = w.DB.Read(t.Context(), w.actor(t, "unit"), func(tx *db.Tx) (err error) {
		list, err = file.Of(tx, "note", "n2")
		return err
	})
	if err != nil || len(list) != 1 || list[0].Name != "现场.png" {
		t.Fatalf("%v %v", list, err)
	}
	res = w.visit("office", "zh", http.MethodGet, "/files/"+list[0].ID+"/thumb", nil, "")
	c, format, err := image.DecodeConfig(res.Body)
	if err != nil || format != "jpeg" || c.Width != 360 || res.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("%s %d %v", format, c.Width, err)
	}
	form := []byte(url.Values{"reason": {"传错了"}, "back": {"//evil.example/"}}.Encode())
	res = w.visit("unit", "zh", http.MethodPost, "/files/"+list[0].ID+"/withdraw", form, "application/x-www-form-urlencoded")
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/" {
		t.Errorf("withdraw: %d %s", res.StatusCode, res.Header.Get("Location"))
	}
}
