package doors

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"

	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
	"plumbline/internal/house"
	"plumbline/migrations"
)

// PolicyPart is one table of rules compiled into the program. Its title is the words key
// policy.part.<name>.
type PolicyPart struct {
	Name  string
	Lines int
	Hash  string // SHA-256 of its canonical JSON, hex
}

// PolicyParts are the tables that decide what this program allows and stores, in the order of pages.
func PolicyParts() []PolicyPart {
	schema, count := schemaSum()
	return []PolicyPart{
		part("rights", len(access.Table()), access.Table()),
		part("approvals", len(approve.Table), approve.Table),
		part("forbidden", len(house.Forbidden()), house.Forbidden()),
		part("protected", len(Protected), Protected),
		part("invariants", len(audit.Invariants)+len(audit.Apart), []any{audit.Invariants, audit.Apart}),
		{"schema", count, schema},
	}
}

func part(name string, lines int, table any) PolicyPart {
	raw, err := json.Marshal(table)
	if err != nil {
		panic(err) // tables of this program are plain data
	}
	h := sha256.Sum256(raw)
	return PolicyPart{name, lines, hex.EncodeToString(h[:])}
}

// schemaSum is a hash over all migrations, by name.
func schemaSum() (string, int) {
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		panic(err) // the pattern is ours
	}
	h := sha256.New()
	for _, n := range names {
		raw, err := fs.ReadFile(migrations.Files, n)
		if err != nil {
			panic(err) // embedded
		}
		sum := sha256.Sum256(raw)
		h.Write([]byte(n + " " + hex.EncodeToString(sum[:]) + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)), len(names)
}

// policySums are the hashes by name, as the house declares them in its record.
func policySums() map[string]string {
	out := map[string]string{}
	for _, p := range PolicyParts() {
		out[p.Name] = p.Hash
	}
	return out
}
