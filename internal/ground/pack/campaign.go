package pack

import "gopkg.in/yaml.v3"

// The four parts of a campaign pack, kept as top categories so that it is listed and compared like any other.
const (
	CampaignStages    = "stages"
	CampaignGroups    = "groups"
	CampaignReference = "reference"
	CampaignProposals = "proposals"
)

var campaignTitles = map[string]Text{
	CampaignStages:    {Zh: "阶段", En: "Stages"},
	CampaignGroups:    {Zh: "意见来源", En: "Groups asked"},
	CampaignReference: {Zh: "规则出处", En: "Rules referred to"},
	CampaignProposals: {Zh: "建议事项", En: "Proposals"},
}

// Part is the top category of a campaign pack with the code, empty when the pack has none.
func (p *Pack) Part(code string) []Category {
	for _, c := range p.Categories {
		if c.Code == code {
			return c.Under
		}
	}
	return nil
}

// campaign are the fields of a campaign pack. A stage says its days; a reference and a proposal cite.
func (r *reader) campaign(p *Pack) []field {
	part := func(name string, days, cites bool) field {
		return must(name, func(v *yaml.Node) {
			c := Category{Code: name, Title: campaignTitles[name], Line: v.Line}
			r.list(v, func(x *yaml.Node) { c.Under = append(c.Under, r.campaignLine(x, days, cites)) })
			if v.Kind == yaml.SequenceNode && len(c.Under) == 0 {
				r.fail(v, "empty_list")
			}
			p.Categories = append(p.Categories, c)
		})
	}
	return []field{must("sources", r.vocabulary("sources")), part(CampaignStages, true, false), part(CampaignGroups, false, false),
		part(CampaignReference, false, true), part(CampaignProposals, false, true)}
}

func (r *reader) campaignLine(n *yaml.Node, days, cites bool) Category {
	c := Category{Line: n.Line}
	fields := []field{
		must("code", func(v *yaml.Node) { c.Code = r.once(v, "codes") }),
		must("title", func(v *yaml.Node) { c.Title = r.text(v) }),
		may("note", func(v *yaml.Node) { c.Note = r.text(v) }),
	}
	if days {
		fields = append(fields, must("days", func(v *yaml.Node) { c.Days = r.count(v, 1, 400) }))
	}
	if cites {
		fields = append(fields, must("cite", func(v *yaml.Node) { c.Cites = r.cites(v) }))
	}
	r.mapping(n, fields...)
	return c
}
