package front

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// X-Forwarded-For is believed from the house's own proxies only, and only as far as they vouch.
func TestWhoseWordAboutAddresses(t *testing.T) {
	ours := Door{Behind: true, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/29"), netip.MustParsePrefix("127.0.0.1/32")}}
	for _, x := range []struct{ conn, header, want string }{
		{"192.168.1.7:5000", "", "192.168.1.7"},
		{"192.168.1.7:5000", "1.2.3.4", "192.168.1.7"},
		{"10.0.0.1:5000", "1.2.3.4", "1.2.3.4"},
		{"10.0.0.1:5000", "8.8.8.8, 1.2.3.4, 10.0.0.2", "1.2.3.4"},
		{"10.0.0.1:5000", "8.8.8.8, nonsense", "10.0.0.1"},
		{"10.0.0.1:5000", "", "10.0.0.1"},
		{"[::ffff:10.0.0.1]:5000", "2001:db8::7", "2001:db8::7"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = x.conn
		if x.header != "" {
			r.Header.Set("X-Forwarded-For", x.header)
		}
		if got := ours.from(r); got != x.want {
			t.Errorf("%s saying %q comes from %s, want %s", x.conn, x.header, got, x.want)
		}
		if got := (Door{}).from(r); strings.Contains(x.header, got) && got != "" {
			t.Errorf("without a proxy %q is believed", x.header)
		}
	}
}
