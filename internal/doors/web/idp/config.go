package idp

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
)

// Config is the file sign-in.toml: which outside places may say who somebody is. A part that is
// absent is a way in that the house does not have.
type Config struct {
	Certificate *Certificate `toml:"certificate"`
	OIDC        *OIDC        `toml:"oidc"`
	LDAP        *LDAP        `toml:"ldap"`
}

// Certificate says which part of a person's certificate names the person.
type Certificate struct {
	From       string `toml:"from"`        // serial, cn, or an attribute of the subject by its OID
	Matches    string `toml:"matches"`     // badge or login
	TwoFactors bool   `toml:"two_factors"` // the token asks for its PIN: the certificate is enough
}

// OIDC is an OpenID Connect provider.
type OIDC struct {
	Name       string   `toml:"name"` // on the button
	Issuer     string   `toml:"issuer"`
	ClientID   string   `toml:"client_id"`
	SecretFile string   `toml:"client_secret_file"`
	Redirect   string   `toml:"redirect"` // https://this-house/login/oidc/back
	Scopes     []string `toml:"scopes"`
	Claim      string   `toml:"claim"`     // of the ID token
	Matches    string   `toml:"matches"`   // badge or login
	Hosts      []string `toml:"hosts"`     // further hosts of the provider, when its endpoints lie elsewhere
	TrustAMR   []string `toml:"trust_amr"` // any of these in amr counts as two factors
	TrustACR   []string `toml:"trust_acr"` // this acr counts as two factors
	CA         string   `toml:"ca"`        // file; empty for the machine's own CAs

	secret string
	roots  *x509.CertPool
}

// LDAP is a directory in which a person signs in with the own account there.
type LDAP struct {
	Name      string `toml:"name"`
	URL       string `toml:"url"`       // ldaps://host, or ldap://host, which then must speak StartTLS
	Bind      string `toml:"bind"`      // uid={login},ou=people,dc=… or {login}@domain
	Base      string `toml:"base"`      // where the entry is looked for, as the person
	Filter    string `toml:"filter"`    // (uid={login})
	Attribute string `toml:"attribute"` // of the entry
	Matches   string `toml:"matches"`
	CA        string `toml:"ca"`

	roots *x509.CertPool
}

// Mistake is what is wrong with the file, as one sentence with the place.
type Mistake struct {
	File, Says string
	Line       int
}

func (m *Mistake) Error() string {
	if m.Line == 0 {
		return m.File + ": " + m.Says
	}
	return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Says)
}

// Read reads the file; a key that is not known, missing or useless is a *Mistake.
func Read(file string) (*Config, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, &Mistake{File: file, Says: "cannot be read: " + cause(err)}
	}
	r := reader{file: file, text: string(raw)}
	var c Config
	meta, err := toml.Decode(r.text, &c)
	var broken toml.ParseError
	if errors.As(err, &broken) {
		return nil, &Mistake{File: file, Line: broken.Position.Line, Says: broken.Message}
	}
	if err != nil {
		return nil, &Mistake{File: file, Says: strings.TrimPrefix(err.Error(), "toml: ")}
	}
	for _, key := range meta.Undecoded() {
		return nil, r.wrong(key, "there is no setting "+key.String()+"; the settings are listed in docs/design/0015-accounts.md")
	}
	return &c, cmp.Or(r.certificate(c.Certificate), r.oidc(c.OIDC), r.ldap(c.LDAP))
}

// reader finds the place of a mistake.
type reader struct{ file, text string }

func (r reader) wrong(key toml.Key, says string) error {
	return &Mistake{File: r.file, Line: r.line(key), Says: says}
}

// line is where a key stands: below its table, or the table itself when the key is missing.
func (r reader) line(key toml.Key) int {
	table, head := "", 0
	for i, line := range strings.Split(r.text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(strings.SplitN(line, "]", 2)[0], "[] ")
			if len(key) > 0 && table == key[0] {
				head = i + 1
			}
			if table == key.String() {
				return i + 1
			}
		}
		name, _, found := strings.Cut(line, "=")
		name = strings.Trim(strings.TrimSpace(name), `"'`)
		if found && strings.TrimPrefix(table+"."+name, ".") == key.String() {
			return i + 1
		}
	}
	return head
}

