package systempage

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// size is a number of bytes as people say it.
func size(n int64) string {
	switch {
	case n >= 10<<30:
		return itoa(int(n>>30)) + " GiB"
	case n >= 10<<20:
		return itoa(int(n>>20)) + " MiB"
	}
	return itoa(int(n>>10)) + " KiB"
}
