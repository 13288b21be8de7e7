package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

func secondMember(t *testing.T) *tab { return nth(t, "member", 1) }

// paper writes a work paper by two handlers, reviewed by the deputy and approved by the team leader, who then makes it a
// finding.
func paper(t *testing.T, member, deputy, chief *tab, site string) {
	second := secondMember(t)
	member.goes(`//a[contains(@href, "paper=new")]`)
	member.send("/papers", "gist=抽查涉案财物出入库登记120件，有11件与实物不一致，最早一件相差46天。", "method=查阅台账", "subject=案管室", "occasion=本年一至六月",
		"effect=存在丢失风险。", "cite=涉案财物管理规定", "cite_text=出入库应当逐笔登记，账物相符。", "process=随机抽取并逐件核对。", "materials=抽查清单", "handler_two="+second.me(), "severity=serious")
	at := member.where()[len(member.base):]
	member.send("/sign")
	second.open(at)
	second.send("/sign")
	deputy.open(at)
	deputy.send("/review")
	chief.open(at)
	chief.send("/approve")
	chief.open(at)
	chief.send("/dispose", "disposal=反馈整改", "title=涉案财物登记与实物不一致", "body=涉案财物出入库登记与实物不一致，抽查120件有11件不符。")
}

// report ends the inspection: report, decision on the finding, feedback, its approval and sending; the items exist with it.
func report(t *testing.T, office, chief, leader *tab, site string) string {
	chief.open(site)
	chief.send("/leave")
	chief.open(site + "/report")
	chief.send("/report", "conduct=按方案开展督察。", "overall=总体较好，涉案财物管理有明显短板。", "causes=责任没有落实到岗位。", "advice=健全台账制度。", "grade=fair", "grade_reason=问题较少且集中。", "press:act=sign")
	leader.open(site + "/report")
	leader.send("/decide", "press:approve=1")
	office.open(site + "/report")
	office.send("/feedback", "number=临公督反〔2026〕99号", "opening=现将督察情况反馈如下。", "demand=请于规定期限内整改。", "due="+day(60))
	leader.open(site + "/report")
	leader.shot("loop-feedback")
	leader.send("/approve")
	office.open(site + "/report")
	office.send("/send")
	office.open("/rectify?q=" + "涉案财物登记与实物不一致")
	return office.first(`^/rectify/items/[0-9a-z]{26}$`)
}

// planOnFile signs for what was sent under the number, writes the plan, has it signed by the head and accepted by the office.
func planOnFile(t *testing.T, office, unit, head *tab, number string) {
	lead, owner := as(t, "lead").me(), as(t, "owner").me()
	head.open("/unit/sign")
	head.open(head.near(number, `^/unit/sign\?`))
	head.shot("loop-sign")
	head.send("/unit/sign", "lead.*="+lead, "owner.*="+owner, "opinion=已签收，立即组织整改。")

	unit.open("/rectify/plans")
	plan := unit.near(number, `^/rectify/plans/[0-9a-z]{26}$`)
	unit.open(plan)
	unit.send("/text", "cause=台账管理责任没有落实到岗位，检查流于形式。", "study_on="+day(0), "study_note=党委会专题研究")
	unit.open(unit.first(`\?edit=task:`))
	unit.send("/task-add", "title=健全涉案财物台账")
	unit.open(unit.first(`\?edit=new:`))
	unit.send("/measure-add", "body=全面清点并重建台账，逐件核对。", "target=账物相符率百分之百", "due="+day(40), "lead="+lead, "owner="+owner, "department=案管室", "kind=rules")
	unit.shot("loop-plan")
	unit.send("/submit")
	head.open(plan)
	head.send(plan+"/sign", "opinion=同意，按此落实。")
	office.open(plan)
	office.send("/accept", "opinion=同意备案")
}

// putRight reports the measure done, brings evidence and claims the close-out.
func putRight(t *testing.T, unit, head *tab, item string) {
	unit.open(item)
	unit.send("/report", "measure=重建台账", "percent=100", "body=已清点全部物品并重建台账，复核无差错。")
	file := filepath.Join(t.TempDir(), "涉案财物清点记录.txt")
	if err := os.WriteFile(file, []byte("清点记录：全部物品账物相符。\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	unit.open(item)
	unit.attach(file)
	unit.sees("涉案财物清点记录.txt")
	head.open(item + "/claim")
	head.send("/claim", "summary=涉案财物已全面清点，台账重建完毕，账物相符。", "answer.*=抽查全部相符，见清点记录。")
}

// closeOut verifies and closes with two different people, neither of the unit, and looks back. The unit cannot do it.
func closeOut(t *testing.T, office *tab, item string) {
	verifier := as(t, "verifier")
	verifier.open(item)
	verifier.send("/begin")
	verifier.open(item + "/verify")
	verifier.shot("loop-verify")
	verifier.send("/verify", "party=office", "method=site", "member_party=team", "member="+as(t, "teamleader").me(), "member_party=function", "member="+nth(t, "verifier", 1).me(),
		"what=台账与实物", "how=现场清点", "sampled=30", "matched=30", "row_verdict=in_place", "verdict=in_place", "asked=10", "content=10", "opinion=经现场核验，整改到位。")
	verifier.open(item)
	verifier.send("/propose", "opinion=建议销号。")
	verifier.open(item)
	if verifier.has("/close") {
		t.Error("who proposed the close-out may also decide it")
	}
	office.open(item)
	office.send("/close", "opinion=同意销号。")
	verifier.open(item + "/look")
	verifier.send("/look", "outcome=kept", "method=site", "opinion=回头看未见反弹，制度在执行。")
}

// has tells whether a form of the page goes to an address with this end.
func (p *tab) has(end string) bool {
	p.t.Helper()
	return ask(p, "look for "+end, chromedp.Evaluate[bool](`[...document.forms].some(f => (f.getAttribute("action") || "").endsWith(`+quoted(end)+`))`))
}
