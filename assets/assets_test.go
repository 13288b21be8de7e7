package assets

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEveryFileIsJoined(t *testing.T) {
	for dir, list := range map[string][]string{"css": sheets, "js": scripts} {
		have := map[string]bool{}
		for _, name := range list {
			have[name] = true
		}
		found, err := fs.Glob(files, dir+"/*."+dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if name := strings.TrimSuffix(filepath.Base(f), "."+dir); !have[name] {
				t.Errorf("%s is in no list of assets.go and is never served", f)
			}
		}
	}
}

func TestServedByHashedNameOnly(t *testing.T) {
	for _, name := range []string{"app.css", "app.js", "tabler.css", "icons.svg", "img/favicon.svg"} {
		hashed := strings.TrimPrefix(URL(name), Prefix)
		f, ok := Get(hashed)
		if !ok || f.Type == "" || len(f.Body) == 0 {
			t.Fatalf("%s: nothing is served under %s", name, hashed)
		}
		if _, ok := Get(name); ok {
			t.Errorf("%s is served under a name that does not change with its content", name)
		}
	}
}

func TestGzipIsTheSameBytes(t *testing.T) {
	f, _ := Get(strings.TrimPrefix(URL("app.css"), Prefix))
	r, err := gzip.NewReader(bytes.NewReader(f.Gzip()))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(body, f.Body) {
		t.Fatal("the compressed sheet does not unpack to the sheet")
	}
}

// The policy of the pages allows nothing inline and nothing from elsewhere.
var forbidden = regexp.MustCompile(`@import|url\("?(https?:|data:|//)|url\("img/`)

func TestOwnStylesLoadNothingForeign(t *testing.T) {
	f, _ := Get(strings.TrimPrefix(URL("app.css"), Prefix))
	if m := forbidden.Find(f.Body); m != nil {
		t.Errorf("app.css contains %s", m)
	}
	for _, planted := range []string{`@import "x"`, `url("data:image/png;base64,")`, `url(https://example.org/a.png)`, `url("img/none.svg")`} {
		if !forbidden.MatchString(planted) {
			t.Errorf("the check lets %s pass", planted)
		}
	}
}

var (
	symbolID = regexp.MustCompile(`<symbol id="([^"]+)"`)
	iconUse  = regexp.MustCompile(`part\.Icon(?:Class)?\("([a-z0-9-]+)"|@Icon\("([a-z0-9-]+)"|Icon:\s*"([a-z0-9-]+)"`)
)

func missingIcons(have map[string]bool, source []byte) (missing []string) {
	for _, m := range iconUse.FindAllSubmatch(source, -1) {
		name := string(m[1]) + string(m[2]) + string(m[3])
		if !have[name] {
			missing = append(missing, name)
		}
	}
	return missing
}

func TestEveryIconUsedIsInTheSprite(t *testing.T) {
	have := map[string]bool{}
	for _, m := range symbolID.FindAllSubmatch(read("icons.svg"), -1) {
		have[string(m[1])] = true
	}
	err := filepath.WalkDir("../internal/doors", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || (filepath.Ext(path) != ".templ" && filepath.Ext(path) != ".go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, name := range missingIcons(have, src) {
			t.Errorf("%s uses the icon %q, which icons.svg lacks (tools/icons adds it)", path, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := missingIcons(have, []byte(`@part.Icon("no-such-icon")`)); len(got) != 1 {
		t.Error("the check does not notice an icon that is missing")
	}
}
