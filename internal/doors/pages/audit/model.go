package auditpage

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/search"
)

// ListModel is what the record's page shows.
type ListModel struct {
	audit.Page
	Filter   audit.Filter
	Actions  []string
	Standing audit.Standing
	Progress audit.Progress
	Key      string
	Origin   string
	Now      time.Time
	Problems part.Problems
	Numbers  Numbers
	Alarms   []audit.Alarm
	Watching audit.Watching
}

// Numbers are the numbers that people read, by kind and id of the object.
type Numbers map[search.Ref]string

func (n Numbers) of(r audit.Row) string { return n[search.Ref{Kind: r.Kind, ID: r.ID}] }

// CheckpointsModel is what the page of checkpoints shows.
type CheckpointsModel struct {
	List   []audit.Checkpoint
	Older  bool // there are more below
	Key    string
	Origin string
}

// action is what an action is called; its bare name where it has none yet.
func action(ctx context.Context, name string) string {
	if key := "audit.action." + name; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return name
}

func kind(ctx context.Context, name string) string {
	if key := "audit.kind." + name; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return name
}

// telling are the fields of details that name the thing, best first.
var telling = []string{"number", "label", "name", "title", "file", "year", "role"}

// object names what an entry is about: its number where it has one, and what its details tell.
func object(ctx context.Context, r audit.Row, number string) string {
	name := strings.TrimSpace(kind(ctx, r.Kind) + " " + number)
	var d map[string]any
	if json.Unmarshal([]byte(r.Body), &d) != nil {
		d = nil
	}
	said := map[string]string{}
	for k, v := range d {
		if s, ok := v.(string); ok && s != "" {
			said[strings.ToLower(k)] = s
		}
	}
	if said["rule"] != "" && r.Kind == "login" {
		return refusal(ctx, said["rule"])
	}
	for _, f := range telling {
		if s := said[f]; s != "" {
			return name + " " + clip(value(ctx, f, s))
		}
	}
	if r.ID == "" || r.ID == r.Kind || number != "" {
		return name
	}
	return name + " " + short(r.ID)
}

// value puts a role's own name in place of its stored one.
func value(ctx context.Context, field, s string) string {
	if key := "shell.role." + s; field == "role" && i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return s
}

