// Package fen is money: whole fen in an int64, never a fraction. Reading is strict, because an amount
// that was half understood is paid: what could be meant in two ways is refused with a sentence that
// says what would be right.
package fen

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"plumbline/internal/ground/fault"
)

// Amount is an amount of money in fen.
type Amount int64

// Most is the greatest amount that is taken: one thousand million yuan less a fen.
const Most Amount = 99_999_999_999

// Text is ¥12,345.60.
func (a Amount) Text() string { return "¥" + a.Plain() }

// Plain is 12,345.60, for columns whose head names the unit.
func (a Amount) Plain() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	yuan := strconv.FormatInt(int64(a/100), 10)
	var b strings.Builder
	for i, r := range yuan {
		if i > 0 && (len(yuan)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	rest := strconv.FormatInt(int64(a%100)+100, 10)[1:]
	return sign + b.String() + "." + rest
}

// Yuan is the amount as a number for a spreadsheet's cell.
func (a Amount) Yuan() float64 { return float64(a) / 100 }

// Parse reads an amount in yuan: 1234, 1,234.5, ¥1,234.50, 1234.50元. The second value is the words
// key of what is wrong, "" when nothing is.
func Parse(s string) (Amount, string) {
	t := strings.TrimSpace(norm.NFKC.String(s))
	t = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(t, "¥"), "￥"))
	t = strings.TrimSpace(strings.TrimSuffix(t, "元"))
	switch {
	case t == "":
		return 0, "fen.empty"
	case strings.ContainsAny(t, "万千百亿wWkK"):
		return 0, "fen.unit"
	case strings.HasPrefix(t, "-"):
		return 0, "fen.negative"
	}
	whole, cents, dotted := strings.Cut(t, ".")
	if dotted && (len(cents) == 0 || len(cents) > 2) {
		return 0, "fen.decimals"
	}
	if !grouped(whole) {
		return 0, "fen.commas"
	}
	whole = strings.ReplaceAll(whole, ",", "")
	if !digits(whole) || dotted && !digits(cents) {
		return 0, "fen.form"
	}
	if len(strings.TrimLeft(whole, "0")) > 9 {
		return 0, "fen.too_large"
	}
	for len(cents) < 2 {
		cents += "0"
	}
	n, err := strconv.ParseInt(whole+cents, 10, 64)
	if err != nil {
		return 0, "fen.form"
	}
	return Amount(n), ""
}

// Read is Parse for a form: the complaint is put to the named field with what stood there.
func Read(c *fault.Check, field, s string) Amount {
	a, key := Parse(s)
	c.That(key == "", field, key, "value", s)
	return a
}

// grouped tells whether commas stand where thousands do, or nowhere.
func grouped(s string) bool {
	parts := strings.Split(s, ",")
	if len(parts) == 1 {
		return true
	}
	for i, p := range parts {
		if i == 0 && (len(p) == 0 || len(p) > 3) || i > 0 && len(p) != 3 {
			return false
		}
	}
	return true
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// Share is a of b in whole per cent, 0 when b is nothing.
func Share(a, b Amount) int {
	if b <= 0 {
		return 0
	}
	return int((a*100 + b/2) / b)
}
