package house

import (
	"go/ast"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The program speaks to nobody but those it was told of (TRUST.md 2.18): every place that can open a connection stands
// here, with whom it speaks. Whatever else dials, however deep, is named; so is every place that starts a program.

// callers are the files, or folders, that may open connections.
var callers = []struct{ place, whom string }{
	{"internal/doors/web/idp", "the identity provider and the directory of the configuration, and no other host"},
	{"internal/doors/web/witness", "the witnesses of the configuration"},
	{"internal/ground/db", "the database of the configuration (pgx dials)"},
	{"internal/doors/cli", "a port to listen on"},
}

// reaching are the names that open a connection or make something that does, by package.
var reaching = map[string][]string{
	"net":                               {"Dial", "DialTimeout", "DialTCP", "DialUDP", "DialUnix", "DialIP", "Dialer", "Resolver", "LookupHost", "LookupIP", "LookupAddr", "LookupCNAME", "LookupMX", "LookupNS", "LookupSRV", "LookupTXT", "ListenPacket", "ListenUDP"},
	"net/http":                          {"Get", "Post", "PostForm", "Head", "Client", "DefaultClient", "Transport", "DefaultTransport", "ProxyFromEnvironment", "NewRequest", "NewRequestWithContext"},
	"crypto/tls":                        {"Dial", "DialWithDialer", "Dialer"},
	"net/smtp":                          {"Dial", "SendMail", "NewClient"},
	"net/rpc":                           {"Dial", "DialHTTP"},
	"net/http/httputil":                 {"ReverseProxy", "NewSingleHostReverseProxy"},
	"github.com/go-ldap/ldap/v3":        {"DialURL", "Dial", "DialTLS"},
	"github.com/coreos/go-oidc/v3":      {"NewProvider"},
	"github.com/jackc/pgx/v5":           {"Connect", "ConnectConfig"},
	"os/exec":                           {"Command", "CommandContext", "Cmd"},
	"syscall":                           {"Connect", "Socket", "Exec", "ForkExec", "StartProcess"},
	"golang.org/x/sys/unix":             {"Connect", "Socket", "Exec"},
	"os":                                {"StartProcess"},
	"plugin":                            {"Open"},
	"golang.org/x/net/proxy":            {"Dial", "FromEnvironment"},
	"github.com/gorilla/websocket":      {"Dialer", "DefaultDialer"},
	"google.golang.org/grpc":            {"Dial", "NewClient"},
	"golang.org/x/crypto/ssh":           {"Dial"},
	"net/http/cgi":                      {"Handler"},
	"golang.org/x/oauth2":               {"NewClient"},
	"github.com/coreos/go-oidc/v3/oidc": {"NewProvider", "NewRemoteKeySet"},
}

func dialling(tree fs.FS) []string {
	var faults []string
	for _, s := range sources(tree, "internal", "cmd", "words", "assets", "packs", "migrations") {
		if s.test() || slices.ContainsFunc(callers, func(c struct{ place, whom string }) bool { return within(s.name, c.place) }) {
			continue
		}
		names := map[string]string{} // as the file calls a package → its path
		for _, i := range s.ast.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			name := path.Base(p)
			if strings.HasPrefix(name, "v") && len(name) == 2 {
				name = path.Base(path.Dir(p))
			}
			if i.Name != nil {
				name = i.Name.Name
			}
			names[name] = p
			if _, known := reaching[p]; known && (name == "." || name == "_") {
				faults = append(faults, s.name+": imports "+p+" without its name")
			}
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(reaching[names[x.Name]], sel.Sel.Name) {
				faults = append(faults, s.at(n)+": "+x.Name+"."+sel.Sel.Name+": only the places named in internal/house speak to others")
			}
			return true
		})
	}
	return faults
}

func TestNobodyElseDials(t *testing.T) {
	holds(t, dialling)
	catches(t, dialling, map[string]string{
		"internal/hall/file/fetch.go":       "package file\nimport \"net/http\"\nfunc f() { http.Get(\"http://x\") }\n",
		"internal/rooms/rectify/ask.go":     "package rectify\nimport n \"net\"\nvar d n.Dialer\n",
		"internal/ground/office/convert.go": "package office\nimport \"os/exec\"\nvar c = exec.Command(\"soffice\")\n",
		"internal/hall/notify/mail.go":      "package notify\nimport . \"net/smtp\"\nvar s = SendMail\n",
		"internal/doors/web/idp/oidc.go":    "package idp\nimport \"net/http\"\nvar c http.Client\n",
		"internal/doors/web/serve.go":       "package web\nimport \"net/http\"\nvar s http.Server\n",
		"internal/hall/access/look.go":      "package access\nimport \"github.com/go-ldap/ldap/v3\"\nvar c, _ = ldap.DialURL(\"x\")\n",
	}, "fetch.go:3: http.Get", "ask.go:3: n.Dialer", "convert.go:3: exec.Command", "mail.go: imports net/smtp without", "look.go:3: ldap.DialURL")
}

// parameters that a page or a form has, by which somebody could hand us an address to fetch.
// Nothing in the product takes one: forms that name another page take a path of our own (local).
func redirects(tree fs.FS) []string {
	var faults []string
	for _, s := range sources(tree, "internal/doors/web") {
		if s.test() {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "See" {
				return true
			}
			if inner, ok := call.Args[0].(*ast.CallExpr); ok {
				if f, ok := inner.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Value", "Query", "FormValue", "Get", "PathValue", "Path"}, f.Sel.Name) {
					faults = append(faults, s.at(n)+": leads to where the request says, without local()")
				}
			}
			return true
		})
	}
	return faults
}

func TestRedirectsStayHere(t *testing.T) {
	holds(t, redirects)
	catches(t, redirects, map[string]string{
		"internal/doors/web/a.go": "package web\nfunc f(c *Ctx) { c.See(c.Value(\"back\")) }\nfunc g(c *Ctx) { c.See(local(c.Value(\"back\"))) }\nfunc h(c *Ctx) { c.See(\"/x\") }\n",
	}, "a.go:2: leads to where the request says")
}