// clip keeps a long title from filling the row.
func clip(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

func refusal(ctx context.Context, rule string) string {
	if key := "denied." + rule; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return rule
}

// short is the random end of an id, which tells ids of one minute apart.
func short(id string) string {
	if len(id) > 12 {
		return "…" + id[len(id)-8:]
	}
	return id
}

// person is who acted, as recorded at the time.
func person(ctx context.Context, r audit.Row) string {
	switch {
	case strings.HasPrefix(r.Actor, "job:"):
		return i18n.T(ctx, "audit.system")
	case r.Name != "":
		return r.Name
	case r.Detail:
		return i18n.T(ctx, "audit.nobody")
	}
	return short(r.Actor)
}

// clockTime is the time to the second today, else the day and the minute.
func clockTime(ctx context.Context, t, now time.Time) string {
	if clock.DayOf(t) == clock.DayOf(now) {
		return t.In(clock.Zone).Format("15:04:05")
	}
	return i18n.ShortMinute(ctx, t)
}

func iso(t time.Time) string { return t.In(clock.Zone).Format(time.RFC3339) }

func second(ctx context.Context, t time.Time) string {
	return i18n.Day(ctx, clock.DayOf(t)) + " " + t.In(clock.Zone).Format("15:04:05")
}

func rowClass(r audit.Row) string {
	switch {
	case audit.IsAlarm(r.Action):
		return "is-alert"
	case audit.IsSensitive(r.Action):
		return "is-key"
	}
	return ""
}

func verdict(v audit.Verdict) part.Verdict { return part.Verdict(v) }

func fault(ctx context.Context, f audit.Fault) string { return i18n.T(ctx, "audit.fault."+string(f)) }

// spaced writes a hash in groups of sixteen, as people compare it.
func spaced(h tlog.Hash) string {
	s := hex.EncodeToString(h[:])
	return s[:16] + " " + s[16:32] + " " + s[32:48] + " " + s[48:]
}

func hexHash(h tlog.Hash) string { return hex.EncodeToString(h[:]) }

// rootOf is the root that a checkpoint states; the page shows it without judging it.
func rootOf(c audit.Checkpoint) string {
	cp, err := tlog.Parse([]byte(c.Note))
	if err != nil {
		return ""
	}
	return spaced(cp.Root)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// address is the list with a filter.
func address(f audit.Filter) string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("from", string(f.From))
	set("to", string(f.To))
	set("person", f.Person)
	set("action", f.Action)
	set("kind", f.Kind)
	set("id", f.ID)
	if f.Sensitive {
		v.Set("sensitive", "1")
	}
	if f.Before > 0 {
		v.Set("before", itoa(f.Before))
	}
	if f.After > 0 {
		v.Set("after", itoa(f.After))
	}
	if len(v) == 0 {
		return "/audit"
	}
	return "/audit?" + v.Encode()
}

func about(kind, id string) string { return address(audit.Filter{Kind: kind, ID: id}) }

func pages(ctx context.Context, m ListModel) part.Pages {
	var p part.Pages
	if n := len(m.Rows); n > 0 {
		p.Shown = i18n.T(ctx, "audit.shown", "from", i18n.Int(ctx, m.Rows[n-1].Seq), "to", i18n.Int(ctx, m.Rows[0].Seq))
		f := m.Filter
		f.Before, f.After = 0, 0
		if m.HasPrev {
			p.First = address(f)
			f.After = m.Rows[0].Seq
			p.Prev = address(f)
		}
		if f.After = 0; m.HasNext {
			f.Before = m.Rows[n-1].Seq
			p.Next = address(f)
		}
	}
	return p
}

func found(ctx context.Context, m ListModel) string {
	if m.Found >= audit.MostCounted {
		return i18n.T(ctx, "audit.found_more", "n", i18n.Int(ctx, audit.MostCounted))
	}
	return i18n.T(ctx, "audit.found", "n", i18n.Int(ctx, m.Found))
}

func narrowed(f audit.Filter) bool {
	return f.From != "" || f.To != "" || f.Person != "" || f.Action != "" || f.Kind != "" || f.Sensitive
}

func percent(p audit.Progress) string {
	if p.Total == 0 {
		return "0"
	}
	return itoa(p.Done * 100 / p.Total)
}

// pretty indents the details for reading.
func pretty(body string) string {
	var v any
	if json.Unmarshal([]byte(body), &v) != nil || v == nil {
		return ""
	}
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return body
	}
	return string(raw)
}

// where says at which entry a finding of the check is.
func where(ctx context.Context, f audit.Finding) string {
	switch {
	case f.Seq >= 0:
		return i18n.T(ctx, "audit.check.at_seq", "n", i18n.Int(ctx, f.Seq))
	case f.Index >= 0:
		return i18n.T(ctx, "audit.check.at_leaf", "n", i18n.Int(ctx, f.Index))
	}
	return ""
}

func resultVerdict(r audit.Result) part.Verdict {
	switch {
	case r.Err != nil:
		return part.Unchecked
	case r.Sound():
		return part.Sound
	}
	return part.Broken
}

// mostShown bounds the findings on the page; the command line shows all.
const mostShown = 5

func shown(list []audit.Finding) []audit.Finding { return list[:min(len(list), mostShown)] }

// mostAlarms bounds the alarms on the page; the record has all.
const mostAlarms = 5

func shownAlarms(list []audit.Alarm) []audit.Alarm { return list[:min(len(list), mostAlarms)] }

// objectName is the chip of a filter by object.
func objectName(ctx context.Context, m ListModel) string {
	name := short(m.Filter.ID)
	if n := m.Numbers[search.Ref{Kind: m.Filter.Kind, ID: m.Filter.ID}]; n != "" {
		name = n
	}
	return kind(ctx, m.Filter.Kind) + " " + name
}

// ProofModel is what the page of one entry shows.
type ProofModel struct {
	audit.Proof
	Number string
}

func withoutObject(f audit.Filter) string {
	f.Kind, f.ID, f.Before, f.After = "", "", 0, 0
	return address(f)
}
