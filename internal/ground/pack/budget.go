package pack

import (
	"strings"

	"gopkg.in/yaml.v3"

	"plumbline/internal/ground/fen"
)

// MoneyPlan is the kind of packs that hold the rules of the Party budget and of dues.
const MoneyPlan Kind = "budget"

// Budget is what the Party budget is planned, applied for and checked by.
type Budget struct {
	LeaderAbove fen.Amount // an application above it needs the leader's signature too
	Categories  []Head
	Items       []Head // what an application may ask for
	Places      []Head // the first one is the general line
	Ceilings    []Ceiling
	Bans        []Head // what an applicant signs not to do (八个严禁)
	Dues        []Band
	BackMonths  int // how far back dues may be paid
	TalkMonths  int // after so many unpaid months the secretary is to talk with the member
}

// Head is a coded line with its title and the article it comes from.
type Head struct {
	Code  string `json:"code"`
	Title Text   `json:"title"`
	Note  Text   `json:"note,omitzero"`
	Cites []Cite `json:"cites,omitempty"`
	Line  int    `json:"-"`
}

// Per is what a ceiling counts.
type Per string

// What a ceiling counts by.
const (
	PersonDay   Per = "person_day"
	PersonNight Per = "person_night"
	PersonHalf  Per = "person_half_day"
	CarDay      Per = "car_day"
	PerHour     Per = "hour"
	PerPerson   Per = "person"
)

var pers = map[string]Per{"person_day": PersonDay, "person_night": PersonNight, "person_half_day": PersonHalf, "car_day": CarDay, "hour": PerHour, "person": PerPerson}

// Ceiling is how much one item may cost at one place.
type Ceiling struct {
	Item   string
	Place  string
	Amount fen.Amount
	Per    Per
	Cites  []Cite
	Line   int
}

// Band is one line of the rates of dues: up to and including Upto (0: no upper end), in hundredths of
// a per cent.
type Band struct {
	Retired bool
	Upto    fen.Amount
	Rate    int
	Cites   []Cite
	Line    int
}

// outside are words for money from elsewhere. Costs of Party work are not to be shifted to others
// (转嫁费用), so there is no category for it and none can be added (DOMAIN.md 14).
var outside = []string{"捐赠", "捐款", "赞助", "集资", "摊派", "众筹", "募捐", "募集", "筹款", "筹资", "筹集", "自筹", "社会资", "社会力量", "企业出资", "企业资助", "企业承担", "转嫁", "外部资金", "单位资助", "下属单位承担", "管理服务对象",
	"donat", "sponsor", "fundrais", "fund-rais", "crowdfund", "levy", "levies", "outside money", "outside fund", "external fund", "third-party", "third party", "contribution"}

// OutsideMoney finds the word by which a text names money from elsewhere, "" when it does not.
func OutsideMoney(text string) string {
	text = strings.ToLower(text)
	for _, w := range outside {
		if strings.Contains(text, w) {
			return w
		}
	}
	return ""
}

// budgetFields are the fields of the kind, in the order in which later ones rely on earlier ones.
func (r *reader) budgetFields(b *Budget) []field {
	heads := func(into *[]Head, list string, cited bool) func(*yaml.Node) {
		return func(v *yaml.Node) {
			r.list(v, func(x *yaml.Node) { *into = append(*into, r.head(x, list, cited)) })
			if len(*into) == 0 {
				r.fail(v, "empty_list")
			}
		}
	}
	return []field{
		must("sources", r.vocabulary("sources")),
		must("leader_above", func(v *yaml.Node) { b.LeaderAbove = r.money(v) }),
		must("categories", func(v *yaml.Node) { heads(&b.Categories, "categories", false)(v); r.noOutside(b.Categories) }),
		must("items", func(v *yaml.Node) { heads(&b.Items, "items", false)(v); r.noOutside(b.Items) }),
		must("places", heads(&b.Places, "places", false)),
		must("ceilings", func(v *yaml.Node) { r.ceilings(v, b) }),
		must("bans", heads(&b.Bans, "bans", true)),
		must("dues", func(v *yaml.Node) { r.bands(v, b) }),
		must("back_months", func(v *yaml.Node) { b.BackMonths = r.count(v, 1, 24) }),
		must("talk_months", func(v *yaml.Node) { b.TalkMonths = r.count(v, 1, 24) }),
	}
}

func (r *reader) head(n *yaml.Node, list string, cited bool) Head {
	h := Head{Line: n.Line}
	cite := may("cite", func(v *yaml.Node) { h.Cites = r.cites(v) })
	cite.must = cited
	r.mapping(n,
		must("code", func(v *yaml.Node) { h.Code = r.once(v, list) }),
		must("title", func(v *yaml.Node) { h.Title = r.text(v) }),
		may("note", func(v *yaml.Node) { h.Note = r.text(v) }), cite)
	if h.Code != "" {
		r.words[list] = append(r.words[list], Word{Code: h.Code, Text: h.Title})
	}
	return h
}

