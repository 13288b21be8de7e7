package homeweb

import "testing"

func TestRateNeedsABase(t *testing.T) {
	for _, x := range []struct {
		part, base int64
		want       string
	}{{515, 721, "71.4"}, {0, 7, "0.0"}, {7, 7, "100.0"}, {0, 0, "–"}} {
		if got := rate(x.part, x.base); got != x.want {
			t.Errorf("rate(%d, %d) = %s, want %s", x.part, x.base, got, x.want)
		}
	}
}
