package web

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// evil are strings that stop a filter which backtracks, or which compares everything with everything.
func evil() []string {
	return []string{strings.Repeat("a", 4000) + "!", strings.Repeat("(a+)+", 400) + "$", strings.Repeat("%", 4000), strings.Repeat("%a", 2000), strings.Repeat("_", 4000), strings.Repeat("*", 4000),
		strings.Repeat(`"`, 4000), strings.Repeat("整改 ", 1300), strings.Repeat("整", 4000), strings.Repeat("OR ", 1300), strings.Repeat("-a ", 1300), strings.Repeat("(", 4000), strings.Repeat("a:", 2000),
		strings.Repeat("\u0301", 2000), strings.Repeat("a\u0301", 1300), strings.Repeat("x*", 2000), strings.Repeat("单位:城东 ", 600), strings.Repeat("9", 4000), strings.Repeat("-", 4000), strings.Repeat("\\", 4000),
		strings.Repeat("整改 落实 检查 ", 400), strings.Repeat("NEAR(", 800), strings.Repeat("^", 4000), strings.Repeat("&", 4000), strings.Repeat("\x00", 4000)}
}

// worked is the processor time that this program has taken.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// T-REDOS: no string makes any filter of any list think. Thinking is processor time: how long an answer
// took on a busy machine says nothing.
func TestEvilFilters(t *testing.T) {
	w := openTown(t)
	const most = 3 * time.Second
	var worst time.Duration
	var where string
	n := 0
	for _, x := range w.harvest(t) {
		if x.method != http.MethodGet || x.role == "" || strings.HasPrefix(x.pattern, "/assets") {
			continue
		}
		names := []string{}
		for k := range x.query {
			names = append(names, k)
		}
		if slices.Contains([]string{"/search", "/search/palette", "/rectify", "/audit", "/admin/logins", "/org", "/directives"}, x.pattern) {
			names = append(names, "q", "text", "unit", "after")
		}
		slices.Sort(names)
		for i, name := range slices.Compact(names) {
			for j, s := range evil() {
				if !nightly() && (i+j)%4 != 0 && x.pattern != "/search" {
					continue
				}
				q := request{method: x.method, path: x.path, query: url.Values{name: {s}}}
				took, a := most+1, (*httptest.ResponseRecorder)(nil)
				for try := 0; try < 3 && took > most; try++ { // the collector of another question's garbage works in no second one
					before := worked(t)
					a = send(w.plain, w.as(t, x.role), q)
					took = worked(t) - before
				}
				if n++; took > worst {
					worst, where = took, x.pattern+" "+name+" "+s[:min(len(s), 12)]
				}
				if took > most || a.Code >= 500 {
					t.Errorf("%s took %v and answers %d", q, took, a.Code)
				}
			}
		}
	}
	t.Logf("%d questions; the slowest took %v: %s", n, worst, where)
	if n < 100 {
		t.Error("too few filters were found")
	}
}

// foreign is the address of every URL that T-SSRF offers: nobody's, by RFC 5737.
const foreign = "198.51.100.1"

// calling tells whether this machine is trying to reach it.
func calling() bool {
	for _, table := range []string{"/proc/self/net/tcp", "/proc/self/net/udp"} {
		raw, err := os.ReadFile(table)
		if err == nil && bytes.Contains(raw, []byte("016433C6:")) { // as the kernel writes it
			return true
		}
	}
	return false
}

// T-SSRF: whatever address stands in whatever field, no connection leaves the house. That nothing in
// it could open one stands beside this in internal/house (TestNobodyElseDials).
func TestNoConnectionLeaves(t *testing.T) {
	w, d := openTown(t), dice(t)
	var called atomic.Bool
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				if calling() {
					called.Store(true)
				}
			}
		}
	}()
	forms := []string{"http://%s/", "https://%s:8443/x", "ftp://%s/", "ldap://%s/", "gopher://%s/", `\\%s\share`, "//%s/", "http://%s#a", "http://a@%s/", "jar:http://%s!/", "dict://%s:1/", "ws://%s/", "%s", "%s:80", "http:%s", "smb://%s/x"}
	n := 0
	for _, x := range w.harvest(t) {
		if ends(x) {
			continue
		}
		for range size(2, 40) {
			payload := strings.ReplaceAll(forms[d.IntN(len(forms))], "%s", foreign)
			place := []string{"field", "every", "query", "header"}[d.IntN(4)]
			k := aim(d, x, w.as(t, x.role), x.role, place, payload)
			a := send(w.plain, w.as(t, x.role), k.request)
			n++
			for _, bad := range badAnswer(k.path, payload, a) {
				t.Errorf("%s: %s", k, bad)
			}
			if to := a.Header().Get("Location"); strings.Contains(to, "//"+foreign) && !strings.HasPrefix(to, "/login?") {
				t.Errorf("%s leads to %s", k, to)
			}
		}
	}
	close(stop)
	<-done
	if called.Load() {
		t.Error("something tried to reach " + foreign)
	}
	t.Logf("%d requests", n)
}

// The watch sees a connection that does leave.
func TestCallsAreSeen(t *testing.T) {
	go func() {
		if c, err := net.DialTimeout("tcp", foreign+":9", time.Second); err == nil {
			c.Close()
		}
	}()
	for range 200 {
		if calling() {
			return
		}
		time.Sleep(3 * time.Millisecond)
	}
	t.Skip("this machine refuses the address before a connection is begun, so none can be seen")
}
