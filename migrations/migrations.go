// Package migrations holds the schema, one text for both databases, appended to and never edited
// once published. The marks {{id}}, {{bytes}}, {{json}}, {{append_only "t"}} and {{fulltext "t"}}
// are filled in by ground/db. Every column says its data class (P0 public … P5 secrets).
package migrations

import "embed"

// Files are the migrations in the order of their names.
//
//go:embed *.sql
var Files embed.FS
