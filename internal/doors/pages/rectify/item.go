package rectifypage

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/file"
	"plumbline/internal/rooms/rectify"
)

// ItemModel is the page of one item.
type ItemModel struct {
	D          *rectify.Dossier
	Today      clock.Day
	Actor      who.Actor
	Open       []rectify.Action
	Categories Categories
	Chain      *audit.Chain
	Checked    map[string]part.Verdict // by file id, when recomputed for this page
	FileHint   string
	Form       url.Values
	Problems   part.Problems
	Now        time.Time
}

func (m ItemModel) may(a rectify.Action) bool { return slices.Contains(m.Open, a) }

func (m ItemModel) it() *rectify.Item { return m.D.Item }

func (m ItemModel) href(act string) string { return "/rectify/items/" + string(m.it().ID) + act }

// docno is the line above the title.
func (m ItemModel) docno(ctx context.Context) []string {
	it := m.it()
	out := []string{it.Label(), sourceText(ctx, it.Source), it.SourceName}
	if it.Paper != "" {
		out = append(out, i18n.T(ctx, "rectify.item.paper", "no", it.Paper))
	}
	return out
}

// box is the framed warning light of the head.
func (m ItemModel) box() part.Due {
	return badge(m.it().Light(m.Today)).Boxed()
}

var nextOf = map[rectify.State]int{rectify.Listed: 1, rectify.Relapsed: 1, rectify.Signed: 2, rectify.Working: 2, rectify.MostlyDone: 3, rectify.Returned: 2, rectify.Standing: 2,
	rectify.Claimed: 4, rectify.Verifying: 4, rectify.Closed: 6, rectify.Voided: 7}

// steps is the row of stages with what is known of each.
func (m ItemModel) steps(ctx context.Context) []part.Step {
	d, it := m.D, m.it()
	at := nextOf[it.State]
	if first, _ := d.First(); first != nil && it.State == rectify.Verifying {
		at = 5
	}
	lines := [7][]string{}
	lines[0] = []string{i18n.Day(ctx, it.Registered), it.SourceName}
	if it.SignedOn != "" {
		lines[1] = []string{i18n.Day(ctx, it.SignedOn), it.Lead.Name}
	}
	lines[2] = m.workLines(ctx)
	if n := len(d.Claims); n > 0 {
		lines[3] = []string{i18n.Day(ctx, clock.DayOf(d.Claims[n-1].By.At)), i18n.T(ctx, "rectify.item.claim_n", "n", n)}
	}
	if r := d.Round(); len(r) > 0 {
		last := r[len(r)-1]
		lines[4] = []string{i18n.ShortDay(ctx, clock.DayOf(last.By.At)) + " " + i18n.T(ctx, "rectify.verdict."+last.Verdict), names(ctx, last.Members)}
	}
	lines[5] = m.closeLines(ctx)
	lines[6] = m.lookLines(ctx)
	var out []part.Step
	for i, key := range []string{"listed", "signed", "working", "claimed", "verifying", "closed", "look"} {
		s := part.Step{Label: i18n.T(ctx, "rectify.step."+key), Lines: compact(lines[i]), Done: i < at, Now: i == at}
		out = append(out, s)
	}
	return out
}

func (m ItemModel) workLines(ctx context.Context) []string {
	it := m.it()
	switch {
	case it.State == rectify.Returned:
		return []string{i18n.T(ctx, "rectify.item.returned_n", "n", it.Returns), i18n.Day(ctx, it.Due)}
	case it.State == rectify.Standing:
		return []string{stateText(ctx, it.State)}
	case m.D.Plan != nil && m.D.Plan.Accepted > 0:
		return []string{i18n.T(ctx, "rectify.item.plan_on_file", "n", m.D.Plan.Accepted), i18n.T(ctx, "rectify.item.led_by", "name", it.Lead.Name)}
	case m.D.Plan != nil:
		return []string{i18n.T(ctx, "rectify.plan.state."+m.D.Plan.State)}
	}
	return nil
}

func (m ItemModel) closeLines(ctx context.Context) []string {
	it := m.it()
	if it.State == rectify.Closed {
		return []string{i18n.Day(ctx, it.ClosedOn), it.CloseNumber}
	}
	if first, _ := m.D.First(); first != nil && it.State == rectify.Verifying {
		return []string{i18n.T(ctx, "rectify.item.first_signed", "day", i18n.ShortDay(ctx, clock.DayOf(first.By.At))), i18n.T(ctx, "rectify.item.wait_second")}
	}
	return nil
}

