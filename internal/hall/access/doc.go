// Package access decides who may do what, and keeps accounts, granted roles and sessions.
//
// Rights are compiled in (policy.go): a role gives rights at the node of the unit tree where it was
// granted and below. May answers one question, ScopeOf answers the same for a list; both read the
// same table, so that a page, its counts and its export cannot differ. What may not be seen does
// not exist (NotFound); what may be seen but not done is denied. Exclusions come before grants:
// nobody acts on a matter about himself or herself.
//
// The three administrators hold no right on business data, and none of them may hold a business role.
package access
