package pack

import (
	"errors"
	"strings"
	"testing"
)

const campaignPack = `kind: campaign
pack: c
version: "1"
title: {zh: 甲, en: A}
effective: {from: 2023-01-01}
sources: {local: {zh: 本单位, en: Ours}}
stages:
  - {code: s, title: {zh: 学习, en: Study}, days: 30}
groups:
  - {code: g, title: {zh: 群众, en: Public}}
reference:
  - {code: r, title: {zh: 出处, en: Rule}, cite: [{source: local, pending: true}]}
proposals:
  - {code: p, title: {zh: 建议, en: Proposal}, cite: [{source: local, pending: true}]}
`

// A stage without days and a proposal without a ground are named with their line.
func TestCampaignPack(t *testing.T) {
	p, err := Read("c.yaml", []byte(campaignPack))
	if err != nil || p.Part(CampaignStages)[0].Days != 30 || len(p.Part(CampaignProposals)) != 1 {
		t.Fatalf("%v %+v", err, p)
	}
	for _, c := range []struct{ from, to, key string }{
		{", days: 30", "", "pack.missing_field"},
		{"days: 30", "days: 0", "pack.bad_count"},
		{"proposals:\n  - {code: p, title: {zh: 建议, en: Proposal}, cite: [{source: local, pending: true}]}", "proposals:\n  - {code: p, title: {zh: 建议, en: Proposal}}", "pack.missing_field"},
		{"groups:\n  - {code: g, title: {zh: 群众, en: Public}}", "groups: []", "pack.empty_list"},
	} {
		_, err := Read("c.yaml", []byte(strings.Replace(campaignPack, c.from, c.to, 1)))
		var m Mistakes
		if !errors.As(err, &m) || m[0].Line < 8 && c.key != "pack.empty_list" {
			t.Errorf("%s: %v", c.key, err)
		}
	}
}
