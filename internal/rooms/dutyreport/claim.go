package dutyreport

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"plumbline/internal/ground/cut"
)

// Claim is a place of a text that says a number, or all or none, about something that the house also
// counts. It is a proposal: whether the words mean what the house counts is for a person to say.
type Claim struct {
	Section string
	Span    cut.Span // of the sentence within the section's text, in code points
	Text    string   // the sentence
	Fact    string   // key of the fact that it is about
	How     How
	Said    int // for a count or a rate
}

// How a claim says it.
type How string

// The ways of saying. AtMost is a count that the house's must reach: of meetings a report may name
// some of those held, never more.
const (
	Counts How = "count"
	AtMost How = "most"
	All    How = "all"
	None   How = "none"
	Rate   How = "rate"
)

// Denies tells whether the fact stands against the claim.
func (c Claim) Denies(f Fact) bool {
	switch c.How {
	case Counts:
		return f.N != c.Said
	case AtMost:
		return c.Said > f.N
	case All:
		return f.N < f.Of
	case None:
		return f.N > 0
	}
	return f.Of > 0 && f.Percent() != c.Said
}

// subject is what the clauses at hand are about.
type subject int

const (
	unknown subject = iota
	ledger
	orders
	elsewhere // a part, another source, another year, a plan, other people
)

const (
	num     = `([0-9０-９][0-9０-９,]*|[零〇一二两三四五六七八九十百千]{1,7})`
	pieces  = ` ?(?:余)?(?:项|个|条|件)`
	finish  = `(?:整改到位|整改见效|整改完毕|整改完成|完成整改|整改销号|整改落实|落实整改|销号|清零|见底|闭环|办结)`
	nothing = `(?:无|没有|零|未发生|未出现|未产生|未有|从未|不存在|没发生|没出现|杜绝了)`
)

