package idp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"
)

const ldapWait = 5 * time.Second

// loginForm bounds what is ever sent as a login name. Escaping alone would do; this keeps what only
// a mischief-maker types out of the directory's own log too.
var loginForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$`)

// Ask signs in to the directory as the person and reads the attribute of the person's own entry.
// ErrDown, ErrWrong or ErrNothing. An empty password is wrong: a directory takes it for a visitor
// without a name and lets it in (RFC 4513 5.1.2).
func (c *LDAP) Ask(ctx context.Context, login, password string) (Claim, error) {
	if !loginForm.MatchString(login) || password == "" {
		return Claim{}, ErrWrong
	}
	return c.ask(ctx, login, password)
}

func (c *LDAP) ask(ctx context.Context, login, password string) (Claim, error) {
	conn, err := c.dial(ctx)
	if err != nil {
		return Claim{}, fmt.Errorf("%w: %w", ErrDown, err)
	}
	defer conn.Close()
	if err := conn.Bind(c.bindName(login), password); err != nil {
		if ldap.IsErrorAnyOf(err, ldap.LDAPResultInvalidCredentials, ldap.LDAPResultNoSuchObject, ldap.LDAPResultInvalidDNSyntax, ldap.LDAPResultUnwillingToPerform) {
			return Claim{}, ErrWrong
		}
		return Claim{}, fmt.Errorf("%w: %w", ErrDown, err)
	}
	return c.entry(conn, login)
}

// entry reads the person's own entry, as the person.
func (c *LDAP) entry(conn *ldap.Conn, login string) (Claim, error) {
	filter := strings.ReplaceAll(c.Filter, "{login}", ldap.EscapeFilter(login))
	res, err := conn.Search(ldap.NewSearchRequest(c.Base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 2, int(ldapWait.Seconds()), false, filter, []string{c.Attribute}, nil))
	if err != nil && !ldap.IsErrorAnyOf(err, ldap.LDAPResultSizeLimitExceeded, ldap.LDAPResultNoSuchObject) {
		return Claim{}, fmt.Errorf("%w: %w", ErrDown, err)
	}
	if res == nil || len(res.Entries) != 1 { // none, or an answer that fits two people
		return Claim{}, ErrNothing
	}
	values := res.Entries[0].GetAttributeValues(c.Attribute)
	if len(values) != 1 || values[0] == "" {
		return Claim{}, ErrNothing
	}
	return Claim{Way: "ldap", Matches: c.Matches, Value: values[0]}, nil
}

// bindName puts the login name into the template: as part of a distinguished name, or before an @.
func (c *LDAP) bindName(login string) string {
	if strings.Contains(c.Bind, "=") {
		login = ldap.EscapeDN(login)
	}
	return strings.ReplaceAll(c.Bind, "{login}", login)
}

// dial connects under TLS: from the first byte (ldaps) or by StartTLS, never without.
func (c *LDAP) dial(ctx context.Context) (*ldap.Conn, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	secure := tlsTo(u.Hostname(), c.roots)
	deadline, cancel := context.WithTimeout(ctx, ldapWait)
	defer cancel()
	end, _ := deadline.Deadline()
	conn, err := ldap.DialURL(c.URL, ldap.DialWithDialer(&net.Dialer{Deadline: end}), ldap.DialWithTLSConfig(secure))
	if err != nil {
		return nil, err
	}
	conn.SetTimeout(ldapWait)
	if u.Scheme == "ldap" {
		if err := conn.StartTLS(secure); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return conn, nil
}
