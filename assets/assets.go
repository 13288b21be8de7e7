package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed css/*.css js/*.js img/*.svg vendor/*.css icons.svg
var files embed.FS

// Prefix is the folder under which the browser asks for assets.
const Prefix = "/assets/"

// sheets is the order in which the parts of app.css follow each other: later ones win.
var sheets = []string{
	"tokens", "base", "shell", "head", "tabler", "tables", "parts", "screens",
	"workbench", "ledger", "item", "coverage", "wallmap", "inspection", "clue", "public", "analysis",
	"dutyreport", "orglife", "calendar", "audit", "unit", "burden", "plan", "directive", "campaign", "chronic", "lookback", "approvals",
	"search", "roles", "packs", "setup", "enrol", "ballot", "errors", "own", "english", "narrow", "print",
}

// scripts is the order of the parts of app.js; the first one defines what the others use.
var scripts = []string{"base", "page", "keys", "palette", "rows", "autosave", "upload", "lit", "directive", "write", "signin", "ballot"}

// File is one asset as it is served.
type File struct {
	Body []byte
	Type string // media type with charset

	once sync.Once
	gz   []byte
}

// Gzip is the body compressed, or nil where that saves nothing. It is computed on first use.
func (f *File) Gzip() []byte {
	f.once.Do(func() {
		var buf bytes.Buffer
		w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
		if err != nil {
			return
		}
		if _, err := w.Write(f.Body); err != nil || w.Close() != nil {
			return
		}
		if buf.Len() < len(f.Body) {
			f.gz = buf.Bytes()
		}
	})
	return f.gz
}

type shelf struct {
	urls   map[string]string // plain name to URL
	hashed map[string]*File  // hashed name to file
}

// load builds the shelf once; the embedded files cannot change while the program runs.
var load = sync.OnceValue(func() *shelf {
	s := &shelf{urls: map[string]string{}, hashed: map[string]*File{}}
	images, _ := fs.Glob(files, "img/*.svg")
	for _, name := range images {
		s.add(name, read(name))
	}
	s.add("icons.svg", read("icons.svg"))
	s.add("tabler.css", read("vendor/tabler.min.css"))
	s.add("app.css", s.linkImages(joined("css/", ".css", sheets)))
	s.add("app.js", joined("js/", ".js", scripts))
	return s
})

// URL is the address of an asset by its plain name: app.css, tabler.css, app.js, icons.svg or
// img/favicon.svg. An unknown name is a mistake in a page and panics; the pages' tests find it.
func URL(name string) string {
	u, ok := load().urls[name]
	if !ok {
		panic("assets: no asset is called " + name)
	}
	return u
}

// Get finds the file behind an address given without Prefix, such as app.3f2a91c04d5e.css. A name
// without the right hash is not found, so that nothing stale is ever cached under it.
func Get(name string) (*File, bool) {
	f, ok := load().hashed[name]
	return f, ok
}

// Notices is the text of the notices for what is embedded from others.
func Notices() string { return notices }

//go:embed NOTICES.md
var notices string

func (s *shelf) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	s.urls[name] = Prefix + hashed
	s.hashed[hashed] = &File{Body: body, Type: mediaTypes[ext]}
}

var mediaTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml; charset=utf-8",
}

// linkImages gives the images named in a style sheet their hashed addresses.
func (s *shelf) linkImages(css []byte) []byte {
	for name, url := range s.urls {
		if strings.HasPrefix(name, "img/") {
			css = bytes.ReplaceAll(css, []byte(`url("`+name+`")`), []byte(`url("`+url+`")`))
		}
	}
	return css
}

func joined(dir, ext string, names []string) []byte {
	var b bytes.Buffer
	for _, name := range names {
		b.Write(read(dir + name + ext))
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func read(name string) []byte {
	body, err := files.ReadFile(name)
	if err != nil {
		panic("assets: " + err.Error()) // an embedded list and its files disagree: found by the first test
	}
	return body
}
