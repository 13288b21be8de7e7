// Package profilepage is a person's own account: password, language, open sessions.
package profilepage
