// Package words holds every sentence the product says, Chinese and English side by side.
package words

import (
	"embed"
	"sync"

	"plumbline/internal/ground/i18n"
)

//go:embed *.toml
var files embed.FS

// Load answers the embedded catalogue, which is read once: nobody changes it.
func Load() (*i18n.Words, error) { return once() }

var once = sync.OnceValues(func() (*i18n.Words, error) { return i18n.Load(files) })
