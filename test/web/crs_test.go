package web

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"

	crs "github.com/corazawaf/coraza-coreruleset/v4/tests"
	"gopkg.in/yaml.v3"
)

// crsCase is one request of the regression tests of the OWASP core rule set (Apache-2.0).
type crsCase struct {
	name    string
	method  string
	uri     string
	headers map[string]string
	data    string
}

// crsCases reads the tests that the module carries.
func crsCases(t *testing.T) (out []crsCase) {
	t.Helper()
	err := fs.WalkDir(crs.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".yaml") {
			return err
		}
		raw, err := fs.ReadFile(crs.FS, name)
		if err != nil {
			return err
		}
		var file struct {
			RuleID int `yaml:"rule_id"`
			Tests  []struct {
				ID     int `yaml:"test_id"`
				Stages []struct {
					Input struct {
						Method  string            `yaml:"method"`
						URI     string            `yaml:"uri"`
						Headers map[string]string `yaml:"headers"`
						Data    string            `yaml:"data"`
						Encoded string            `yaml:"encoded_request"`
					} `yaml:"input"`
				} `yaml:"stages"`
			} `yaml:"tests"`
		}
		if err := yaml.Unmarshal(raw, &file); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, x := range file.Tests {
			c := crsCase{name: fmt.Sprintf("%d-%d", file.RuleID, x.ID), method: "GET", uri: "/"}
			if len(x.Stages) > 0 {
				in := x.Stages[len(x.Stages)-1].Input
				if in.Method != "" {
					c.method = in.Method
				}
				if in.URI != "" {
					c.uri = in.URI
				}
				c.headers, c.data = in.Headers, in.Data
				if whole, err := base64.StdEncoding.DecodeString(in.Encoded); err == nil && len(whole) > 0 {
					c.data = string(whole)
				}
			}
			out = append(out, c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// strings are everything in a case that was meant to act: what stands in its address, its headers and
// its body, decoded once as a server decodes it.
func (c crsCase) strings() (out []string) {
	_, query, _ := strings.Cut(c.uri, "?")
	add := func(s string) {
		if s = strings.TrimSpace(s); len(s) > 1 {
			out = append(out, s)
		}
	}
	for _, raw := range []string{query, c.data} {
		for _, pair := range strings.Split(raw, "&") {
			_, v, ok := strings.Cut(pair, "=")
			if !ok {
				v = pair
			}
			if plain, err := url.QueryUnescape(v); err == nil {
				v = plain
			}
			add(v)
		}
	}
	for name, v := range c.headers {
		if !strings.Contains("Host Accept Content-Type Content-Length Connection Accept-Encoding Accept-Language Accept-Charset Keep-Alive", name) && v != "OWASP CRS test agent" {
			add(v)
		}
	}
	if path, _, _ := strings.Cut(c.uri, "?"); len(path) > 8 {
		add(path)
	}
	if len(out) == 0 {
		add(c.uri)
	}
	return out
}

// T-CRS: the rule set's own attacks at our routes: as they were written at an address of ours, and each
// of their strings in a field that a page of ours would send.
func TestCoreRuleSet(t *testing.T) {
	w, d := openTown(t), dice(t)
	targets, cases := w.harvest(t), crsCases(t)
	if len(cases) < 4656 {
		t.Errorf("the module has %d tests, and had 4656", len(cases))
	}
	step := max(1, len(cases)/size(800, len(cases)))
	n, found := 0, 0
	for i := d.IntN(step); i < len(cases); i += step {
		c := cases[i]
		x := targets[d.IntN(len(targets))]
		role := x.role
		if d.IntN(4) == 0 || ends(x) {
			role = ""
		}
		p := w.as(t, role)
		judge := func(k attack) {
			n++
			a := send(w.plain, p, k.request)
			for _, bad := range badAnswer(k.path, k.payload, a) {
				if found++; found < 30 {
					t.Errorf("CRS %s: %s as %q: %s", c.name, k, role, bad)
				}
			}
		}
		judge(c.whole(x, role))
		for _, s := range c.strings() {
			judge(aim(d, x, p, role, []string{"field", "query", "header", "path"}[d.IntN(4)], s))
		}
	}
	t.Logf("%d of %d tests, %d requests", len(cases)/step, len(cases), n)
	w.sane(t)
}

// whole is the case as its authors wrote it, at one of our addresses.
func (c crsCase) whole(x target, role string) attack {
	q := request{method: c.method, path: x.path, header: http.Header{}, body: []byte(c.data)}
	if path, query, ok := strings.Cut(c.uri, "?"); ok {
		q.query, _ = url.ParseQuery(query) // what can be read of it
	} else if path != "/" && path != "/post" && path != "/get" {
		q.path = path
	}
	for name, v := range c.headers {
		if name != "Host" && name != "Cookie" {
			q.header[http.CanonicalHeaderKey(name)] = []string{v}
		}
	}
	return attack{role, "whole", c.uri + c.data, q}
}