func (m ItemModel) lookLines(ctx context.Context) []string {
	for _, x := range slices.Backward(m.D.Decisions) {
		if x.Kind == string(rectify.ActKeep) || x.Kind == string(rectify.ActRelapse) {
			return []string{i18n.Day(ctx, clock.DayOf(x.By.At)), i18n.T(ctx, "rectify.decision."+x.Kind)}
		}
	}
	if m.it().ClosedOn != "" && m.it().State == rectify.Closed {
		return []string{i18n.T(ctx, "rectify.item.look_by"), i18n.Day(ctx, clock.DayOf(m.it().ClosedOn.Time().AddDate(0, 6, 0)))}
	}
	return nil
}

func compact(lines []string) []string {
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}

func names(ctx context.Context, list []rectify.VerifyMember) string {
	var out []string
	for _, x := range list {
		out = append(out, x.Name)
	}
	return strings.Join(out, i18n.T(ctx, "rectify.and"))
}

// listRow is one line of the three lists: the first of its group carries the group's words.
type listRow struct {
	Head string
	Span int
	M    *rectify.Measure
}

var circled = []rune("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")

func ring(i int) string {
	if i < len(circled) {
		return string(circled[i])
	}
	return fmt.Sprintf("(%d)", i+1)
}

// rows lays the tree out: what the finding looks like in particular (or the task), its measures, and
// who answers for them.
func (m ItemModel) rows() []listRow {
	text := map[string]string{}
	for _, x := range m.D.Manifestations {
		text[x.ID] = x.Body
	}
	var out []listRow
	used := map[string]bool{}
	for i, t := range m.D.Tasks {
		head := t.Title
		if x := text[t.Manifestation]; x != "" {
			head, used[t.Manifestation] = x, true
		}
		head = ring(i) + " " + head
		if len(t.Measures) == 0 {
			out = append(out, listRow{Head: head, Span: 1})
		}
		for k, x := range t.Measures {
			r := listRow{M: x}
			if k == 0 {
				r.Head, r.Span = head, len(t.Measures)
			}
			out = append(out, r)
		}
	}
	if len(m.D.Tasks) == 0 {
		for i, x := range m.D.Manifestations {
			out = append(out, listRow{Head: ring(i) + " " + x.Body, Span: 1})
		}
	}
	return out
}

// label of a measure for a tile or a report: the ring of its task.
func (m ItemModel) labelOf(id string) string {
	for i, t := range m.D.Tasks {
		for k, x := range t.Measures {
			if string(x.ID) == id {
				return fmt.Sprintf("%s-%d", ring(i), k+1)
			}
		}
	}
	return ""
}

func (m ItemModel) measureOptions(ctx context.Context) []part.Option {
	out := []part.Option{{Text: i18n.T(ctx, "rectify.report.whole")}}
	for _, x := range m.D.Measures() {
		out = append(out, part.Option{Value: string(x.ID), Text: m.labelOf(string(x.ID)) + " " + x.Body})
	}
	return out
}

// tiles are the files as part draws them.
func (m ItemModel) tiles(ctx context.Context) []part.Evidence {
	var out []part.Evidence
	for _, f := range m.D.Evidence {
		e := part.Evidence{Name: f.Name, Href: "/files/" + f.ID, Kind: f.Ext(), By: f.By, When: f.At, Size: size(f.Size), Hash: f.Hash, Check: part.Unchecked}
		if v, ok := m.Checked[f.ID]; ok {
			e.Check = v
		}
		if f.Thumb {
			e.Thumb = "/files/" + f.ID + "/thumb"
		}
		if l := m.labelOf(f.Measure); l != "" {
			e.For = i18n.T(ctx, "rectify.evidence.for", "what", l)
		}
		if f.Withdrawn() {
			e.For = i18n.T(ctx, "file.withdrawn", "reason", f.Reason)
		}
		e.Icon = fileIcon(f)
		out = append(out, e)
	}
	return out
}

func fileIcon(f file.File) string {
	switch f.Ext() {
	case "XLSX", "XLS", "CSV":
		return "file-spreadsheet"
	}
	return "file-text"
}

func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}