var (
	reSentence = regexp.MustCompile(`[^。！？；!?;\n]+[。！？；!?;]?`)
	reClause   = regexp.MustCompile(`[^，,：:]+(?:,\d{3}[^，,：:]*)*`)
	reYear     = regexp.MustCompile(`(20\d\d) ?年`)
	reUntil    = regexp.MustCompile(`截至[^，。；]*?(?:底|日|月|年末|目前|今)`)
	reGoesOn   = regexp.MustCompile(`^(?:已|现已|均|全部|目前|截至|至今|到目前|至年底|整改|销号|无一|没有一|未发生|其余)`)

	reIntent = regexp.MustCompile(`力争|确保|争取|计划|拟于|拟在|打算|目标|下一步|下步|今后|明年|来年|努力|务必|必须|应当|应于|将(?:在|于|对|把|按|继续|全部|逐)|要(?:在|把|做到|对|确|全部|实现|逐)|推动实现|尽快|限期|如果|一旦|倘若|若|是否|能否`)
	reOthers = regexp.MustCompile(`(?:有的|个别|一些|少数|部分)(?:单位|所队|派出所|民警|同志|部门|干部|科室)|虚报|谎报|报称|声称|自称|弄虚作假|口头上|以为|误认为`)
	reNot    = regexp.MustCompile(`(?:尚未|未能|没能|还没|没有|并未|并非|不是|难以|未|不)[^，。；]{0,3}(?:全部|均|完全|都|悉数|全面|按期|按时|如期|完成|实现|做到|达到)`)
	rePart   = regexp.MustCompile(`除[^，。；]{0,14}外|所属|下属|辖区|突出问题|重点问题|共性问题|年初|上半年|年中|季度|其中|牵头的?|部分|第[一二三四五六]批|前[一二三四五六七八九十\d]+[项个]|涉及|本人负责|班子成员|等[一二三四五六七八九十两\d]+项`)
	reElse   = regexp.MustCompile(`民主生活会|组织生活会|自查|自纠|审计|信访|隐患|消防|漏洞|巡视|巡察|省厅|部局|省局|公安部|上年|去年|上一年|往年|历年|历史遗留|诉求|投诉|举报|评议|测评|卷宗|案卷|执法质量|网上|舆情|体检|调研|走访|谈心|谈话|述责|述职|述廉|营商|群众反映|意见建议|专项整治|顽瘴痼疾|教育整顿|交叉检查|演练|法院|检察`)
	reLedger = regexp.MustCompile(`督察(?:办|组|队|支队|部门)?[^，。；]{0,8}(?:反馈|发现|指出|交办|移交|问题)|督察整改|整改台账|问题台账|台账|市局[^，。；]{0,6}反馈|反馈[^，。；]{0,10}问题`)
	// reAbove are other houses that inspect, and reOurs is what only the own ledger is called: what another house
	// found stays its own until the sentence comes back to ours.
	reAbove  = regexp.MustCompile(`省厅|部局|省局|公安部|巡视|巡察|审计`)
	reOurs   = regexp.MustCompile(`市局|督察(?:办|组|反馈|发现|指出)|台账`)
	reOrders = regexp.MustCompile(`(?:市局|上级|党委)?(?:部署|交办|下达)[^，。；]{0,8}(?:任务|事项|工作)|任务清单|部署任务|督办事项`)

	reAll     = regexp.MustCompile(`(全部|均已|均|全都|都已|悉数|全数|百分之百|100 ?[%％]|件件|项项|逐项|已)([^，。；]{0,8}?)` + finish)
	reAllPure = regexp.MustCompile(`全部|均|全都|都已|悉数|全数|百分之百|100 ?[%％]|件件|项项`)
	reAllWork = regexp.MustCompile(`整改(?:工作|任务)?[^，。；]{0,4}(?:全部|均已)完成`)
	reRose    = regexp.MustCompile(`(?:提高|上升|提升|增长|增加|达)(?:到|至)[^，。；\d]{0,3}(\d{1,3})(?:\.\d+)? ?[%％]`)
	reClosedC = regexp.MustCompile(`完成[^，。；\d]{0,10}整改[^，。；\d]{0,2}` + num + pieces)
	reDoubted = regexp.MustCompile(`说法|不属实|不准确|不实|失实|与事实不符|与台账不符`)
	reAllRate = regexp.MustCompile(`(?:整改|销号|完成|办结)率?[^，。；]{0,4}(?:100 ?[%％]|百分之百)|(?:问题|台账|存量)[^，。；]{0,4}清零`)
	reMiddle  = regexp.MustCompile(`制定|明确|列入|纳入|建立|签收|认领|研究|分解|启动|进入|推进|录入|登记|对照|着手|部署|约定|落实了?责任|` + num)
	reRate    = regexp.MustCompile(`(?:整改|销号|办结)(?:完成|到位|落实)?率[^，。；\d]{0,6}(\d{1,3})(?:\.\d+)? ?[%％]`)
	reClosedA = regexp.MustCompile(finish + `(?:了)?[^，。；、\d]{0,2}` + num + pieces)
	reClosedB = regexp.MustCompile(num + pieces + `[^，。；]{0,4}?(?:已经?)?` + finish)
	reOpenA   = regexp.MustCompile(`(?:尚有|还有|仍有|剩余|余下|其余|未完成|未销号|在改|正在整改)[^，。；\d]{0,4}` + num + pieces)
	reOpenB   = regexp.MustCompile(num + pieces + `[^，。；]{0,4}?(?:在改|正在整改|未完成|未销号|仍在|尚未|没有完成|正在推进)`)
	reTotal   = regexp.MustCompile(`(?:反馈|发现|指出|交办|移交|台账|督察)[^，。；\d]{0,16}` + num + pieces)
	reTotalB  = regexp.MustCompile(`(?:反馈|发现|指出|交办|移交)[^，。；\d]{0,10}的 ?` + num + pieces)

	reLateNone = regexp.MustCompile(nothing + `[^，。；]{0,6}(?:逾期|超期|超时限)|(?:逾期|超期)[^，。；]{0,6}(?:为零|零|为 ?0|0 ?项|清零)`)
	reLateN    = regexp.MustCompile(`(?:逾期|超期)[^，。；\d]{0,6}` + num + pieces + `|` + num + pieces + `[^，。；]{0,3}(?:逾期|超期)`)
	reBackNone = regexp.MustCompile(nothing + `[^，。；]{0,9}(?:退回|打回|返工)|(?:全部|均)[^，。；]{0,4}一次(?:性)?(?:通过|验收)|未被退回`)
	reBackN    = regexp.MustCompile(`(?:退回|打回)[^，。；\d]{0,5}` + num + pieces + `|` + num + pieces + `[^，。；]{0,3}被?(?:退回|打回)`)
	reFallNone = regexp.MustCompile(nothing + `[^，。；]{0,6}(?:反弹|回潮|反复|复发)|无反弹|(?:反弹|回潮)[^，。；]{0,4}(?:为零|零|0 ?项)`)
	reFallN    = regexp.MustCompile(`(?:反弹|回潮|复发)[^，。；\d]{0,5}` + num + pieces + `|` + num + pieces + `[^，。；]{0,3}(?:反弹|回潮|复发)`)

	reTaskAll = regexp.MustCompile(`(?:全部|均已|均|100 ?[%％]|百分之百|悉数)[^，。；]{0,4}(?:完成|办结|落实到位|落实|报结|见效)|(?:完成|办结|落实)率[^，。；]{0,4}100 ?[%％]`)
	reTaskN   = regexp.MustCompile(`(?:部署|交办|下达)(?:的)?(?:任务|事项|工作)[^，。；\d]{0,3}` + num + pieces)
	reBudget  = regexp.MustCompile(`党(?:建|组织|费)[^，。；]{0,6}预算[^，。；]{0,6}执行率[^，。；\d]{0,6}(\d{1,3})(?:\.\d+)? ?[%％]`)
)

