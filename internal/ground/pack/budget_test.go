package pack

import (
	"errors"
	"os"
	"strings"
	"testing"

	"plumbline/internal/ground/fen"
)

func shippedPack(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile("../../../packs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// refused tells the keys with which a changed file is refused.
func refused(t *testing.T, text string) []Mistake {
	t.Helper()
	_, err := Read("x.yaml", []byte(text))
	var ms Mistakes
	if err != nil && !errors.As(err, &ms) {
		t.Fatal(err)
	}
	return ms
}

// No category for outside money can be added, under any of its names; the line and the word are named.
func TestNoCategoryForOutsideMoney(t *testing.T) {
	text := shippedPack(t, "party_budget.yaml")
	if ms := refused(t, text); len(ms) != 0 {
		t.Fatal(ms)
	}
	for _, title := range []string{"社会捐赠", "企业赞助", "下属单位集资", "活动众筹", "社会力量支持", "Donations", "Sponsorship by companies", "External funds"} {
		ms := refused(t, strings.Replace(text, "items:\n", "  - {code: more, title: {zh: "+title+", en: "+title+"}}\nitems:\n", 1))
		if len(ms) != 1 || ms[0].Key != "pack.outside_money" || ms[0].Line != 25 {
			t.Errorf("%s: %v", title, ms)
		}
	}
	if ms := refused(t, strings.Replace(text, "items:\n", "  - {code: more, title: {zh: 困难帮扶, en: Hardship aid}}\nitems:\n", 1)); len(ms) != 0 {
		t.Errorf("an honest category is refused: %v", ms)
	}
	if ms := refused(t, strings.Replace(text, "code: train,", "code: train, source: outside,", 1)); len(ms) != 1 || ms[0].Key != "pack.unknown_field" {
		t.Errorf("a field for a source: %v", ms)
	}
}

func TestBudgetPackIsStrict(t *testing.T) {
	text := shippedPack(t, "party_budget.yaml")
	for _, c := range []struct{ from, to, key string }{
		{`amount: "1200.00", per: car_day`, `amount: "1200.00", per: car`, "pack.unknown_per"},
		{`amount: "1200.00"`, `amount: "1.2万"`, "pack.bad_money"},
		{`- {item: bus, amount`, `- {item: bus, place: local, amount`, "pack.no_general"},
		{`- {upto: "5000.00", rate: "1", cite`, `- {upto: "2000.00", rate: "1", cite`, "pack.bands_order"},
		{`- {rate: "2", cite`, `- {upto: "20000.00", rate: "2", cite`, "pack.bands_open"},
		{`rate: "1.5"`, `rate: "15"`, "pack.bad_rate"},
		{`place: capital, amount: "450.00"`, `place: local, amount: "450.00"`, "pack.duplicate_code"},
		{`{item: bus,`, `{item: plane,`, "pack.unknown_code"},
	} {
		ms := refused(t, strings.Replace(text, c.from, c.to, 1))
		if len(ms) == 0 || ms[0].Key != c.key {
			t.Errorf("%s: %v", c.key, ms)
		}
	}
}

// The upper end of a band belongs to it; the whole base pays the rate of its band.
func TestRatesOfDues(t *testing.T) {
	p, err := Read("x.yaml", []byte(shippedPack(t, "party_budget.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		base    fen.Amount
		retired bool
		due     fen.Amount
	}{
		{0, false, 0}, {300000, false, 1500}, {300001, false, 3000}, {500000, false, 5000}, {500001, false, 7500},
		{1000000, false, 15000}, {1000001, false, 20000}, {500000, true, 2500}, {500001, true, 5000}, {2000000, true, 20000}, {333333, false, 3333},
	} {
		if got := p.Budget.BandOf(c.base, c.retired).DuesOn(c.base); got != c.due {
			t.Errorf("%s retired %v: %s, want %s", c.base.Text(), c.retired, got.Text(), c.due.Text())
		}
	}
	if c, ok := p.Budget.CeilingOf("meal", "outer"); !ok || c.Amount != 10000 || c.Place != "general" {
		t.Errorf("an unknown place goes by the general line: %+v %v", c, ok)
	}
	if c, _ := p.Budget.CeilingOf("meal", "local"); c.Amount != 4000 {
		t.Errorf("the place's own line: %+v", c)
	}
	if _, ok := p.Budget.CeilingOf("other", "local"); ok {
		t.Error("an item without a ceiling has one")
	}
}

func TestSchemePackIsStrict(t *testing.T) {
	text := shippedPack(t, "party_assessment.yaml")
	if ms := refused(t, text); len(ms) != 0 {
		t.Fatal(ms)
	}
	for _, c := range []struct{ from, to, key string }{
		{"weight: 30\n", "weight: 31\n", "pack.weights"},
		{"from: duties", "from: memory", "pack.not_one_of"},
		{`due: "07-31"`, `due: "02-30"`, "pack.bad_year_day"},
		{`opens: "05-01"`, `opens: "08-01"`, "pack.bad_range"},
		{`due: "02-28"}`, `due: "08-28"}`, "pack.road_order"},
		{`from: items, cite: [{source: local, pending: true}]`, `from: items`, "pack.missing_field"},
	} {
		ms := refused(t, strings.Replace(text, c.from, c.to, 1))
		if len(ms) == 0 || !strings.Contains(Mistakes(ms).Error(), c.key) {
			t.Errorf("%s: %v", c.key, ms)
		}
	}
}
