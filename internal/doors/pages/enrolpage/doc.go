// Package enrolpage is the slip with a one-time code, shown once and printed for its person.
package enrolpage
