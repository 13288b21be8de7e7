// Package loginpage is the sign-in page.
package loginpage
