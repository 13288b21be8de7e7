package db

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strings"

	"plumbline/migrations"
)

// SchemaText is the text of all migrations of this program in their order, and how many there are.
func SchemaText() (text string, files int) {
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		panic(err) // the pattern is ours
	}
	var b strings.Builder
	for _, n := range names {
		raw, err := fs.ReadFile(migrations.Files, n)
		if err != nil {
			panic(err) // embedded
		}
		b.WriteString("-- " + n + "\n")
		b.Write(raw)
	}
	return b.String(), len(names)
}

// SchemaSum is the SHA-256 over that text, in hex.
func SchemaSum() string {
	text, _ := SchemaText()
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}
