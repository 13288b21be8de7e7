package passage

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func whole(pieces []Piece, without Op) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Op != without {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestDiffHoldsBothTexts(t *testing.T) {
	words := rapid.SampledFrom([]string{"整改到位。", "甲乙。", "甲丙。", "\n", "谈话12次；", "“都改了。”", "无标点"})
	rapid.Check(t, func(t *rapid.T) {
		a, b := strings.Join(rapid.SliceOf(words).Draw(t, "a"), ""), strings.Join(rapid.SliceOf(words).Draw(t, "b"), "")
		d := Diff(a, b)
		if whole(d, New) != a || whole(d, Gone) != b {
			t.Fatalf("%q and %q: %+v", a, b, d)
		}
	})
}

func TestDiffTellsOnlyWhatChanged(t *testing.T) {
	got := Diff("一是抓责任。督察反馈问题12项，已全部整改到位。三是学习。", "一是抓责任。督察反馈问题12项，销号10项，2项在改。三是学习。四是总结。")
	want := []Piece{{Same, "一是抓责任。督察反馈问题12项，"}, {Gone, "已全部整改到位"}, {New, "销号10项，2项在改"}, {Same, "。三是学习。"}, {New, "四是总结。"}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("piece %d: %+v, want %+v", i, got[i], want[i])
		}
	}
	if len(Diff("同", "同")) != 1 || len(Diff("", "")) != 0 {
		t.Error("the same text differs")
	}
}