// kindsHeld are the words for what is held, and the kinds of organisation life under which it counts.
var kindsHeld = []struct{ word, kind string }{
	{`党委会议|党委专题会|党委会`, "party_committee"}, {`党员大会`, "general_meeting"}, {`支委会|支部委员会`, "committee_meeting"}, {`党小组会`, "group_meeting"},
	{`党课`, "lecture"}, {`主题党日`, "theme_day"}, {`组织生活会`, "life_meeting"}, {`民主生活会`, "democratic_meeting"}, {`理论学习中心组|中心组`, "study_group"}, {`第一议题`, "first_topic"},
}

type kindHeld struct {
	kind                string
	names, after, ahead *regexp.Regexp
}

var heldKinds = func() (out []kindHeld) {
	const times = ` ?(?:余)?(?:次|场|期|堂|回)`
	for _, k := range kindsHeld {
		out = append(out, kindHeld{k.kind, regexp.MustCompile(k.word),
			regexp.MustCompile(`(?:` + k.word + `)[^，。；\d]{0,16}?` + num + times),
			regexp.MustCompile(num + times + `[^，。；\d]{0,8}(?:` + k.word + `)`)})
	}
	return out
}()

var (
	rePercent = regexp.MustCompile(`百分之([零〇一二三四五六七八九十百]+|\d{1,3})`)
	reHeldAll = regexp.MustCompile(`(?:三会一课|组织生活制度|党员大会|支委会|党小组会|党课|主题党日)[^，。；]{0,10}?(?:按期|按时|全部|均|足额|100 ?[%％]|百分之百|一次不落|一次不少|无缺|未缺|没有缺)`)
	reNotHeld = regexp.MustCompile(`前|后|及|和|与|、|议题|问题|议`)
	reMade    = regexp.MustCompile(`修订|制定|出台|建立|完善|形成|其中|中有`) // what is counted behind it is something else
	reYearly  = regexp.MustCompile(`^全年(?:共|累计|召开|开展|组织)*` + num + ` ?(?:余)?(?:次|场|期|堂|回)`)
	reHeldSub = regexp.MustCompile(`参加|听取|列席|督导|指导|联系点|抽查|检查`)
)

// readNumber reads the first group that a match holds.
func readNumber(text string, m []int) (int, bool) {
	for k := 2; k+1 < len(m); k += 2 {
		if m[k] >= 0 {
			return cut.Number(strings.ReplaceAll(text[m[k]:m[k+1]], ",", ""))
		}
	}
	return 0, false
}

