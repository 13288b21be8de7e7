package cut

import (
	"regexp"
	"strings"
)

var (
	reFurniture = regexp.MustCompile(`阅读全文|微信扫一扫|扫一扫|相关内容|相关阅读|相关推荐|热门推荐|本周热门|本月热门|微信订阅号|联系客服|上一篇|下一篇|责任编辑|责编[：:]|打印本页|关闭窗口|返回顶部|版权所有|免责声明|点击下载|下载文档|原文链接|【打印|【关闭|^\s*分享[到：:]?\s*$|您需要先登[陆录]`)
	reStrongEnd = regexp.MustCompile(`^(?:附件[：:]|附[：:]|特此|此通知|抄送|主送|联系人|联系电话|（此件|\(此件|（联系人|谢谢|我(?:的讲话|的发言|就讲|就说|讲)(?:到此|完|这些|这么多|到这里)|我的讲话(?:就到|到|完)|今天我就讲|我就讲到这里|讲话完毕|以上(?:意见|方案|通知|各项|要求|工作|内容)?[，,]请|以上报告)`)
	reWeakEnd   = regexp.MustCompile(`^(?:同志们[，,！!：:]|各位(?:领导|同志|代表)?[^。，,]{0,10}[，,！!：:]|让我们|最后[，,](?:让我们|我|预祝|祝)|预祝|战友们[，,！])`)
	reFarewell  = regexp.MustCompile(`谢谢|让我们|奋斗|贡献|讲完|胜利|[！!]\s*$`)
	reOrgLine   = regexp.MustCompile(`^[\p{Han}XＸ×〇○（）()\s、]{3,40}$`)
)

const closingMax = 1500 // a longer stretch is not a closing

// findTail returns where the furniture of a web page begins, or the end of the text.
func (p *page) findTail() int {
	found := len(p.src)
	for i := len(p.lines) - 1; i >= 0; i-- {
		l := p.trimmed(p.lines[i])
		if l.Empty() {
			continue
		}
		text := p.text(l)
		if l.End-l.Start > 60 || strings.ContainsRune(text, '。') {
			break
		}
		if reFurniture.MatchString(text) {
			found = l.Start
		}
	}
	if found == len(p.src) {
		return p.tailInside()
	}
	return found
}

// tailInside finds furniture glued to the end of a paragraph.
func (p *page) tailInside() int {
	from := max(0, len(p.src)-400)
	text := string(p.src[from:])
	for _, word := range []string{"阅读全文", "微信扫一扫", "责任编辑：", "责任编辑:"} {
		if k := strings.Index(text, word); k >= 0 && from+k > 0 {
			return from + len([]rune(text[:k]))
		}
	}
	return len(p.src)
}

// findClosing recognises farewell, attachments and signature behind the last marker and returns where
// the body ends.
func (p *page) findClosing(d *Doc, front int, accepted []placed) int {
	from := front
	line := int32(-1)
	if len(accepted) > 0 {
		from = accepted[len(accepted)-1].end
		line = p.lineOf[from-1]
	}
	signed := p.findSigned(d, line)
	strong, weak := signed, -1
	for _, l := range p.lines {
		if l = p.trimmed(l); l.Empty() || l.Start < front || p.lineOf[l.Start] <= line || l.Start >= p.limit {
			continue
		}
		text := p.text(l)
		if reStrongEnd.MatchString(text) && l.Start < strong && p.limit-l.Start <= closingMax {
			strong = l.Start
		}
		if reWeakEnd.MatchString(text) && p.limit-l.Start <= closingMax {
			weak = l.Start
		}
	}
	end := strong
	if weak >= 0 && weak < end && len(accepted) > 0 {
		end = weak
	}
	if end == p.limit || end == signed {
		if k := p.farewellInside(from, end); k > 0 {
			end = k
		}
	}
	d.Closing = p.part(end, p.limit)
	return end
}

// farewellInside finds “同志们，…！” or “谢谢大家” behind a full stop of the last paragraph.
func (p *page) farewellInside(from, end int) int {
	for i := max(from+3, end-420); i < end; i++ {
		if p.listOfPapers(i) && i > p.lines[p.lineOf[i]].Start {
			return i
		}
		if p.masked[i] || p.placeOf(i) < stopped || p.placeOf(i) == onLine {
			continue
		}
		rest := string(p.src[i:end])
		if strings.HasPrefix(rest, "谢谢") || reStrongEnd.MatchString(rest) && !strings.HasPrefix(rest, "附") {
			return i
		}
		if reWeakEnd.MatchString(rest) && reFarewell.MatchString(rest) {
			return i
		}
	}
	return 0
}

// findSigned finds the issuing body and the date at the foot of a notice and returns where they begin,
// or the limit.
func (p *page) findSigned(d *Doc, after int32) int {
	var foot []Span
	for i := len(p.lines) - 1; i > int(after) && len(foot) < 6; i-- {
		if l := p.trimmed(p.lines[i]); !l.Empty() && l.End <= p.limit {
			foot = append(foot, l)
		}
	}
	for k, l := range foot {
		text := p.text(l)
		if l.End-l.Start > 40 || !reDateLine.MatchString(text) || l.End <= d.Title.End || l.End <= d.Date.End {
			continue
		}
		start := l.Start
		for _, up := range foot[k+1:] {
			if !reOrgLine.MatchString(p.text(up)) || up.Start <= d.Title.End {
				break
			}
			start = up.Start
		}
		d.Signed = p.part(start, l.End)
		if d.Date.Empty() {
			d.Date = p.dateIn(l)
		}
		return start
	}
	return p.limit
}
