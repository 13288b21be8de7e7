// Package securitypage is the security administrator's page of how people sign in: which password
// profile is on, and the limits that hold in either.
package securitypage
