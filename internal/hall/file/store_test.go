package file

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
)

var (
	ctx    = context.Background()
	owner  = who.Actor{Login: "l-owner", Name: "马晓峰"}
	reader = who.Actor{Login: "l-reader", Name: "沈砚秋"}
	alien  = who.Actor{Login: "l-alien", Name: "外人"}
)

// open makes a store where objects of kind "item" may be changed by owner and seen by reader too.
func open(t testing.TB, d *db.DB, limits Limits) (*Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(d, dir, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.Guard("item", func(_ *db.Tx, a who.Actor, _ string) error {
		if a.Login == owner.Login || a.Login == reader.Login || a.IsJob() {
			return nil
		}
		return fault.NotFound()
	}, func(_ *db.Tx, a who.Actor, _ string) (Owner, error) {
		switch a.Login {
		case owner.Login:
			return Owner{Unit: "u1"}, nil
		case reader.Login:
			return Owner{}, fault.Denied("role")
		}
		return Owner{}, fault.NotFound()
	})
	return s, dir
}

func text(n int) []byte { return []byte(strings.Repeat("整改台账\n", n/13+1))[:n] }

func item(name string, size int) Attachment {
	return Attachment{Name: name, Size: int64(size), Kind: "item", Ref: "i1", Measure: "m1"}
}

func put(t testing.TB, s *Store, name string, data []byte) (*File, error) {
	t.Helper()
	return s.Put(ctx, owner, item(name, len(data)), bytes.NewReader(data))
}

// key is the words key of a fault's first field, or of the fault.
func key(err error) string {
	f, ok := fault.As(err)
	switch {
	case !ok:
		return ""
	case len(f.Fields) > 0:
		return f.Fields[0].Key
	}
	return f.Key
}

func TestUploadResumes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, dir := open(t, d, Limits{})
		data := text(300_000)
		u, err := s.Start(ctx, owner, item("清单.txt", len(data)))
		if err != nil {
			t.Fatal(err)
		}
		// The connection breaks after 100,000 bytes.
		cut := io.MultiReader(bytes.NewReader(data[:100_000]), iotest.ErrReader(io.ErrUnexpectedEOF))
		if _, _, err := s.Append(ctx, owner, u.ID, 0, cut); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("got %v", err)
		}
		if u, err = s.Find(ctx, owner, u.ID); err != nil || u.Arrived != 100_000 {
			t.Fatalf("stands at %d, %v", u.Arrived, err)
		}
		if _, _, err := s.Append(ctx, owner, u.ID, 5, bytes.NewReader(data)); key(err) != "file.offset" {
			t.Errorf("wrong offset: %v", err)
		}
		if _, err := s.Find(ctx, reader, u.ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("somebody else finds the upload: %v", err)
		}
		// Restart; bytes beyond the answered offset, as a crash leaves them, do not count.
		s.Close()
		s2, err := Open(d, dir, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer s2.Close()
		s2.guards = s.guards
		part := filepath.Join(dir, "files", partPath(u.ID))
		f, err := os.OpenFile(part, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString("torn"); err != nil {
			t.Fatal(err)
		}
		f.Close()
		_, done, err := s2.Append(ctx, owner, u.ID, 100_000, bytes.NewReader(data[100_000:]))
		if err != nil || done == nil {
			t.Fatalf("%v, %v", done, err)
		}
		got, r, err := s2.Open(ctx, reader, done.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		all, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(all, data) {
			t.Errorf("%d bytes differ, %v", len(all), err)
		}
		if got.Name != "清单.txt" || got.Type != "text/plain" || got.Measure != "m1" || got.Unit != "u1" || got.By != owner.Name {
			t.Errorf("%+v", got)
		}
		if _, err := os.Stat(part); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the part is left: %v", err)
		}
		if _, err := s2.Find(ctx, owner, u.ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the upload is left: %v", err)
		}
	})
}

