// Package partyworkpage draws the pages of Party duties and of the assessment of organisations: the year,
// a list, a duty with its road map beside the main work, a hearing, an assessment with the list behind
// each computed item.
//
// Organisations stand in the order of the register and carry no rank. Every act is a plain form.
package partyworkpage
