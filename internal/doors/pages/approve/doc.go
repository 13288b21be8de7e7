// Package approvepage draws the page of approvals: what waits for a second person by its deadline, the
// difference that is agreed to with its fingerprint, why the reader may agree or may not, and the slip.
// Who may not agree sees the fact and the rule, never the content.
package approvepage
