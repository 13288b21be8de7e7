package doors

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/audit"
	"plumbline/internal/house"
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
	_, files := db.SchemaText()
	return []PolicyPart{
		part("rights", len(access.Table()), access.Table()),
		part("approvals", len(approve.Table), approve.Table),
		part("forbidden", len(house.Forbidden()), house.Forbidden()),
		part("protected", len(Protected), Protected),
		part("invariants", len(audit.Invariants)+len(audit.Apart), []any{audit.Invariants, audit.Apart}),
		{"schema", files, db.SchemaSum()},
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

// policySums are the hashes by name, as the house declares them in its record.
func policySums() map[string]string {
	out := map[string]string{}
	for _, p := range PolicyParts() {
		out[p.Name] = p.Hash
	}
	return out
}
