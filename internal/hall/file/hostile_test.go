package file

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db/dbtest"
)

// hostile is one file that somebody might send, and what becomes of it: the key of the sentence that
// refuses it, or "" when it is kept, as bytes that nothing here opens and that are only ever handed
// out as a download (test/web shows that).
type hostile struct {
	what string
	name string
	data []byte
	want string
}

// memoryMost and timeMost bound what one hostile file may cost (TRUST.md 3.4, T-FILES).
const (
	memoryMost = 256 << 20
	timeMost   = 30 * time.Second // ten on a machine that does nothing else
)

func TestHostileFiles(t *testing.T) {
	d := dbtest.SQLite(t)
	s, dir := open(t, d, Limits{Count: 1000})
	s.Unsynced = true
	cases := hostileFiles(t)
	if len(cases) < 90 {
		t.Errorf("only %d cases", len(cases))
	}
	for _, c := range cases {
		began := clock.System.Now()
		most := heapWhile(func() {
			f, err := put(t, s, c.name, c.data)
			if got := key(err); got != c.want || err != nil && got == "" {
				t.Errorf("%s (%q): %v %v, want %q", c.what, c.name, f, err, c.want)
			}
			if f != nil && (strings.ContainsAny(f.Name, "/\\\x00\u202e<>:\"|?*\r\n") || len(f.Name) > 255 || strings.HasPrefix(f.Name, ".") || strings.HasSuffix(f.Name, ".")) {
				t.Errorf("%s is kept under the name %q", c.what, f.Name)
			}
		})
		if took := clock.System.Now().Sub(began); took > timeMost {
			t.Errorf("%s took %v", c.what, took)
		}
		if most > memoryMost {
			t.Errorf("%s took %d MiB", c.what, most>>20)
		}
	}
	// Whatever was sent, nothing lies anywhere but under a hash.
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(filepath.Join(dir, "files"), path)
		if err == nil && !e.IsDir() && len(strings.ReplaceAll(rel, string(os.PathSeparator), "")) != 64 {
			t.Errorf("%s was made", path)
		}
		if err == nil && e.Type()&fs.ModeSymlink != 0 {
			t.Errorf("%s is a link", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A guard of memory that cannot see 300 MiB, or a check that takes a bomb, guards nothing.
func TestHostileControls(t *testing.T) {
	if most := heapWhile(func() { runtime.KeepAlive(make([]byte, 300<<20)) }); most < memoryMost {
		t.Errorf("300 MiB look like %d MiB", most>>20)
	}
	plain := office(t, "word/document.xml", "<w:document/>")
	if got := key(judged(t, "a.docx", plain)); got != "" {
		t.Errorf("a plain document is refused: %s", got)
	}
	for _, c := range []struct{ part, text string }{
		{"word/_rels/settings.xml.rels", rel("attachedTemplate", `file:///C:\Users\wang\Normal.dotm`)},
		{"word/_rels/document.xml.rels", rel("hyperlink", "https://www.example.cn/")},
		{"word/embeddings/Microsoft_Excel_Sheet1.xlsx", string(office(t, "xl/workbook.xml", "<workbook/>"))},
		{"word/media/image1.png", string(picture(t, 30, 30))},
	} {
		if got := key(judged(t, "a.docx", office(t, "word/document.xml", "<w:document/>", c.part, c.text))); got != "" {
			t.Errorf("an everyday document with %s is refused: %s", c.part, got)
		}
	}
	if got := key(judged(t, "a.pdf", []byte("%PDF-1.7\n1 0 obj<</Type/Catalog/Names<</EmbeddedFiles 2 0 R>>>>endobj\n/JS is two letters\n%%EOF"))); got != "" {
		t.Errorf("an invoice with its data attached is refused: %s", got)
	}
}

// judged is the verdict without a store.
func judged(t *testing.T, name string, data []byte) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	form, err := formOf(name)
	if err != nil {
		return err
	}
	_, err = form.judge(f, int64(len(data)), name)
	return err
}

// heapWhile answers the most memory in use while f ran, above what was in use before. The collector is kept
// close behind, so that what counts is what f holds and not what waits to be collected.
func heapWhile(f func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapInuse, m.HeapInuse
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
		}
	}()
	f()
	runtime.ReadMemStats(&m)
	close(stop)
	<-done
	return max(most, m.HeapInuse) - before
}

// office builds a document from name and content pairs.
func office(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func rel(kind, target string) string {
	return `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `" TargetMode="External"/></Relationships>`
}

// zeros is a document with one part of that many zero bytes, written without holding them.
func zeros(t testing.TB, n int64, copies int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	block := make([]byte, 1<<20)
	for i := range copies {
		w, err := z.Create(fmt.Sprintf("word/media/%d.bin", i))
		for left := n; err == nil && left > 0; left -= int64(len(block)) {
			_, err = w.Write(block[:min(left, int64(len(block)))])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = w.Write([]byte("<w:document/>"))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lying is a document whose directory declares a small size for a large part.
func lying(t testing.TB) []byte {
	t.Helper()
	data := zeros(t, 64<<20, 1)
	// The size stands in the central directory, 24 bytes after its signature.
	at := bytes.Index(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[at+24:], 10)
	return data
}

// overlapping is a document whose directory names one large part many times.
func overlapping(t testing.TB, times int) []byte {
	t.Helper()
	data := zeros(t, 4<<20, 1)
	from := bytes.Index(data, []byte("PK\x01\x02"))
	to := bytes.Index(data[from+4:], []byte("PK\x01\x02")) + from + 4
	end := bytes.Index(data, []byte("PK\x05\x06"))
	entry := data[from:to]
	var b bytes.Buffer
	b.Write(data[:from])
	for range times {
		b.Write(entry)
	}
	b.Write(data[to:end])
	tail := bytes.Clone(data[end:])
	binary.LittleEndian.PutUint16(tail[8:], uint16(times+1))
	binary.LittleEndian.PutUint16(tail[10:], uint16(times+1))
	binary.LittleEndian.PutUint32(tail[12:], uint32(b.Len()-from))
	b.Write(tail)
	return b.Bytes()
}

// linked is a document with a part that is a symbolic link.
func linked(t testing.TB, target string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "word/media/image1.png"}
	h.SetMode(fs.ModeSymlink | 0o777)
	w, err := z.CreateHeader(h)
	if err == nil {
		_, err = w.Write([]byte(target))
	}
	if err == nil {
		w, err = z.Create("word/document.xml")
	}
	if err == nil {
		_, err = w.Write([]byte("<w:document/>"))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packedPDF is a PDF whose objects lie compressed in a stream.
func packedPDF(t testing.TB, objects string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write([]byte(objects)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(nil, "%%PDF-1.7\n4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n%%%%EOF", b.Len(), b.String())
}

// chunked inserts a chunk into a PNG after its header.
func chunked(png []byte, kind, text string) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	body := append([]byte(kind), text...)
	chunk = append(chunk, body...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(body))
	return bytes.Join([][]byte{png[:33], chunk, png[33:]}, nil)
}