// claimsIn finds the claims of one section's text about the year.
func claimsIn(section, text string, year int) []Claim {
	var out []Claim
	at, bytes := 0, 0
	last := unknown
	for _, m := range reSentence.FindAllStringIndex(text, -1) {
		if strings.Contains(text[bytes:m[0]], "\n") {
			last = unknown
		}
		at += len([]rune(text[bytes:m[0]]))
		bytes = m[0]
		sentence := strings.TrimRight(text[m[0]:m[1]], " 　")
		lead := len([]rune(sentence)) - len([]rune(strings.TrimLeft(sentence, " 　")))
		r := reader{section: section, year: year, about: unknown}
		if sentence = strings.TrimLeft(sentence, " 　"); reGoesOn.MatchString(sentence) {
			r.about = last
		}
		r.read(sentence)
		last = r.about
		for _, c := range r.found {
			c.Text, c.Span = sentence, cut.Span{Start: at + lead, End: at + lead + len([]rune(sentence))}
			out = append(out, c)
		}
	}
	return out
}

// reader reads one sentence clause by clause.
type reader struct {
	section string
	year    int
	about   subject
	abroad  bool   // the sentence speaks of another year
	foreign bool   // the sentence speaks of what another house found
	held    string // the kind of meeting that the sentence named last
	found   []Claim
}

func (r *reader) read(sentence string) {
	if reDoubted.MatchString(sentence) {
		return
	}
	for _, clause := range reClause.FindAllString(sentence, -1) {
		clause = percents(strings.TrimSpace(clause))
		if reIntent.MatchString(clause) {
			if strings.Contains(clause, "下") || strings.Contains(clause, "年") {
				return // what follows is a plan as well
			}
			continue
		}
		if reOthers.MatchString(clause) || strings.ContainsAny(clause, "？?") {
			r.about = elsewhere
			continue
		}
		r.turn(clause)
		switch r.about {
		case ledger:
			r.readLedger(clause)
		case orders:
			r.readOrders(clause)
		}
		if !r.abroad {
			r.readHeld(clause)
			r.readRates(clause)
		}
	}
}

// percents writes 百分之九十 as 90%.
func percents(clause string) string {
	return rePercent.ReplaceAllStringFunc(clause, func(m string) string {
		n, ok := cut.Number(strings.TrimPrefix(m, "百分之"))
		if !ok && strings.HasSuffix(m, "百") {
			n, ok = 100, true
		}
		if !ok {
			return m
		}
		return strconv.Itoa(n) + "%"
	})
}

// dated follows which year the sentence speaks of.
func (r *reader) dated(clause string) {
	clause = reUntil.ReplaceAllString(clause, "")
	for _, y := range reYear.FindAllStringSubmatch(clause, -1) {
		if r.abroad = y[1] != strconv.Itoa(r.year); !r.abroad {
			return
		}
	}
	switch {
	case strings.Contains(clause, "今年"), strings.Contains(clause, "本年"):
		r.abroad = false
	case strings.Contains(clause, "去年"), strings.Contains(clause, "上年"), strings.Contains(clause, "上一年"):
		r.abroad = !strings.Contains(clause, "比")
	}
}

// turn follows what the clause is about.
func (r *reader) turn(clause string) {
	r.dated(clause)
	switch {
	case r.abroad, rePart.MatchString(clause):
		r.about = elsewhere
	case reAbove.MatchString(clause) && !strings.Contains(clause, "市局"):
		r.about, r.foreign = elsewhere, true
	case reElse.MatchString(clause) && !strings.Contains(clause, "督察"), r.foreign && !reOurs.MatchString(clause):
		r.about = elsewhere
	case reLedger.MatchString(clause):
		r.about = ledger
	case reOrders.MatchString(clause):
		r.about = orders
	case r.about == unknown && strings.Contains(clause, "销号"):
		r.about = ledger
	}
}

func (r *reader) add(fact string, how How, said int) {
	for _, c := range r.found {
		if c.Fact == fact && c.How == how {
			return
		}
	}
	r.found = append(r.found, Claim{Section: r.section, Fact: fact, How: how, Said: said})
}

func (r *reader) count(clause string, re *regexp.Regexp, fact string, how How) bool {
	m := re.FindStringSubmatchIndex(clause)
	if m == nil {
		return false
	}
	n, ok := readNumber(clause, m)
	if said := clause[m[0]:m[1]]; how == Counts && fact != "items.left" && strings.ContainsAny(said, "未没") || how != AtMost && strings.Contains(said, "余") || strings.HasSuffix(fact, ".total") && reMade.MatchString(said) {
		return false
	}
	if ok {
		r.add(fact, how, n)
	}
	return ok
}