// A crash after the bytes were placed and before the row committed: the next request finishes.
func TestFinishIsRepeatable(t *testing.T) {
	d := dbtest.SQLite(t)
	s, _ := open(t, d, Limits{})
	data := text(500)
	u, err := s.Start(ctx, owner, item("a.txt", len(data)))
	if err != nil {
		t.Fatal(err)
	}
	attach := s.guards["item"].attach
	s.Guard("item", s.guards["item"].see, func(*db.Tx, who.Actor, string) (Owner, error) { return Owner{}, errors.New("power cut") })
	if _, _, err := s.Append(ctx, owner, u.ID, 0, bytes.NewReader(data)); err == nil {
		t.Fatal("finished in spite of the power cut")
	}
	s.Guard("item", s.guards["item"].see, attach)
	_, done, err := s.Append(ctx, owner, u.ID, 500, bytes.NewReader(nil))
	if err != nil || done == nil || !s.Intact(*done) {
		t.Errorf("%v, %v", done, err)
	}
}

func TestLostPartIsNotFilledWithZeros(t *testing.T) {
	d := dbtest.SQLite(t)
	s, dir := open(t, d, Limits{})
	data := text(5000)
	u, err := s.Start(ctx, owner, item("a.txt", len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Append(ctx, owner, u.ID, 0, bytes.NewReader(data[:4000])); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "files", partPath(u.ID)), 10); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Append(ctx, owner, u.ID, 4000, bytes.NewReader(data[4000:])); key(err) != "file.lost" {
		t.Errorf("got %v", err)
	}
}

func TestSameBytesAreStoredOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, dir := open(t, d, Limits{})
		a, err := put(t, s, "a.txt", text(900))
		if err != nil {
			t.Fatal(err)
		}
		other := item("b.txt", 900)
		other.Ref = "i2"
		b, err := s.Put(ctx, owner, other, bytes.NewReader(text(900)))
		if err != nil || a.Hash != b.Hash || a.ID == b.ID {
			t.Fatalf("%v %v %v", a, b, err)
		}
		n := 0
		_ = filepath.WalkDir(filepath.Join(dir, "files"), func(_ string, e os.DirEntry, _ error) error {
			if !e.IsDir() {
				n++
			}
			return nil
		})
		err = d.Read(ctx, owner, func(tx *db.Tx) error {
			twin, err := Twins(tx, "item", a.Hash, "i1")
			if err != nil || len(twin) != 1 || twin[0] != "i2" {
				t.Errorf("twins %v, %v", twin, err)
			}
			return err
		})
		if err != nil || n != 1 {
			t.Errorf("%d files on the disk, %v", n, err)
		}
	})
}

