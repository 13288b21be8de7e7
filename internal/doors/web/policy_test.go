package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"plumbline/internal/hall/access"
)

// keyless finds words keys that a page shows instead of sentences.
var keyless = regexp.MustCompile(`>\s*(roles|policy|recusal|right|denied|nav|shell)\.[a-z_.]+\s*<`)

func contains(t *testing.T, page string, all ...string) {
	t.Helper()
	for _, s := range all {
		if !strings.Contains(page, s) {
			t.Errorf("no %q on the page", s)
		}
	}
	if key := keyless.FindString(page); key != "" {
		t.Errorf("a key without words: %s", key)
	}
}

func TestPolicyIsReadable(t *testing.T) {
	w := newOrgTown(t)
	contains(t, w.get("secadmin", "zh", "/admin/policy", 200), "Q-431", "验收整改、签第一人意见", "N-32", "责任一方", "须列入督察组")
	contains(t, w.get("auditor", "en", "/admin/policy", 200), "Q-431", "verify rectification", "named in the team")
	if md := w.get("auditor", "en", "/admin/policy.md", 200); !strings.HasPrefix(md, "# Policy") || !strings.Contains(md, "| Q-101 |") {
		t.Error("the text is not the matrix")
	}
	if book := w.get("secadmin", "zh", "/admin/policy.xlsx", 200); !strings.HasPrefix(book, "PK") {
		t.Error("no workbook")
	}
	for _, login := range []string{"sysadmin", "office", "unit"} {
		for _, path := range []string{"/admin/policy", "/admin/policy.md", "/admin/policy.xlsx", "/admin/roles", "/admin/roles/office", "/admin/recusals"} {
			w.get(login, "zh", path, http.StatusNotFound)
		}
	}
}

func TestRecusalPages(t *testing.T) {
	w := newOrgTown(t)
	contains(t, w.get("office", "zh", "/recusals", 200), "自行回避", "您没有登记过回避")
	contains(t, w.get("secadmin", "en", "/admin/recusals", 200), "Register a recusal")
	_, page := w.post("office", "/recusals", 422, "unit", "城东分局", "reason", "", "basis", "")
	contains(t, page, "请选择回避的情形", "请填写依据", `value="城东分局"`)
	_, page = w.post("office", "/recusals", 422, "number", "WT-26-9999", "reason", "handled", "basis", "1")
	contains(t, page, "没有编号“WT-26-9999”的整改问题")
	w.get("office", "zh", "/rectify?unit="+w.id["城东分局"], 200)
	w.post("office", "/recusals", 303, "unit", "城东分局", "reason", "relative", "basis", "回避申请 1")
	contains(t, w.get("office", "zh", "/recusals", 200), "近亲属在该单位任职", "生效")
	w.get("office", "zh", "/rectify?unit="+w.id["城东分局"], 404)
	w.get("office", "zh", "/rectify", 200)
	page = w.get("secadmin", "zh", "/admin/recusals?q=许文博", 200)
	contains(t, page, "许文博", "本人申请", "解除这条回避")
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(page)[1]
	w.post("office", "/admin/recusals/lift", 404, "id", id, "why", "x")
	w.post("auditor", "/admin/recusals/lift", 404, "id", id, "why", "x")
	w.post("secadmin", "/admin/recusals/lift", 422, "id", id, "why", "")
	w.post("secadmin", "/admin/recusals/lift", 303, "id", id, "why", "已调离")
	w.get("office", "zh", "/rectify?unit="+w.id["城东分局"], 200)
	contains(t, w.get("secadmin", "zh", "/admin/recusals", 200), "已解除", "已调离")
	if page := w.get("secadmin", "zh", "/admin/recusals?q=没有这人", 200); strings.Contains(page, "许文博") {
		t.Error("the search does not narrow")
	}
	w.post("secadmin", "/admin/recusals", 303, "person", "许文博", "unit", "城东分局", "reason", "served", "basis", "2", "since", "2026-06-18")
	w.get("office", "zh", "/rectify?unit="+w.id["城东分局"], 404)
}

