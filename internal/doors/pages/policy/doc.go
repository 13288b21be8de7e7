// Package policypage draws who may do what: the compiled policy as a matrix, the roles of one account
// with what would be the effect of a change, and the register of recusals. It shows rules and names,
// never a matter.
package policypage
