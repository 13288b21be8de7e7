package web

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
)

// headersOfOurs are the header fields that the house, its library or a proxy before it reads.
var headersOfOurs = []string{"User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Referer", "Origin", "Sec-Fetch-Site", "Host", "Range", "If-None-Match", "If-Modified-Since", "If-Range",
	"Content-Type", "Content-Encoding", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "X-CSRF", "X-Fragment", "Upload-Offset", "Upload-Length", "X-Http-Method-Override",
	"Authorization", "Cookie", "Expect", "Idempotency-Key", "If-Match", "Prefer"}

var cookiesOfOurs = []string{"plumbline", "__Host-plumbline", "pl_lang", "pl_rail", "pl_recent", "pl_device"}

// attack is one request with one bad thing in one place.
type attack struct {
	role    string
	place   string
	payload string
	request
}

// aim puts a payload into a place of a target. The rest of the request is as the house's own page
// would send it, so that the payload is met as deep inside as can be.
func aim(d *rand.Rand, x target, p walker, role, place, payload string) attack {
	q := request{method: x.method, path: x.path, query: cloned(x.query), header: http.Header{}}
	fields := cloned(x.fields)
	for name, v := range fields {
		if v[0] == "" && d.IntN(2) == 0 {
			fields.Set(name, []string{"1", "2026-07-01", "整改", "on"}[d.IntN(4)])
		}
	}
	name := anyName(d, x.fields, x.query)
	switch place {
	case "path":
		parts := strings.Split(q.path, "/")
		at := slices.Collect(maps.Keys(inBraces(x.pattern)))
		if len(at) == 0 {
			parts = append(parts, payload)
		} else {
			slices.Sort(at)
			parts[at[d.IntN(len(at))]] = payload
		}
		q.path = strings.Join(parts, "/")
	case "query":
		if q.query == nil {
			q.query = url.Values{}
		}
		q.query.Set(name, payload)
	case "field":
		fields.Set(name, payload)
	case "twice":
		fields[name] = []string{payload, payload, ""}
	case "name":
		fields.Set(payload, "1")
	case "every":
		for k := range fields {
			fields.Set(k, payload)
		}
	}
	if x.method != http.MethodGet && x.method != http.MethodHead {
		q = q.form(p, fields)
	}
	switch place {
	case "header":
		q.header[headersOfOurs[d.IntN(len(headersOfOurs))]] = []string{payload}
	case "cookie":
		q.header["Cookie"] = []string{cookiesOfOurs[d.IntN(len(cookiesOfOurs))] + "=" + url.QueryEscape(payload)}
	case "body":
		b := bodies()[d.IntN(len(bodies()))]
		q.header.Set("Content-Type", b[0])
		q.header.Set("X-CSRF", p.csrf)
		q.body, payload = []byte(b[1]), b[1]
	}
	return attack{role, place, payload, q}
}

func cloned(v url.Values) url.Values {
	out := url.Values{}
	for k, s := range v {
		out[k] = slices.Clone(s)
	}
	return out
}

// inBraces are the places of a pattern's parts that an address fills.
func inBraces(pattern string) map[int]bool {
	out := map[int]bool{}
	for i, p := range strings.Split(pattern, "/") {
		if strings.HasPrefix(p, "{") && p != "{$}" {
			out[i] = true
		}
	}
	return out
}

func anyName(d *rand.Rand, sets ...url.Values) string {
	var own []string
	for _, s := range sets {
		own = append(own, slices.Sorted(maps.Keys(s))...)
	}
	if len(own) > 0 && d.IntN(10) < 7 {
		return own[d.IntN(len(own))]
	}
	return fieldNames()[d.IntN(len(fieldNames()))]
}

var places = []string{"path", "query", "field", "field", "field", "twice", "name", "every", "header", "cookie", "body"}

// harmless are routes that would end the sessions the test itself needs.
func ends(x target) bool {
	return x.pattern == "/logout" || strings.Contains(x.pattern, "/session") || strings.Contains(x.pattern, "/factor")
}

// who may be aimed at a target: nobody, whoever was shown it, and one more.
func aimers(w *town, d *rand.Rand, x target) []string {
	out := []string{"", w.roles[d.IntN(len(w.roles))]}
	for range 6 {
		if x.role != "" {
			out = append(out, x.role)
		} else {
			out = append(out, []string{"office", "unit", "owner", "lead", "verifier", "teamleader", "sysadmin", "secadmin"}[d.IntN(8)])
		}
	}
	return out
}

