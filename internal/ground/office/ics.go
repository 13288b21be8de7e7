package office

import (
	"io"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
)

// Event is one entry of a calendar file. Without At it takes whole days, Until included; with At
// ("14:30", house time) it lasts one hour of its Day.
type Event struct {
	UID   string
	Day   clock.Day
	Until clock.Day // the last day; empty for Day alone
	At    string
	Title string
	Place string
	Note  string
}

// WriteICS writes the events as an iCalendar file (RFC 5545); made is the moment of its making. An
// event without a day is left out: there is nothing to put into a calendar.
func WriteICS(w io.Writer, made time.Time, events []Event) error {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Plumbline//Plumbline//ZH\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n")
	for _, e := range events {
		if e.Day != "" {
			e.write(&b, made)
		}
	}
	b.WriteString("END:VCALENDAR\r\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func (e Event) write(b *strings.Builder, made time.Time) {
	field(b, "BEGIN", "VEVENT")
	field(b, "UID", icsText(e.UID)+"@plumbline")
	field(b, "DTSTAMP", made.UTC().Format("20060102T150405Z"))
	if at, err := time.ParseInLocation("2006-01-02 15:04", string(e.Day)+" "+e.At, clock.Zone); e.At != "" && err == nil {
		field(b, "DTSTART", at.UTC().Format("20060102T150405Z"))
		field(b, "DTEND", at.Add(time.Hour).UTC().Format("20060102T150405Z"))
	} else {
		last := max(e.Until, e.Day)
		field(b, "DTSTART;VALUE=DATE", compact(e.Day))
		field(b, "DTEND;VALUE=DATE", compact(last.Add(1))) // RFC 5545 3.6.1: the end is the day after
	}
	field(b, "SUMMARY", icsText(e.Title))
	if e.Place != "" {
		field(b, "LOCATION", icsText(e.Place))
	}
	if e.Note != "" {
		field(b, "DESCRIPTION", icsText(e.Note))
	}
	field(b, "END", "VEVENT")
}

func compact(d clock.Day) string { return strings.ReplaceAll(string(d), "-", "") }

// icsText escapes what separates fields and values (RFC 5545 3.3.11); control characters are dropped.
func icsText(s string) string {
	var lines []string
	for l := range strings.Lines(s) {
		lines = append(lines, line(l))
	}
	s = strings.Join(lines, "\n")
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// field writes one content line, folded at 75 octets without cutting a character (RFC 5545 3.1).
func field(b *strings.Builder, name, value string) {
	room := 75
	for _, r := range name + ":" + value {
		size := len(string(r))
		if size > room {
			b.WriteString("\r\n ")
			room = 74
		}
		b.WriteRune(r)
		room -= size
	}
	b.WriteString("\r\n")
}
