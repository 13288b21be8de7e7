package idp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const good = `# how people of this house sign in
[certificate]
from = "serial"
matches = "badge"

[oidc]
name = "统一身份认证"
issuer = "https://idp.example"
client_id = "plumbline"
redirect = "https://house.example/login/oidc/back"
claim = "employee_number"
matches = "badge"

[ldap]
url = "ldaps://ldap.example"
bind = "uid={login},ou=people,dc=example"
base = "ou=people,dc=example"
filter = "(uid={login})"
attribute = "employeeNumber"
matches = "login"
`

func read(t *testing.T, text string) (*Config, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sign-in.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Read(file)
}

// Every mistake of the file is one sentence with the line at which it stands.
func TestFileIsReadStrictly(t *testing.T) {
	c, err := read(t, good)
	if err != nil || c.Certificate == nil || c.OIDC == nil || c.LDAP == nil {
		t.Fatalf("%+v, %v", c, err)
	}
	if c, err := read(t, ""); err != nil || *c != (Config{}) {
		t.Errorf("an empty file: %+v, %v", c, err)
	}
	for _, x := range []struct{ was, is, want string }{
		{`client_id =`, `client-id =`, "sign-in.toml:9: there is no setting oidc.client-id"},
		{`[ldap]`, `[ladp]`, "sign-in.toml:14: there is no setting ladp"},
		{`from = "serial"`, `from = "name"`, `sign-in.toml:3: from must be "serial"`},
		{`matches = "login"`, `matches = "mail"`, `sign-in.toml:20: matches must be "badge"`},
		{`ldaps://ldap.example`, `http://ldap.example`, "sign-in.toml:15: url must be ldaps://"},
		{`https://idp.example`, `http://idp.example`, "sign-in.toml:8: issuer must be the https://"},
		{"claim = \"employee_number\"\n", "", "sign-in.toml:6: claim is missing"},
		{`"(uid={login})"`, `"(uid=%s)"`, "sign-in.toml:18: filter must hold {login}"},
		{`matches = "badge"` + "\n\n[oidc]", `matches = "badge` + "\n\n[oidc]", "sign-in.toml:4: "},
		{`[oidc]`, "[oidc]\nca = \"nowhere.pem\"", "sign-in.toml:7: ca cannot be read"},
		{`[oidc]`, "[oidc]\nscopes = 3", "sign-in.toml: "},
	} {
		_, err := read(t, strings.Replace(good, x.was, x.is, 1))
		if err == nil || !strings.Contains(err.Error(), x.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q for %q: %v, want %q", x.is, x.was, err, x.want)
		}
	}
}