// T-FUZZ: every route × bad input in every place, as nobody and as each role. Nothing fails, nothing
// leaks, nothing comes back as markup; afterwards the record and the database are whole.
func TestFuzzEveryRoute(t *testing.T) {
	w, d := openTown(t), dice(t)
	targets, n, found, codes := w.harvest(t), 0, map[string]int{}, map[int]int{}
	shoot := func(x target, role, place, payload string) {
		k := aim(d, x, w.as(t, role), role, place, payload)
		a := send(w.plain, w.as(t, role), k.request)
		n++
		codes[a.Code]++
		for _, bad := range badAnswer(k.path, k.payload, a) {
			if found[x.method+x.pattern+bad[:min(len(bad), 30)]]++; found[x.method+x.pattern+bad[:min(len(bad), 30)]] < 3 {
				t.Errorf("%s in the %s as %q: %s", k, k.place, role, bad)
			}
		}
	}
	all := payloads()
	if nightly() {
		for _, x := range targets {
			for _, payload := range all {
				for _, role := range []string{"", x.role, w.roles[d.IntN(len(w.roles))]} {
					if role == "" || !ends(x) {
						shoot(x, role, places[d.IntN(len(places))], payload)
					}
				}
			}
		}
	} else {
		for i := range 5000 {
			x := targets[i%len(targets)]
			roles := aimers(w, d, x)
			if role := roles[d.IntN(len(roles))]; role == "" || !ends(x) {
				shoot(x, role, places[d.IntN(len(places))], all[d.IntN(len(all))])
			}
		}
	}
	t.Logf("%d requests, %d routes, %d payloads; answers %v", n, len(targets), len(all), codes)
	if codes[http.StatusOK]+codes[http.StatusSeeOther]+codes[http.StatusUnprocessableEntity] < n/3 {
		t.Error("most shots do not get past the door; they show little")
	}
	w.sane(t)
}

// sane checks that the record can be recomputed and the database is not damaged.
func (w *town) sane(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	if _, err := w.house.Audit.Seal(ctx); err != nil {
		t.Error("sealing: ", err)
	}
	if res := w.house.Audit.Check(ctx, nil); !res.Sound() {
		t.Errorf("the record: %v %+v", res.Err, res.Findings)
	}
	err := w.house.DB.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
		// SQLite's check judges an FTS5 index by what the connection remembered of it, and calls it corrupt when
		// another connection has written since; any question to the index makes the connection look again.
		if _, err := db.Value[int64](tx, `select count(*) from search_gram where search_gram match 'nothing'`); err != nil {
			return err
		}
		said, err := db.Value[string](tx, `pragma integrity_check`)
		if said != "ok" {
			t.Errorf("the database: %s", said)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// The same shots at a handler that has every fault: each must be seen.
func TestFuzzSeesFaults(t *testing.T) {
	planted := map[string]http.HandlerFunc{
		"a failure": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) },
		"a panic":   func(http.ResponseWriter, *http.Request) { panic("planted") },
		"an echo":   func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<p>", r.FormValue("q"), "</p>") },
		"an SQL error": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `SQL logic error: near "'": syntax error (1)`)
		},
		"a file": func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "root:x:0:0:root") },
		"a folder": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "open ", filepath.Join(os.TempDir(), "plumbline-1/data"), ": denied")
		},
		"a trace":        func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "goroutine 7 [running]:\n") },
		"a bare answer":  func(w http.ResponseWriter, r *http.Request) { w.Header().Del("X-Content-Type-Options") },
		"a header split": func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-Injected", "1") },
	}
	house := openTown(t).plain
	for name, fault := range planted {
		h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			maps.Copy(w.Header(), send(house, walker{}, request{method: http.MethodGet, path: "/login"}).Header())
			fault(w, r)
		})
		seen := false
		for _, payload := range []string{"'", "<img src=x onerror=plxss>"} {
			a := send(h, walker{}, request{method: http.MethodGet, path: "/x", query: url.Values{"q": {payload}}})
			seen = seen || len(badAnswer("/x", payload, a)) > 0
		}
		if !seen {
			t.Errorf("%s is not seen", name)
		}
	}
}
