// Package homepage draws the desks: the workbench of the office, teams, verifiers and leaders, and
// the home of the inspected unit.
package homepage
