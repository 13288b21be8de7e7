package front

import (
	"testing"

	"plumbline/internal/ground/who"
)

// Paper names the unit of whoever prints it, and the house by its whole name where the role reaches over all of it.
func TestOfficeOnPaper(t *testing.T) {
	for _, x := range []struct {
		grants []who.Grant
		want   string
	}{
		{nil, "临江市公安局"},
		{[]who.Grant{{UnitName: "市局", First: 1, Last: 1 << 50}}, "临江市公安局"},
		{[]who.Grant{{UnitName: "城东分局", First: 65, Last: 900}}, "城东分局"},
	} {
		if got := office("临江市公安局", who.Actor{Grants: x.grants}); got != x.want {
			t.Errorf("%v prints as %q, want %q", x.grants, got, x.want)
		}
	}
}
