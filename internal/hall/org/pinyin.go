package org

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// places are words of the trade whose usual reading differs from the dictionary's first one.
var places = strings.NewReplacer(
	"重庆", "CQ", "厦门", "XM", "长沙", "CS", "长春", "CC", "大厦", "DS", "六安", "LA", "台州", "TZ",
	"银行", "YH", "行长", "HZ", "调查", "DC", "调研", "DY", "调度", "DD", "参差", "CC", "都市", "DS", "重点", "ZD",
	"会计", "KJ", "市长", "SZ", "局长", "JZ", "处长", "CZ", "所长", "SZ", "队长", "DZ", "校长", "XZ", "长江", "CJ", "乐清", "YQ",
)

// surnames that are read differently as a surname.
var surnames = map[rune]string{
	'单': "s", '曾': "z", '解': "x", '仇': "q", '任': "r", '查': "z", '区': "o", '朴': "p", '翟': "z", '盖': "g", '缪': "m",
	'乐': "y", '员': "y", '召': "s", '种': "c", '重': "c", '秘': "b", '洗': "x", '冼': "x", '折': "s", '黑': "h", '尉': "w", '覃': "q",
}

var firstLetters = pinyin.Args{Style: pinyin.FirstLetter}

// Initials are the first letters of the reading: 城东分局 is cdfj. Latin letters and digits stay, everything
// else is left out.
func Initials(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(places.Replace(s)) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case unicode.Is(unicode.Han, r):
			if p := pinyin.SinglePinyin(r, firstLetters); len(p) > 0 {
				b.WriteString(p[0])
			}
		}
	}
	return b.String()
}

// PersonInitials are the initials of a person's name, with the readings of surnames.
func PersonInitials(name string) string {
	first, n := utf8.DecodeRuneInString(name)
	if s, ok := surnames[first]; ok {
		return s + Initials(name[n:])
	}
	return Initials(name)
}
