package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// campaignOrder is what the office takes in; its second part becomes a task.
const campaignOrder = `关于开展窗口服务突出问题专项整治的方案
一、工作目标。窗口服务问题明显减少。
二、主要任务。城东分局要在两个月内完成窗口服务问题清理，逐项有结果。`

// A campaign from a directive to the summary, by the different people: the office drafts, the leader approves, the
// unit signs, breaks down, reports and replies, a stranger gives an opinion, a named person takes a sealed paper, and
// somebody else finishes what the office summed up.
func TestACampaign(t *testing.T) {
	office, leader, unit := as(t, "office"), as(t, "leader"), as(t, "unit")
	at := campaignDrafted(t, office, leader)
	campaignRelayed(office, unit, at)
	campaignHeard(t, office, leader, unit, at)
	campaignSealed(t, office, at)
	for _, act := range []string{"start_study", "start_selfcheck", "start_rectify", "start_conclude"} {
		office.open(at + "/plan")
		office.send(at+"/move", "press:act="+act)
	}
	campaignProblem(office, unit, at)
	office.open(at)
	office.sees("按在册顺序")
	office.sees("窗口中午无人值守")
	office.whole("the page of a campaign")
	office.shot("campaign")
	office.open(at + "/summary")
	office.send(at+"/summary", "summary=一、主要做法：开门听取意见，逐条答复。")
	office.whole("the summary of a campaign")
	office.open(at + "/plan")
	office.send(at+"/move", "press:act=ask_review")
	leader.open(at + "/plan")
	leader.send(at+"/move", "words=抽查窗口六处，同意结束。", "press:act=finish")
	leader.sees("已结束")
	office.speaks("en")
	for _, tail := range []string{"", "/plan", "/relay", "/tasks", "/opinions", "/receipts", "/proposals", "/summary"} {
		office.open(at + tail)
		office.whole("in English: " + tail)
		office.look("campaign en " + tail)
	}
	office.speaks("zh")
	if raw := leader.prints(); len(raw) < 5000 {
		t.Errorf("the plan prints %d bytes", len(raw))
	}
}

// campaignDrafted takes in a directive, drafts a campaign from it and lets the leader approve.
func campaignDrafted(t *testing.T, office, leader *tab) string {
	office.open("/directive")
	office.send("/directive", "title=", "text="+campaignOrder)
	page := strings.Split(strings.TrimPrefix(office.where(), office.base), "?")[0]
	node := ""
	for _, l := range office.links() {
		if strings.HasPrefix(l, page+"?n=") {
			node = l
		}
	}
	office.open(node)
	office.send("/task", "title=窗口服务问题清理", "lead=城东分局", "due="+day(50), "standard=逐项有结果")
	office.open("/campaign/new")
	office.whole("the form for a campaign")
	office.send("/campaign", "directive="+page[strings.LastIndex(page, "/")+1:], "title=窗口服务突出问题专项整治", "paper=临公督〔2026〕19 号", "lead=督察办", "first="+day(-40), "aim=窗口服务问题明显减少")
	at := strings.TrimSuffix(strings.TrimPrefix(office.where(), office.base), "/plan")
	office.send(at+"/plan", "opens="+day(-2)+" 08:00", "closes="+day(9)+" 24:00")
	office.send(at+"/name", "person="+leader.me(), "duty=组长")
	office.send(at+"/name", "person="+office.me(), "duty=收件人", "receives=1")
	office.whole("the plan of a campaign")
	office.send(at+"/move", "press:act=submit")
	leader.open(at + "/plan")
	leader.send(at+"/move", "organ=市局党委会", "resolved="+day(0), "press:act=approve")
	return at
}

// campaignRelayed addresses every unit; one of them does its three things.
func campaignRelayed(office, unit *tab, at string) {
	office.open(at + "/relay")
	office.send(at + "/relay")
	office.sees("城东分局")
	office.whole("the relay of a campaign")
	unit.open(at)
	relay := unit.near("城东分局", at+"/relay/")
	unit.open(relay)
	unit.send(relay + "/receive")
	unit.send(relay+"/break", "to=各窗口负责人", "tasks=4")
	unit.send(relay+"/report", "report=首批清理十二项，已改九项。")
	unit.sees("4 项")
	unit.whole("a unit's relay")
}

// campaignProblem is a chronic problem on its way: registered by the office, planned by the unit, so that its three
// fields stand on the campaign's page.
func campaignProblem(office, unit *tab, at string) {
	office.open("/chronic/register")
	office.send("/chronic/register", "campaign=窗口服务突出问题专项整治", "unit=城东分局", "category=G6", "title=窗口中午无人值守", "facts=抽查三个窗口，中午均无人值守。", "way=upper", "from="+day(-60), "to="+day(-10))
	item := strings.TrimPrefix(office.where(), office.base)
	office.send(item+"/classify", "track=campaign", "verdict=属于服务问题，本级整改。")
	unit.open(item)
	unit.send(item+"/plan", "due="+day(20), "measure=中午安排值班", "standard=连续三十天抽查有人")
	office.open(at)
	office.sees("连续三十天抽查有人")
}

// campaignHeard is an opinion from the public page to what is published.
func campaignHeard(t *testing.T, office, leader, unit *tab, at string) {
	office.open(at)
	open := strings.TrimSuffix(office.first(`^/open/[A-Z0-9]+$`), "/")
	out := newTab(t, office.base)
	out.do("a phone", chromedp.EmulateViewport(360, 740))
	out.open(open)
	out.complaints()
	out.whole("the open door")
	out.send(open, "group=public", "body=窗口午休停办，等了一个半小时。")
	number := ask(out, "number", chromedp.Evaluate[string](`document.querySelector("code").textContent`))
	out.whole("the number of an opinion")
	office.open(at + "/opinions")
	one := office.first(at + `/opinions/[0-9a-z]{26}$`)
	office.whole("the list of opinions")
	office.open(one)
	office.send(one+"/assign", "gist=窗口午休停办", "unit=城东分局")
	unit.open(one)
	unit.send(one+"/answer", "kind=reply", "reply=窗口中午安排值班。", "changed=中午不停办")
	office.open(one)
	office.whole("an opinion")
	office.send(one + "/approve")
	office.send(one+"/propose", "asked=窗口午休停办", "changed=中午不停办", "checked=1")
	leader.open(one)
	leader.send(one+"/publish", "checked=1")
	out.open(open)
	out.send(open+"/reply", "number="+number)
	out.sees("窗口中午安排值班")
	out.whole("the reply to an opinion")
	out.open(open + "/published")
	out.sees("中午不停办")
	out.whole("what is published")
}

// campaignSealed takes a sealed paper and confirms its number.
func campaignSealed(t *testing.T, office *tab, at string) {
	office.open(at + "/receipts")
	office.whole("self-reports")
	office.send(at + "/receipts")
	office.sees("在窗口内")
	office.whole("a receipt")
	number := ask(office, "number", chromedp.Evaluate[string](`document.querySelector(".pl-slip-code code").textContent`))
	out := newTab(t, office.base)
	out.open("/open/receipt")
	out.send("/open/receipt", "number="+number)
	out.sees("该件已于")
	out.whole("the confirmation of a receipt")
}
