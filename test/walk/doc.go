// Package walk goes through the whole product in the process itself: every page that each role can reach, in both
// languages, and every way in, by those who have no business there.
package walk
