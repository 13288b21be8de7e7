package rectifypage

import "testing"

func TestChangeMarksTheMiddleOnly(t *testing.T) {
	for _, c := range []struct {
		was, now string
		want     changed
	}{
		{"", "新写的措施", changed{New: "新写的措施"}},
		{"逐份核对合同，及时纠正", "逐份核对合同 37 份", changed{"逐份核对合同", "，及时纠正", " 37 份", ""}},
		{"每周抽查 20 份并登记", "每周抽查 30 份并登记", changed{"每周抽查 ", "2", "3", "0 份并登记"}},
		{"一样", "一样", changed{Before: "一样"}},
		{"甲乙", "丙丁", changed{"", "甲乙", "丙丁", ""}},
		{"份", "份份", changed{"", "份", "份份", ""}},
	} {
		if got := change(c.was, c.now); got != c.want {
			t.Errorf("%q to %q: %+v, want %+v", c.was, c.now, got, c.want)
		}
	}
}
