package browser

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// pasteWord gives the editor what Word puts on the clipboard, as the browser would.
const pasteWord = `(() => {
	const box = document.querySelector("textarea[data-write]");
	box.value = ""; box.focus();
	const d = new DataTransfer();
	d.setData("text/html", "<html><head><style>p{color:red}</style></head><body><p class=MsoNormal style='text-indent:32pt'><span lang=EN-US>2025年</span>，清点<b>1,264</b>件。<o:p></o:p></p><p>• 第二段<script>document.title='x'</scr" + "ipt><img src=x onerror='document.title=1'></p><table><tr><td><p>单位</p></td><td>12</td></tr></table></body></html>");
	d.setData("text/plain", "plain");
	box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: d, bubbles: true, cancelable: true}));
	return box.value + "|" + document.querySelector("[data-count]").textContent + "|" + (document.title === "x" || document.title === "1");
})()`

// A reporter pastes from Word, saves, and finds the words alone; what is typed is kept without pressing anything.
func TestWritingAReport(t *testing.T) {
	p := asLogin(t, "yuanshoucheng")
	p.open("/dutyreport")
	p.goes(`//tr[contains(., "袁守成")]//a[contains(@href, "/dutyreport/reports/")]`)
	p.goes(`//a[contains(@href, "/write")]`)
	if got := ask(p, "paste", chromedp.Evaluate[string](pasteWord)); got != "2025年，清点1,264件。\n第二段\n单位　12|14|false" {
		t.Errorf("pasted: %q", got)
	}
	kept := false
	for i := 0; i < 40 && !kept; i++ { // two seconds after the last key
		time.Sleep(200 * time.Millisecond)
		kept = ask(p, "kept", chromedp.Evaluate[bool](`/[0-9]{2}:[0-9]{2}:[0-9]{2}/.test(document.querySelector("[data-saved]").textContent)`))
	}
	if !kept {
		t.Error("what was typed was not kept")
	}
	p.send("/write")
	if got := ask(p, "text", chromedp.Evaluate[string](`document.querySelector("textarea[data-write]").value`)); !strings.HasPrefix(got, "2025年，清点1,264件。\n第二段") {
		t.Errorf("stored: %q", got)
	}
	p.open(strings.TrimPrefix(p.where(), p.base))
	if !ask(p, "in sight", chromedp.Evaluate[bool](`(r => r.top > 40 && r.top < innerHeight)(document.querySelector("textarea[data-write]").getBoundingClientRect())`)) {
		t.Errorf("the section at hand is out of sight at %s", p.where())
	}
	p.whole("the editor")
	p.speaks("en")
	p.whole("the editor in English")
}