func (r *reader) readLedger(clause string) {
	r.readTrouble(clause)
	if m := reRate.FindStringSubmatch(clause); m != nil && m[1] != "100" {
		if rose := reRose.FindStringSubmatch(clause); rose != nil {
			m = rose
		}
		n, _ := strconv.Atoi(m[1])
		r.add("items.closed", Rate, n)
		return
	}
	if saysAll(clause) {
		r.count(clause, reTotal, "items.total", Counts)
		r.add("items.done", All, 0)
		return
	}
	open := r.count(clause, reOpenB, "items.left", Counts) || r.count(clause, reOpenA, "items.left", Counts)
	closed := !reNot.MatchString(clause) && (r.count(clause, reClosedC, "items.closed", Counts) || r.count(clause, reClosedA, "items.closed", Counts) || r.count(clause, reClosedB, "items.closed", Counts))
	if !open && !closed && strings.Contains(clause, "问题") && !reLateN.MatchString(clause) && !reBackN.MatchString(clause) && !reFallN.MatchString(clause) {
		_ = r.count(clause, reTotal, "items.total", Counts) || r.count(clause, reTotalB, "items.total", Counts)
	}
}

// saysAll tells whether the clause says that everything was put right.
func saysAll(clause string) bool {
	if reNot.MatchString(clause) {
		return false
	}
	if reAllRate.MatchString(clause) || reAllWork.MatchString(clause) {
		return true
	}
	m := reAll.FindStringSubmatch(clause)
	return m != nil && reAllPure.MatchString(m[1]+m[2]) && !reMiddle.MatchString(m[2])
}

// readTrouble reads what a report says of items late, returned and relapsed.
func (r *reader) readTrouble(clause string) {
	for _, t := range []struct {
		none, some *regexp.Regexp
		fact       string
	}{{reLateNone, reLateN, "items.overdue"}, {reBackNone, reBackN, "items.returned"}, {reFallNone, reFallN, "items.relapsed"}} {
		if t.none.MatchString(clause) {
			r.add(t.fact, None, 0)
		} else {
			r.count(clause, t.some, t.fact, Counts)
		}
	}
}

func (r *reader) readOrders(clause string) {
	if !strings.Contains(clause, "完成") || reTaskAll.MatchString(clause) {
		r.count(clause, reTaskN, "tasks.total", Counts)
	}
	switch {
	case reNot.MatchString(clause):
	case reTaskAll.MatchString(clause):
		r.add("tasks.done", All, 0)
	case reLateNone.MatchString(clause):
		r.add("tasks.overdue", None, 0)
	}
}

// readHeld reads what is said about meetings and activities.
func (r *reader) readHeld(clause string) {
	if reHeldSub.MatchString(clause) {
		r.held = ""
		return // the meetings of others
	}
	if r.held != "" && reYearly.MatchString(clause) { // 每月1次，全年12次: the year's number counts
		r.found = slices.DeleteFunc(r.found, func(c Claim) bool { return c.Fact == "meetings."+r.held })
		r.count(clause, reYearly, "meetings."+r.held, AtMost)
	}
	if reHeldAll.MatchString(clause) && !reNot.MatchString(clause) && (!strings.Contains(clause, "率") || strings.Contains(clause, "100")) {
		r.add("meetings.missed", None, 0)
	}
	for _, k := range heldKinds {
		at := k.names.FindStringIndex(clause)
		if at == nil {
			continue
		}
		if m := k.after.FindStringSubmatchIndex(clause); m != nil && reNotHeld.MatchString(clause[at[1]:m[2]]) {
			continue // what was done there, or together with others
		}
		r.held = k.kind
		_ = r.count(clause, k.after, "meetings."+k.kind, AtMost) || r.count(clause, k.ahead, "meetings."+k.kind, AtMost)
	}
}

func (r *reader) readRates(clause string) {
	if m := reBudget.FindStringSubmatch(clause); m != nil {
		n, _ := strconv.Atoi(m[1])
		r.add("budget.spent", Rate, n)
	}
}
