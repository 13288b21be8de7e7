package i18n

import "testing"

type worded struct{ zh, en string }

func (w worded) In(lang string) string {
	if lang == "en" {
		return w.en
	}
	return w.zh
}

// TestValuesWithWordsOfTheirOwn: a value that a pack words in both languages is said in the sentence's.
func TestValuesWithWordsOfTheirOwn(t *testing.T) {
	w := &Words{entries: map[string]Entry{"k": {Zh: "“{title}”还没有写", En: "“{title}” is empty"}}}
	v := worded{"存在问题", "Problems"}
	if zh, en := w.Say("zh", "k", "title", v), w.Say("en", "k", "title", v); zh != "“存在问题”还没有写" || en != "“Problems” is empty" {
		t.Errorf("%s, %s", zh, en)
	}
	if got := w.Say("en", "k", "title", 3); got != "“3” is empty" {
		t.Error(got)
	}
}