func TestRolesPage(t *testing.T) {
	w := newOrgTown(t)
	east, root := w.id["城东分局"], w.id["市局"]
	contains(t, w.get("secadmin", "zh", "/admin/roles", 200), "请在左边选一个人", "林若溪")
	page := w.get("secadmin", "zh", "/admin/roles/unit", 200)
	contains(t, page, "角色与授权：林若溪", "城东分局：联络员", "报整改进展、传佐证", "给自己或别人授权", "规则 Q-113", "授予责任人：城东分局")
	contains(t, w.get("auditor", "en", "/admin/roles/unit", 200), "Roles of 林若溪", "report progress and add evidence")
	if strings.Contains(w.get("auditor", "en", "/admin/roles/unit", 200), `value="add:`) {
		t.Error("the auditor is offered to grant")
	}
	w.post("auditor", "/admin/roles/unit", 404, "do", "day")

	// a role that clashes is refused with its rule, here and by the verb
	_, page = w.post("secadmin", "/admin/roles/unit", 200, "do", "add:verifier:"+root, "side", "office")
	contains(t, page, "被拒", "N-42", "在一个单位负责整改的人，不能验收这个单位的整改", "林若溪现在是城东分局的联络员")
	_, page = w.post("secadmin", "/admin/roles/unit/apply", 422, "role", access.Verifier, "at", root, "since", "2026-06-18", "until", "", "basis", "1")
	contains(t, page, "不能验收这个单位的整改")
	_, page = w.post("secadmin", "/admin/roles/unit", 200, "do", "add:sysadmin:"+root, "side", "admin")
	contains(t, page, "N-41")
	_, page = w.post("secadmin", "/admin/roles/secadmin", 200, "do", "add:owner:"+east, "side", "unit")
	contains(t, page, "不能给本人授权")

	// one that does not: shown, tried on a day, made
	_, page = w.post("secadmin", "/admin/roles/unit", 200, "do", "add:owner:"+east, "side", "unit")
	contains(t, page, "新授", "无冲突", "城东分局：责任人", `is-new`)
	_, page = w.post("secadmin", "/admin/roles/unit", 200, "do", "day", "day", "2026-08-03", "role", "owner", "at", east, "since", "2026-08-04", "until", "2026-09-30", "basis", "督授1号")
	if strings.Contains(page, "城东分局：责任人") {
		t.Error("a role is in force before its first day")
	}
	_, page = w.post("secadmin", "/admin/roles/unit", 422, "do", "day", "day", "tomorrow")
	contains(t, page, "tomorrow")
	w.post("secadmin", "/admin/roles/unit/apply", 422, "role", "owner", "at", east, "since", "2026-06-18", "until", "", "basis", "")
	w.post("secadmin", "/admin/roles/unit/apply", 422)
	w.post("secadmin", "/admin/roles/unit/apply", 303, "role", "owner", "at", east, "since", "2026-06-18", "until", "2026-07-01", "basis", "督授1号")
	page = w.get("secadmin", "zh", "/admin/roles/unit?side=unit", 200)
	contains(t, page, "is-end", "快到期", "剩 13 天")
	contains(t, w.get("secadmin", "zh", "/admin/roles", 200), "快到期", "责任人")

	// taken back: for a reason, at once
	id := regexp.MustCompile(`is-end[^>]*value="revoke:([^"]+)"`).FindStringSubmatch(page)
	if id == nil {
		t.Fatal("the grant cannot be pressed")
	}
	_, page = w.post("secadmin", "/admin/roles/unit", 200, "do", "revoke:"+id[1], "side", "unit")
	contains(t, page, "收回的理由", "is-gone")
	if strings.Contains(page, "城东分局：责任人") {
		t.Error("a role to be revoked still has effects")
	}
	w.post("secadmin", "/admin/roles/unit/apply", 422, "revoke", id[1], "reason", "")
	w.post("secadmin", "/admin/roles/office/apply", 404, "revoke", id[1], "reason", "x")
	w.post("secadmin", "/admin/roles/unit/apply", 303, "revoke", id[1], "reason", "免职")
	contains(t, w.get("secadmin", "zh", "/admin/roles/unit", 200), "历次授权", "已收回")
	contains(t, w.get("auditor", "zh", "/audit?action=access.preview", 200), "查看某人的权限")
}
