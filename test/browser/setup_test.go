package browser

import (
	"path/filepath"
	"strings"
	"testing"
)

// An empty house is set up by its first three administrators and nobody else: the page, its mistakes, the first sign-in.
func TestSetUpInTheBrowser(t *testing.T) {
	chromium(t)
	url, stop, err := start("http", "serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "house"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	p := newTab(t, url)
	p.open("/")
	p.accessible("set-up")
	p.shot("setup")

	p.fill("name", "云溪市公安局")
	for i, role := range []string{"sysadmin", "secadmin", "auditor"} {
		p.fill(role+"_name", "管理员"+[]string{"甲", "乙", "丙"}[i])
		p.fill(role+"_badge", "00000"+[]string{"1", "2", "3"}[i])
		p.fill(role+"_login", role)
		p.fill(role+"_password", "123456")
	}
	p.submit("/setup")
	p.accessible("set-up with mistakes")
	for _, role := range []string{"sysadmin", "secadmin", "auditor"} {
		p.fill(role+"_password", "qingshan-Lvshui-2026-"+role[:3])
	}
	p.submit("/setup")
	p.accessible("sign-in")
	p.shot("login")

	p.signIn("auditor", "wrong password")
	if at := p.where(); !strings.HasSuffix(at, "/login") {
		t.Errorf("a wrong password led to %s", at)
	}
	p.signIn("auditor", "qingshan-Lvshui-2026-aud")
	if at := p.where(); strings.Contains(at, "/login") {
		t.Errorf("the right password stayed at %s", at)
	}
	p.open("/setup")
	p.accessible("set-up that is over")
}
