package cut

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// MaxText is the largest text, in bytes, that Decode accepts: some four hundred printed pages.
const MaxText = 4 << 20

var (
	// ErrTooBig says that the text is larger than MaxText.
	ErrTooBig = errors.New("cut: text is too big")
	// ErrNotText says that the bytes are neither UTF-8 nor GB18030 text.
	ErrNotText = errors.New("cut: not a text")
)

// Decode returns the text in raw: UTF-8 with or without a byte order mark, UTF-16 with one, else GB18030.
// Nothing but the byte order mark is removed. It returns ErrTooBig or ErrNotText.
func Decode(raw []byte) (string, error) {
	if len(raw) > MaxText {
		return "", ErrTooBig
	}
	if s, ok := decodeUTF16(raw); ok {
		return checked(s)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if utf8.Valid(raw) {
		return checked(string(raw))
	}
	if cut := trimBroken(raw); utf8.Valid(cut) && hasMultibyte(cut) {
		return checked(string(cut))
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil {
		return "", ErrNotText
	}
	return checked(string(out))
}

// trimBroken drops an incomplete last character: a file cut at a byte limit is still readable.
func trimBroken(raw []byte) []byte {
	for i := 1; i <= 3 && i <= len(raw); i++ {
		if c := raw[len(raw)-i]; c >= 0xC0 {
			if !utf8.FullRune(raw[len(raw)-i:]) {
				return raw[:len(raw)-i]
			}
			break
		}
	}
	return raw
}

func hasMultibyte(raw []byte) bool {
	for _, c := range raw {
		if c >= 0x80 {
			return true
		}
	}
	return false
}

func decodeUTF16(raw []byte) (string, bool) {
	var big bool
	switch {
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		big = true
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}):
	default:
		return "", false
	}
	raw = raw[2:]
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		hi, lo := raw[i+1], raw[i]
		if big {
			hi, lo = raw[i], raw[i+1]
		}
		units = append(units, uint16(hi)<<8|uint16(lo))
	}
	return string(utf16Runes(units)), true
}

func utf16Runes(units []uint16) []rune {
	out := make([]rune, 0, len(units))
	for i := 0; i < len(units); i++ {
		u := rune(units[i])
		if u >= 0xD800 && u < 0xDC00 && i+1 < len(units) {
			if v := rune(units[i+1]); v >= 0xDC00 && v < 0xE000 {
				out = append(out, (u-0xD800)<<10+(v-0xDC00)+0x10000)
				i++
				continue
			}
		}
		if u >= 0xD800 && u < 0xE000 {
			u = utf8.RuneError
		}
		out = append(out, u)
	}
	return out
}

// checked refuses what decoded into something that no person wrote: control characters or many
// replacement characters are the sign of a picture, an archive or a wrong encoding.
func checked(s string) (string, error) {
	total, bad := 0, 0
	for _, r := range s {
		total++
		switch {
		case r == 0:
			return "", ErrNotText
		case r == utf8.RuneError, r < 0x20 && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\v' && r != 0x1A, r == 0x7F:
			bad++
		case r >= 0xE000 && r <= 0xF8FF: // private use: what random bytes become in GB18030
			bad++
		}
	}
	if bad*50 > total {
		return "", ErrNotText
	}
	return s, nil
}