// check is one rule of the file: what must hold, of which key, and the sentence when it does not.
type check struct {
	ok   bool
	key  string
	says string
}

func (r reader) first(table string, list ...check) error {
	for _, c := range list {
		if !c.ok {
			return r.wrong(toml.Key{table, c.key}, c.key+" "+c.says)
		}
	}
	return nil
}

func matchable(s string) bool { return s == "badge" || s == "login" }

const saysMatches = `must be "badge" or "login": what of ours the value is compared with`

func (r reader) certificate(c *Certificate) error {
	if c == nil {
		return nil
	}
	return r.first("certificate",
		check{c.From == "serial" || c.From == "cn" || isOID(c.From), "from", `must be "serial", "cn" or the OID of a subject attribute such as "2.5.4.5"`},
		check{matchable(c.Matches), "matches", saysMatches})
}

func (r reader) oidc(c *OIDC) (err error) {
	if c == nil {
		return nil
	}
	err = r.first("oidc",
		check{secureURL(c.Issuer), "issuer", "must be the https:// address of the provider"},
		check{c.ClientID != "", "client_id", "is missing: the name under which the provider knows this house"},
		check{secureURL(c.Redirect) && strings.HasSuffix(c.Redirect, "/login/oidc/back"), "redirect", "must be the https:// address of this house followed by /login/oidc/back"},
		check{c.Claim != "", "claim", "is missing: the claim of the ID token that names the person"},
		check{matchable(c.Matches), "matches", saysMatches})
	if err != nil {
		return err
	}
	if c.SecretFile != "" {
		raw, err := os.ReadFile(r.beside(c.SecretFile))
		if err != nil {
			return r.wrong(toml.Key{"oidc", "client_secret_file"}, "client_secret_file cannot be read: "+cause(err))
		}
		c.secret = strings.TrimSpace(string(raw))
	}
	c.roots, err = r.pool("oidc", c.CA)
	return err
}

func (r reader) ldap(c *LDAP) (err error) {
	if c == nil {
		return nil
	}
	u, _ := url.Parse(c.URL)
	err = r.first("ldap",
		check{u != nil && (u.Scheme == "ldaps" || u.Scheme == "ldap") && u.Host != "", "url", "must be ldaps://host, or ldap://host for a server that speaks StartTLS"},
		check{strings.Count(c.Bind, "{login}") == 1, "bind", `must hold {login} once, such as "uid={login},ou=people,dc=example" or "{login}@example"`},
		check{c.Base != "", "base", "is missing: the entry below which people are looked for"},
		check{strings.Contains(c.Filter, "{login}") && strings.HasPrefix(c.Filter, "("), "filter", `must hold {login}, such as "(uid={login})"`},
		check{c.Attribute != "", "attribute", "is missing: the attribute of the entry that names the person"},
		check{matchable(c.Matches), "matches", saysMatches})
	if err != nil {
		return err
	}
	c.roots, err = r.pool("ldap", c.CA)
	return err
}

// pool reads a CA file; without one the machine's own CAs are asked.
func (r reader) pool(table, file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(r.beside(file))
	if err != nil {
		return nil, r.wrong(toml.Key{table, "ca"}, "ca cannot be read: "+cause(err))
	}
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(raw) {
		return nil, r.wrong(toml.Key{table, "ca"}, "ca holds no certificate (PEM)")
	}
	return p, nil
}

// beside reads a relative name as lying beside the file that names it.
func (r reader) beside(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(r.file), name)
}

// secureURL takes https, and http only to this very machine: a provider on the same host.
func secureURL(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && err == nil && ip.IsLoopback()
}

func isOID(s string) bool {
	return strings.Count(s, ".") >= 2 && strings.Trim(s, "0123456789.") == "" && !strings.Contains(s, "..")
}

func cause(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

func tlsTo(host string, roots *x509.CertPool) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: roots, MinVersion: tls.VersionTLS12}
}
