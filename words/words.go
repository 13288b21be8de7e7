// Package words holds every sentence the product says, Chinese and English side by side.
package words

import (
	"embed"

	"plumbline/internal/ground/i18n"
)

//go:embed *.toml
var files embed.FS

// Load reads the embedded catalogue.
func Load() (*i18n.Words, error) { return i18n.Load(files) }