func TestWhoMaySee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, _ := open(t, d, Limits{})
		f, err := put(t, s, "a.png", picture(t, 20, 10))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range []who.Actor{alien, {}} {
			if _, _, err := s.Open(ctx, a, f.ID); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%q opens: %v", a.Login, err)
			}
			if _, err := s.Thumb(ctx, a, f.ID); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%q sees the thumbnail: %v", a.Login, err)
			}
		}
		if _, _, err := s.Open(ctx, owner, "nothing"); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("no such file: %v", err)
		}
		if _, err := s.Start(ctx, reader, item("b.txt", 3)); !fault.Is(err, fault.KindDenied) {
			t.Errorf("a reader attaches: %v", err)
		}
		unknown := item("b.txt", 3)
		unknown.Kind = "clue"
		if _, err := s.Start(ctx, owner, unknown); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a kind without a guard: %v", err)
		}
		if err := s.Withdraw(ctx, reader, f.ID, "x"); !fault.Is(err, fault.KindDenied) {
			t.Errorf("a reader withdraws: %v", err)
		}
		if err := s.Withdraw(ctx, owner, f.ID, " "); key(err) != "file.reason_missing" {
			t.Errorf("without a reason: %v", err)
		}
		if err := s.Withdraw(ctx, owner, f.ID, "传错了"); err != nil {
			t.Error(err)
		}
		if err := s.Withdraw(ctx, owner, f.ID, "again"); key(err) != "file.withdrawn_already" {
			t.Errorf("twice: %v", err)
		}
		err = d.Read(ctx, owner, func(tx *db.Tx) error {
			list, err := Of(tx, "item", "i1")
			n, err2 := Count(tx, "item", "i1")
			if err != nil || err2 != nil || len(list) != 1 || !list[0].Withdrawn() || n != 0 {
				t.Errorf("%v, %d, %v %v", list, n, err, err2)
			}
			acts, err := db.Value[int64](tx, `select count(*) from audit_entry where kind = 'item' and ref = 'i1' and action in ('file.attach', 'file.withdraw')`)
			if acts != 2 {
				t.Errorf("%d acts in the object's record", acts)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestRefused(t *testing.T) {
	html := []byte("<!doctype html><html><script>alert(1)</script></html>")
	exe := append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"), make([]byte, 4000)...)
	svg := []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	cases := []struct {
		name string
		data []byte
		want string
	}{
		{"virus.exe", exe, "file.kind_refused"},
		{"archive.zip", archive(t, "a.txt"), "file.kind_refused"},
		{"page.html", html, "file.kind_refused"},
		{"drawing.svg", svg, "file.kind_refused"},
		{"old.doc", []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0}, "file.kind_refused"},
		{"none", text(10), "file.kind_refused"},
		{"page.txt", html, "file.content_differs"},
		{"virus.pdf", exe, "file.content_differs"},
		{"photo.png", photo(t, 40, 30, 1), "file.content_differs"},
		{"photo.jpg", picture(t, 40, 30), "file.content_differs"},
		{"clip.mp4", picture(t, 40, 30), "file.content_differs"},
		{"note.docx", archive(t, "a.txt"), "file.damaged"},
		{"note.docx", archive(t, "word/document.xml", "word/vbaProject.bin"), "file.macros"},
		{"table.xlsx", archive(t, "xl/workbook.xml", "xl/activeX/activeX1.bin"), "file.macros"},
		{"note.docx", text(4000), "file.content_differs"},
		{"cut.docx", archive(t, "word/document.xml")[:60], "file.damaged"},
		{"polyglot.gif", append([]byte("GIF89a/*"), html...), "file.too_many_pixels"},
		{"small.gif", append([]byte("GIF89a\x10\x00\x10\x00\x00\x00\x00"), html...), "file.damaged"},
		{"polyglot.png", append(picture(t, 9, 9)[:40], archive(t, "a.txt")...), "file.damaged"},
		{"bomb.png", bomb(60_000, 60_000), "file.too_many_pixels"},
		{"empty.txt", nil, "file.empty"},
		{"..", text(10), "file.no_name"},
		{"\u202e\u0000/", text(10), "file.no_name"},
	}
	d := dbtest.SQLite(t)
	s, dir := open(t, d, Limits{})
	for _, c := range cases {
		if f, err := put(t, s, c.name, c.data); key(err) != c.want {
			t.Errorf("%q: %v, %v, want %s", c.name, f, err, c.want)
		}
	}
	left := 0
	_ = filepath.WalkDir(filepath.Join(dir, "files"), func(_ string, e os.DirEntry, _ error) error {
		if !e.IsDir() {
			left++
		}
		return nil
	})
	if left != 0 {
		t.Errorf("%d refused files are left on the disk", left)
	}
}

func TestTaken(t *testing.T) {
	d := dbtest.SQLite(t)
	s, _ := open(t, d, Limits{})
	cases := []struct {
		name string
		data []byte
		mime string
	}{
		{"制度.docx", archive(t, "word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"台账.xlsx", archive(t, "[Content_Types].xml", "xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"公文.ofd", archive(t, "OFD.xml"), "application/ofd"},
		{"说明.txt", []byte("\xb5\xf7\xd1\xd0\xb1\xa8\xb8\xe6 GB18030"), "text/plain"},
		{"表.csv", []byte("单位,数量\n城东分局,3\n"), "text/csv"},
		{"文件.PDF", append([]byte("%PDF-1.7\n"), text(200)...), "application/pdf"},
		{"照片.JPG", photo(t, 64, 48, 1), "image/jpeg"},
	}
	for _, c := range cases {
		f, err := put(t, s, c.name, c.data)
		if err != nil || f.Type != c.mime {
			t.Errorf("%s: %+v, %v", c.name, f, err)
		}
	}
}

func TestLimits(t *testing.T) {
	d := dbtest.SQLite(t)
	s, _ := open(t, d, Limits{File: 1000, Object: 2500, Count: 3})
	if _, err := s.Start(ctx, owner, item("a.txt", 1001)); key(err) != "file.too_large" {
		t.Errorf("announced too large: %v", err)
	}
	// A browser that lies about the size.
	if _, err := s.Put(ctx, owner, item("a.txt", 10), bytes.NewReader(text(1001))); key(err) != "file.too_large" {
		t.Errorf("one byte too many: %v", err)
	}
	u, err := s.Start(ctx, owner, item("a.txt", 10))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Append(ctx, owner, u.ID, 0, bytes.NewReader(text(11))); key(err) != "file.longer" {
		t.Errorf("longer than announced: %v", err)
	}
	for i, size := range []int{1000, 1000} {
		if _, err := put(t, s, "a.txt", text(size)); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if _, err := put(t, s, "a.txt", text(501)); key(err) != "file.object_full" {
		t.Errorf("object full: %v", err)
	}
	if _, err := put(t, s, "a.txt", text(10)); err != nil {
		t.Error(err)
	}
	if _, err := put(t, s, "a.txt", text(10)); key(err) != "file.too_many" {
		t.Errorf("too many: %v", err)
	}
}

func TestChangedBytesAreWithheld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, dir := open(t, d, Limits{})
		f, err := put(t, s, "a.txt", text(900))
		if err != nil {
			t.Fatal(err)
		}
		if !s.Intact(*f) {
			t.Error("fresh and not intact")
		}
		path := filepath.Join(dir, "files", blobPath(f.Hash))
		bad := text(900)
		bad[800] ^= 1
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Open(ctx, owner, f.ID); key(err) != "file.changed_on_disk" || s.Intact(*f) {
			t.Errorf("changed bytes: %v", err)
		}
		// The same bytes sent again heal it.
		if _, err := put(t, s, "b.txt", text(900)); err != nil || !s.Intact(*f) {
			t.Errorf("not healed: %v", err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Open(ctx, owner, f.ID); key(err) != "file.changed_on_disk" {
			t.Errorf("missing bytes: %v", err)
		}
		err = d.Read(ctx, owner, func(tx *db.Tx) error {
			n, err := db.Value[int64](tx, `select count(*) from audit_entry where action = 'file.broken'`)
			if n != 2 {
				t.Errorf("%d alarms recorded", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// A large file is not read for every page, but a change on the disk is seen all the same.
func TestLargeFilesAreWatched(t *testing.T) {
	d := dbtest.SQLite(t)
	s, dir := open(t, d, Limits{})
	data := text(largeFile + 1000)
	f, err := put(t, s, "large.txt", data)
	if err != nil {
		t.Fatal(err)
	}
	if first, again := s.Intact(*f), s.Intact(*f); !first || !again {
		t.Fatal("not intact")
	}
	if _, ok := s.seen.Load(f.Hash); !ok {
		t.Error("the sighting of a large file is not kept")
	}
	data[5] ^= 1
	path := filepath.Join(dir, "files", blobPath(f.Hash))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if s.Intact(*f) {
		t.Error("a changed large file passes")
	}
	past := clock.System.Now().Add(-time.Hour)
	if err := os.Chtimes(path, past, past); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Open(ctx, owner, f.ID); key(err) != "file.changed_on_disk" {
		t.Errorf("opened: %v", err)
	}
}

func TestSweep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, dir := open(t, d, Limits{})
		kept, err := put(t, s, "a.png", picture(t, 50, 50))
		if err != nil {
			t.Fatal(err)
		}
		begin := func() Upload {
			u, err := s.Start(ctx, owner, item("b.txt", 100))
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.Append(ctx, owner, u.ID, 0, bytes.NewReader(text(40))); err != nil {
				t.Fatal(err)
			}
			return u
		}
		old := begin()
		dbtest.Clock(d).Advance(23 * time.Hour)
		young := begin()
		dbtest.Clock(d).Advance(2 * time.Hour)
		files := filepath.Join(dir, "files")
		stray := filepath.Join(files, "ab", "cdef")
		if err := errors.Join(os.MkdirAll(filepath.Dir(stray), 0o700), os.WriteFile(stray, text(3), 0o600)); err != nil {
			t.Fatal(err)
		}
		past := clock.System.Now().Add(-30 * time.Hour)
		_ = filepath.WalkDir(files, func(p string, e os.DirEntry, _ error) error {
			if !e.IsDir() {
				return os.Chtimes(p, past, past)
			}
			return nil
		})
		n, err := s.Sweep(ctx)
		if err != nil || n != 2 {
			t.Errorf("swept %d, %v", n, err)
		}
		if _, err := s.Find(ctx, owner, old.ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("the old upload: %v", err)
		}
		if _, err := s.Find(ctx, owner, young.ID); err != nil {
			t.Errorf("the young upload: %v", err)
		}
		if _, _, err := s.Append(ctx, owner, young.ID, 40, bytes.NewReader(text(60))); err != nil {
			t.Errorf("the young upload cannot go on: %v", err)
		}
		if !s.Intact(*kept) {
			t.Error("a file with a row was swept")
		}
		if _, err := s.Thumb(ctx, owner, kept.ID); err != nil {
			t.Errorf("its thumbnail was swept: %v", err)
		}
		if n, err := s.Sweep(ctx); err != nil || n != 0 {
			t.Errorf("a second sweep removed %d, %v", n, err)
		}
	})
}

// The thumbnail is drawn anew: small, upright, and without the place where the photo was taken.
func TestThumbnail(t *testing.T) {
	d := dbtest.SQLite(t)
	s, _ := open(t, d, Limits{})
	f, err := put(t, s, "p.jpg", photo(t, 800, 400, 6))
	if err != nil {
		t.Fatal(err)
	}
	data, err := s.Thumb(ctx, reader, f.ID)
	if err != nil {
		t.Fatal(err)
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != "jpeg" || c.Width != 180 || c.Height != 360 {
		t.Errorf("%s %dx%d, %v", format, c.Width, c.Height, err)
	}
	if bytes.Contains(data, []byte("Exif")) || bytes.Contains(data, []byte("GPS-SECRET")) {
		t.Error("metadata in the thumbnail")
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	// The red left half of the turned photo is its upper half.
	if r, _, b, _ := img.At(90, 90).RGBA(); r < b {
		t.Error("the thumbnail does not stand upright")
	}
	if doc, err := put(t, s, "a.txt", text(30)); err != nil || doc.Thumb {
		t.Errorf("a text with a thumbnail: %v", err)
	}
}

func TestCleanName(t *testing.T) {
	cases := map[string]string{
		"../../etc/passwd.txt":            "passwd.txt",
		`C:\Users\马\清单.xlsx`:              "清单.xlsx",
		"a\x00b\u202egpj.txt":             "abgpj.txt",
		"con.txt":                         "_con.txt",
		"LPT1.pdf":                        "_LPT1.pdf",
		"name. . ":                        "name",
		".hidden.txt":                     "hidden.txt",
		"a<b>:c.txt":                      "a_b__c.txt",
		"":                                "",
		"///":                             "",
		strings.Repeat("长", 200) + ".pdf": strings.Repeat("长", 65) + ".pdf",
	}
	for in, want := range cases {
		if got := cleanName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("../a\x00.txt")
	f.Fuzz(func(t *testing.T, s string) {
		n := cleanName(s)
		if strings.ContainsAny(n, "/\\\x00\n") || len(n) > longestName || n == "." || n == ".." || cleanName(n) != n {
			t.Errorf("%q became %q", s, n)
		}
	})
}

func archive(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("<x/>")); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// half is a picture with a red left and a blue right half.
func half(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 0, 0, 255}
			if x >= w/2 {
				c = color.RGBA{0, 0, 200, 255}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

func picture(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, half(w, h)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photo is a JPEG with an EXIF block that holds an orientation and a place.
func photo(t testing.TB, w, h, turn int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, half(w, h), nil); err != nil {
		t.Fatal(err)
	}
	tiff := append([]byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), byte(turn), 0, 0, 0, 0, 0, 0)
	exif := append([]byte("Exif\x00\x00"), append(tiff, "GPS-SECRET"...)...)
	app := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(2+len(exif)))
	return bytes.Join([][]byte{b.Bytes()[:2], app, exif, b.Bytes()[2:]}, nil)
}

// bomb is a PNG of a few bytes that claims to be enormous.
func bomb(w, h uint32) []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)...)
	head = append(head, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, head...)
	return append(binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head)), 0, 0, 0, 0)
}
