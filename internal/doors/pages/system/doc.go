// Package systempage shows the system administrator the state of the installation: every figure is
// computed when the page is opened.
package systempage
