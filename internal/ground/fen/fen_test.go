package fen

import "testing"

func TestParse(t *testing.T) {
	for s, want := range map[string]Amount{"0": 0, "12": 1200, "1234.5": 123450, "¥1,234.50": 123450, "１２３４.５６元": 123456, " 9,999,999 ": 999999900, "999999999.99": Most} {
		if got, key := Parse(s); got != want || key != "" {
			t.Errorf("%q: %d %s", s, got, key)
		}
	}
	for s, want := range map[string]string{"": "fen.empty", "元": "fen.empty", "1.2万": "fen.unit", "3k": "fen.unit", "-5": "fen.negative", "1.234": "fen.decimals", "1.": "fen.decimals",
		"1,23": "fen.commas", "1,2345": "fen.commas", "12,34,567": "fen.commas", "一百": "fen.unit", "壹": "fen.form", "1 000": "fen.form", "1e3": "fen.form", ".5": "fen.form", "1000000000": "fen.too_large", "1.2.3": "fen.decimals"} {
		if got, key := Parse(s); key != want || got != 0 {
			t.Errorf("%q: %d %q, want %q", s, got, key, want)
		}
	}
}

func TestText(t *testing.T) {
	for a, want := range map[Amount]string{0: "¥0.00", 5: "¥0.05", 123456: "¥1,234.56", 100000000: "¥1,000,000.00", -150: "¥-1.50", Most: "¥999,999,999.99"} {
		if got := a.Text(); got != want {
			t.Errorf("%d: %s, want %s", a, got, want)
		}
		if back, key := Parse(a.Text()); a >= 0 && (back != a || key != "") {
			t.Errorf("%s is not read back: %d %s", a.Text(), back, key)
		}
	}
	if Share(1, 3) != 33 || Share(2, 3) != 67 || Share(5, 0) != 0 {
		t.Error("shares")
	}
}
