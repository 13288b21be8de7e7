package file

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestName in bytes, as file systems count it.
const longestName = 200

// cleanName makes a harmless file name of what a browser sent: no folders, no control or
// direction-changing characters, no names that mean a device. "" if nothing is left.
func cleanName(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, norm.NFC.String(s))
	s = strings.TrimRight(strings.TrimSpace(s), ". ")
	s = strings.TrimLeft(s, ". ")
	if s == "" {
		return ""
	}
	ext := path.Ext(s)
	base := strings.TrimSuffix(s, ext)
	if device(base) {
		base = "_" + base
	}
	for len(base)+len(ext) > longestName && base != "" {
		_, n := utf8.DecodeLastRuneInString(base)
		base = base[:len(base)-n]
	}
	if base == "" {
		return ""
	}
	return base + ext
}

// device tells whether Windows takes a name for a device.
func device(base string) bool {
	b, _, _ := strings.Cut(strings.ToUpper(base), ".")
	switch b {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(b) == 4 && (strings.HasPrefix(b, "COM") || strings.HasPrefix(b, "LPT")) && b[3] >= '0' && b[3] <= '9'
}

// extension is the lower-case extension of a clean name, without its dot.
func extension(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}