func (r *reader) noOutside(list []Head) {
	for _, h := range list {
		for _, text := range []string{h.Title.Zh, h.Title.En, h.Note.Zh, h.Note.En, h.Code} {
			if w := OutsideMoney(text); w != "" {
				r.fail(&yaml.Node{Line: h.Line}, "outside_money", "word", w, "code", h.Code)
				break
			}
		}
	}
}

func (r *reader) money(n *yaml.Node) fen.Amount {
	a, key := fen.Parse(n.Value)
	if key != "" || n.Kind != yaml.ScalarNode {
		r.fail(n, "bad_money", "value", short(n.Value))
	}
	return a
}

// ceilings reads the table. Every item needs a line for the general place, so that no place is
// without a ceiling; an item without a ceiling at all is left out of the table altogether.
func (r *reader) ceilings(n *yaml.Node, b *Budget) {
	general := map[string]bool{}
	r.list(n, func(x *yaml.Node) {
		c := Ceiling{Line: x.Line}
		if len(b.Places) > 0 {
			c.Place = b.Places[0].Code
		}
		r.mapping(x,
			must("item", func(v *yaml.Node) { c.Item = r.known(v, "items") }),
			may("place", func(v *yaml.Node) { c.Place = r.known(v, "places") }),
			must("amount", func(v *yaml.Node) { c.Amount = r.money(v) }),
			must("per", func(v *yaml.Node) {
				p, ok := pers[v.Value]
				if !ok {
					r.fail(v, "unknown_per", "value", short(v.Value))
				}
				c.Per = p
			}),
			must("cite", func(v *yaml.Node) { c.Cites = r.cites(v) }))
		if c.Item != "" && c.Place != "" {
			r.once(&yaml.Node{Kind: yaml.ScalarNode, Value: c.Item + "." + c.Place, Line: x.Line}, "ceilings")
		}
		general[c.Item] = general[c.Item] || len(b.Places) > 0 && c.Place == b.Places[0].Code
		b.Ceilings = append(b.Ceilings, c)
	})
	for _, c := range b.Ceilings {
		if !general[c.Item] {
			r.fail(&yaml.Node{Line: c.Line}, "no_general", "item", c.Item)
			general[c.Item] = true
		}
	}
}

// bands reads the rates: ascending, the last one of each kind without an upper end.
func (r *reader) bands(n *yaml.Node, b *Budget) {
	last := map[bool]Band{}
	r.list(n, func(x *yaml.Node) {
		d := Band{Line: x.Line}
		r.mapping(x,
			may("retired", func(v *yaml.Node) { d.Retired = r.flag(v) }),
			may("upto", func(v *yaml.Node) { d.Upto = r.money(v) }),
			must("rate", func(v *yaml.Node) {
				rate, key := fen.Parse(v.Value) // per cent with two places has the form of money
				if key != "" || rate > 10_00 {
					r.fail(v, "bad_rate", "value", short(v.Value))
				}
				d.Rate = int(rate)
			}),
			must("cite", func(v *yaml.Node) { d.Cites = r.cites(v) }))
		if was, ok := last[d.Retired]; ok && (was.Upto == 0 || d.Upto != 0 && d.Upto <= was.Upto) {
			r.fail(x, "bands_order")
		}
		last[d.Retired] = d
		b.Dues = append(b.Dues, d)
	})
	for _, retired := range []bool{false, true} {
		if d, ok := last[retired]; !ok || d.Upto != 0 {
			r.fail(n, "bands_open")
			return
		}
	}
}

// HeadOf finds a line by its code.
func HeadOf(list []Head, code string) (Head, bool) {
	for _, h := range list {
		if h.Code == code {
			return h, true
		}
	}
	return Head{}, false
}

// CeilingOf is the ceiling of an item at a place, the general line's for a place without its own;
// false for an item without a ceiling.
func (b *Budget) CeilingOf(item, place string) (Ceiling, bool) {
	var general Ceiling
	found := false
	for _, c := range b.Ceilings {
		switch {
		case c.Item != item:
		case c.Place == place:
			return c, true
		case c.Place == b.Places[0].Code:
			general, found = c, true
		}
	}
	return general, found
}

// BandOf is the rate for a base. An upper end belongs to the lower band: 3,000 exactly pays 0.5 %.
func (b *Budget) BandOf(base fen.Amount, retired bool) Band {
	for _, d := range b.Dues {
		if d.Retired == retired && (d.Upto == 0 || base <= d.Upto) {
			return d
		}
	}
	return Band{}
}

// DuesOn is what is due on a base for one month: the whole base at the rate of its band, to the fen,
// half a fen rounded up.
func (d Band) DuesOn(base fen.Amount) fen.Amount { return (base*fen.Amount(d.Rate) + 5000) / 10000 }
