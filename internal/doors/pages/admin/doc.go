// Package adminpage draws what the administrators work on: accounts and roles. It shows no business
// data, because they have no right to any.
package adminpage
