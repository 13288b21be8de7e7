// Package idptest has a directory and an identity provider that run inside a test.
package idptest
