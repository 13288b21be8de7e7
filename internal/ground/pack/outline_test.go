package pack

import (
	"errors"
	"strings"
	"testing"
)

const outlinePack = `kind: outline
pack: o
version: "1"
title: {zh: 甲, en: A}
effective: {from: 2023-01-01}
sources: {local: {zh: 本单位, en: Ours}}
sections:
  - {code: S1, title: {zh: 责任, en: Duty}, least: 100, most: 300, share: 20, facts: [items], asks: {S1.1: {zh: 几次, en: How often}}, cite: [{source: local, pending: true}]}
reasons: {careless: {zh: 不严谨, en: Careless}}
steps:
  - {code: submit, title: {zh: 提交, en: Submit}, rule: R-SZ-02}
`

// An outline is read whole; limits that contradict, a section that asks nothing, a code used twice and a
// step without a rule are named with their line.
func TestOutlinePack(t *testing.T) {
	p, err := Read("o.yaml", []byte(outlinePack))
	if err != nil || len(p.Parts) != 1 || p.Parts[0].Share != 20 || p.Parts[0].Asks[0].Code != "S1.1" || p.Reasons[0].Text.Zh != "不严谨" || p.Strides[0].Rule != "R-SZ-02" {
		t.Fatalf("%v %+v", err, p)
	}
	for _, c := range []struct{ from, to, key string }{
		{"most: 300", "most: 50", "pack.bad_limits"},
		{"asks: {S1.1: {zh: 几次, en: How often}}", "asks: {}", "pack.empty_list"},
		{"cite: [{source: local, pending: true}]", "cite: []", "pack.no_citation"},
		{", rule: R-SZ-02", "", "pack.missing_field"},
		{"  - {code: submit", "  - {code: submit, title: {zh: 甲, en: A}, rule: R-SZ-01}\n  - {code: submit", "pack.duplicate_code"},
		{"share: 20", "share: 95", "pack.not_count"},
	} {
		_, err := Read("o.yaml", []byte(strings.Replace(outlinePack, c.from, c.to, 1)))
		var m Mistakes
		if !errors.As(err, &m) || m[0].Key != c.key || m[0].Line < 8 {
			t.Errorf("%s: %v", c.key, err)
		}
	}
}
