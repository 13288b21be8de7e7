// Package browser holds the few tests that need a real browser: the whole loop by different people, every screen without
// an accessibility violation, printing, and the keyboard. `make browser` runs them; `make shots` also writes
// docs/screenshots.
package browser