// knots is the chain of the record, newest first.
func (m ItemModel) knots(ctx context.Context) []part.Knot {
	var out []part.Knot
	if m.Chain == nil {
		return nil
	}
	for _, n := range slices.Backward(m.Chain.Nodes) {
		k := part.Knot{Text: actionText(ctx, n.Action), When: n.Time(), Who: n.Name, Hash: n.Leaf, Key: keyActs[n.Action], Bad: n.Fault != ""}
		if n.Fault != "" {
			k.Note = i18n.T(ctx, "audit.fault."+string(n.Fault))
		}
		out = append(out, k)
	}
	return out
}

var keyActs = map[string]bool{"rectify.register": true, "rectify.sign": true, "rectify.claim": true, "rectify.propose": true, "rectify.close": true,
	"rectify.return": true, "rectify.stand": true, "rectify.void": true, "rectify.relapse": true}

// howText is how a row was checked: the verifier's words, or one of the methods.
func howText(ctx context.Context, how string) string {
	if i18n.Has(ctx, methodKey(how)) {
		return i18n.T(ctx, methodKey(how))
	}
	return how
}

// actionText says an entry of the record in words; an unknown one by its own name.
func actionText(ctx context.Context, action string) string {
	if key := "rectify.done." + strings.ReplaceAll(strings.TrimPrefix(action, "rectify."), ".", "_"); i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return action
}

func (m ItemModel) verdict() part.Verdict {
	if m.Chain == nil {
		return part.Unchecked
	}
	return part.Verdict(m.Chain.Verdict)
}

// hurdles are the conditions of a close-out as a check-list.
func (m ItemModel) hurdles(ctx context.Context) []part.CheckItem {
	var out []part.CheckItem
	for _, h := range m.D.Hurdles() {
		if h.Key == "fresh" && h.OK || h.Key == "content" && h.Want == 0 {
			continue
		}
		key := "rectify.hurdle." + h.Key
		if !h.OK {
			key += ".no"
		}
		out = append(out, part.CheckItem{Text: i18n.T(ctx, key, "have", h.Have, "want", h.Want), No: !h.OK})
	}
	if !m.may(rectify.ActClose) {
		return out
	}
	switch rule := m.D.MayClose(m.Actor); rule {
	case "":
		out = append(out, part.CheckItem{Text: i18n.T(ctx, "rectify.close.no_recusal")})
	default:
		out = append(out, part.CheckItem{Text: i18n.T(ctx, "denied."+rule), No: true})
	}
	return out
}

// secondActs are the acts offered as links under the main one, in the order of the table.
func (m ItemModel) secondActs() []rectify.Action {
	var out []rectify.Action
	for _, a := range m.Open {
		switch a {
		case rectify.ActNote, rectify.ActFile, rectify.ActPropose, rectify.ActClose, rectify.ActReport, rectify.ActMilestone, rectify.ActKeep:
			continue
		case rectify.ActReturn:
			if m.signAct() != "" { // it stands beside the signature
				continue
			}
		case rectify.ActExtend:
			if m.asked() == nil {
				continue
			}
		}
		if a == rectify.ActRelapse {
			a = "look"
		}
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// asked is the request for a later date that waits.
func (m ItemModel) asked() *rectify.Extension {
	for i := range m.D.Extensions {
		if m.D.Extensions[i].State == "asked" {
			return &m.D.Extensions[i]
		}
	}
	return nil
}

var mainActs = map[rectify.Action]bool{rectify.ActSign: true, rectify.ActClaim: true, rectify.ActBegin: true, rectify.ActVerify: true, rectify.ActExtend: true}

func actClass(a rectify.Action, first bool) string {
	switch {
	case a == rectify.ActReturn || a == rectify.ActVoid:
		return "btn btn-danger"
	case mainActs[a] && first:
		return "btn btn-primary"
	}
	return "btn"
}

// turn says whose turn it is.
func turn(s rectify.State) string {
	switch s {
	case rectify.Listed, rectify.Relapsed:
		return "head"
	case rectify.Claimed:
		return "verifier"
	case rectify.Verifying:
		return "verifier_office"
	case rectify.Closed, rectify.Voided:
		return "nobody"
	}
	return "unit"
}

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

func (m ItemModel) val(name string) string { return m.Form.Get(name) }

// partners are the names of the units that work with it.
func (m ItemModel) partners(ctx context.Context) string {
	var out []string
	for _, p := range m.D.Partners {
		out = append(out, p.Name)
	}
	return strings.Join(out, i18n.T(ctx, "rectify.and"))
}
