// Package partyorgpage shows Party organisations and what is incomplete about them, members, elections and
// admissions. A gap that is lawful keeps its line and bears its reason; members are listed in register order.
package partyorgpage
