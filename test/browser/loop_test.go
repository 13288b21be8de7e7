package browser

import (
	"strings"
	"testing"
	"time"

	"plumbline/internal/ground/clock"
)

// speech is what the office pastes; its second part becomes a task.
const speech = `在全市公安机关涉案财物管理工作会议上的讲话
同志们：
一、提高思想认识。各级党组织要把涉案财物管理作为全面从严治党的具体抓手。
二、限期整改问题。城东分局要在年底前完成涉案财物清点核对，做到账物相符。
三、加强督促检查。督察办要定期通报，对反弹的问题从严问责。`

// The loop that everything else feeds, by the people whose work it is: a directive comes in and becomes a task, an
// inspection finds a problem, it is fed back, becomes an item, is planned, put right with evidence, verified and closed
// out by two people who are not of the unit, and looked at again.
func TestTheWholeLoop(t *testing.T) {
	office := as(t, "office")
	unit, head := as(t, "unit"), as(t, "unithead")
	directiveToDuty(t, office, head)
	item := inspectionToItem(t, office)
	planOnFile(t, office, unit, head, "99号")
	putRight(t, unit, head, item)
	closeOut(t, office, item)

	office.open(item)
	office.sees("已销号")
	office.whole("the item at its end")
	office.shot("loop-item")
}

// day is the house's day, n days from now; the machine may live in another zone.
func day(n int) string { return string(clock.DayOf(time.Now()).Add(n)) }

func directiveToDuty(t *testing.T, office, head *tab) {
	office.open("/directive")
	office.send("/directive", "title=", "text="+speech)
	page := strings.Split(strings.TrimPrefix(office.where(), office.base), "?")[0]
	office.sees("二、")
	node := office.first(`\?n=[0-9a-z]{26}#s-[0-9a-z]{26}$`)
	for _, l := range office.links() { // the second part
		if strings.HasPrefix(l, page+"?n=") {
			node = l
		}
	}
	office.open(node)
	office.shot("loop-directive")
	office.send("/task", "title=完成涉案财物清点核对", "lead=城东分局", "due="+day(30), "standard=账物相符率百分之百")

	head.open("/directive/tasks")
	head.goes(`//a[contains(@href, "/duty/") and contains(., "完成涉案财物清点核对")]`)
	duty := strings.Split(strings.TrimPrefix(head.where(), head.base), "?")[0]
	head.send(duty + "/sign")
	head.open(duty)
	head.send(duty+"/report", "words=已完成清点核对，账物相符，登记表已备查。")
	office.open("/directive/tasks")
	office.open(office.first(`duty=` + duty[strings.LastIndex(duty, "/")+1:] + `|` + duty + `$`))
	office.send(duty+"/accept", "words=认可")
}

// inspectionToItem runs a round of its own, because a unit is inspected once in a round, and answers the item's address.
func inspectionToItem(t *testing.T, office *tab) string {
	chief, deputy, member, leader := as(t, "teamleader"), as(t, "teamdeputy"), as(t, "member"), as(t, "leader")
	year := day(0)[:4]
	office.open("/inspect/rounds/new")
	office.send("/inspect/rounds", "number=9", "name=专项督察（浏览器）", "kind=专项", "focus=涉案财物管理", "year="+year, "starts="+day(0), "ends="+day(60))
	leader.open("/inspect")
	round := strings.TrimSuffix(leader.near("专项督察（浏览器）", `/approve$`), "/approve")
	leader.send(round+"/approve", "decision=临公督组〔"+year+"〕9号")
	office.open(round + "/team")
	office.send(round+"/teams", "position=9", "name=第九督察组", "authority=临公督授〔"+year+"〕9号", "until="+day(60),
		"leader="+chief.me(), "deputy="+deputy.me(), "members="+member.me()+"、"+secondMember(t).me())
	office.open(round + "/schedule")
	office.send(round+"/inspections", "unit=城东分局", "team=第九督察组", "checklist=检查要点库", "batch=第一批", "enters="+day(0), "leaves="+day(14))

	chief.open("/inspect")
	site := chief.first(`^/inspect/[0-9a-z]{26}$`)
	chief.open(site)
	chief.send("/enter")

	member.open(site)
	member.shot("loop-inspection")
	paper(t, member, deputy, chief, site)
	member.open(site)
	member.send("/judge", "verdict=fails", "note=账物不符")
	return report(t, office, chief, leader, site)
}
