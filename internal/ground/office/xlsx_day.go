package office

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"

	"plumbline/internal/ground/clock"
)

var (
	dayForm   = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]+[0:]+(?:\.0+)?)?$`)
	dayDigits = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	monthForm = regexp.MustCompile(`^(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*月?\s*(?:份|底|末|底前|末前)?$`)
)

// Serial numbers of days that a bureau can mean, 1927 to 2099; other numbers in a date column are typing errors.
const firstSerial, lastSerial = 10_000, 73_050

// DayProblem says why a cell is no day: a words key, and a day that would be right, when one is likely.
type DayProblem struct {
	Key     string
	Suggest string
}

// Day reads a cell as a calendar day: typed (2026-07-10, 2026/7/10, 2026.7.10, 2026年7月10日, 20260710,
// in full-width digits too) or stored as Excel's number of days. The problem is nil when it is one.
func (w *Workbook) Day(c Cell) (clock.Day, *DayProblem) {
	if n, err := strconv.ParseFloat(c.Raw, 64); err == nil && n >= firstSerial && n < lastSerial {
		return serialDay(n, w.epoch), nil
	}
	return ParseDay(c.Text)
}

// serialDay converts Excel's count. Its first epoch is 30 December 1899, because Lotus believed in a
// 29 February 1900; the Macintosh one is 1904-01-01.
func serialDay(n float64, epoch1904 bool) clock.Day {
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if epoch1904 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return clock.Day(base.AddDate(0, 0, int(math.Floor(n))).Format("2006-01-02"))
}

// ParseDay reads a typed day in any form used in ledgers. Empty is the empty day.
func ParseDay(s string) (clock.Day, *DayProblem) {
	s = strings.TrimSpace(width.Narrow.String(s))
	if s == "" {
		return "", nil
	}
	m := dayForm.FindStringSubmatch(s)
	if m == nil {
		m = dayDigits.FindStringSubmatch(s)
	}
	if m == nil {
		return "", unclearDay(s)
	}
	y, mo, d := number(m[1]), number(m[2]), number(m[3])
	day := fmt.Sprintf("%04d-%02d-%02d", y, mo, d)
	if got, err := clock.ParseDay(day); err == nil {
		return got, nil
	}
	if mo < 1 || mo > 12 || d < 1 {
		return "", &DayProblem{Key: "import.day_impossible"}
	}
	return "", &DayProblem{Key: "import.day_impossible", Suggest: monthEnd(y, mo)}
}

// unclearDay tells "a month, but no day" from "no date at all".
func unclearDay(s string) *DayProblem {
	m := monthForm.FindStringSubmatch(s)
	if m == nil || number(m[2]) < 1 || number(m[2]) > 12 {
		return &DayProblem{Key: "import.day_unknown"}
	}
	p := &DayProblem{Key: "import.day_month"}
	if m[1] != "" {
		p.Suggest = monthEnd(number(m[1]), number(m[2]))
	}
	return p
}

func monthEnd(y, m int) string {
	return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
}

// number reads digits that a pattern has already vouched for.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
