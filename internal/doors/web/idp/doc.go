// Package idp asks the house's own directory (LDAP), identity provider (OpenID Connect) or CA of
// people's certificates who somebody is.
//
// It answers with a claim about one person: an attribute and its value. It knows no accounts and
// gives no rights: whether the claim fits an account of ours, and what that account may do, is
// decided in hall/access. It connects to the hosts of its configuration file and to nothing else.
package idp
