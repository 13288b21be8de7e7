// Package web attacks the whole product in the process itself, over the demo's bureau: every route as
// nobody and as each role, with the headers it must answer with (T-HEAD), bad input of every class
// (T-FUZZ), the payloads of the OWASP core rule set (T-CRS), forged requests (T-CSRF), slow clients
// (T-SLOW), evil filters (T-REDOS) and addresses to fetch (T-SSRF). Per change it runs a seeded sample;
// PLUMBLINE_NIGHTLY=1 runs the full sizes (docs/design/0021-web-hardening.md).
package web
