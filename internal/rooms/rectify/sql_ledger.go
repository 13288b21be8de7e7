package rectify

import (
	"regexp"
	"slices"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

// order is how one Sort is written: the columns of its key, the last of which makes it unique.
type order struct{ cols []string }

var orders = map[Sort]order{
	ByDue:    {[]string{"i.due_key", "i.id"}},
	ByNumber: {[]string{"i.number"}},
	ByUnit:   {[]string{"i.unit_ord", "i.due_key", "i.id"}},
	ByState:  {[]string{"i.step", "i.due_key", "i.id"}},
}

const keySep = "\x1f"

// list runs one page. The rows of the page are found on an index alone; only they are then read.
func list(tx *db.Tx, f Filter, scope db.Scope, narrow bool) (List, error) {
	var args db.Args
	where := conditions(tx, f, scope, narrow, &args)
	o := orders[f.Sort]
	backward := f.Before != ""
	desc := f.Desc != backward
	if key := f.After + f.Before; key != "" {
		where = append(where, o.beyond(strings.Split(key, keySep), desc, &args))
	}
	direction := ""
	if desc {
		direction = " desc"
	}
	by := strings.Join(o.cols, direction+", ") + direction
	q := `select i.id, i.number, i.suffix, i.title, i.source, i.category, i.unit_id, u.short, i.lead_name, i.due, i.due_kind, i.closed_on, i.state, i.flagged, i.percent, i.step, i.due_key, i.unit_ord
		from (select i.id from rectify_item i where ` + strings.Join(where, " and ") + ` order by ` + by + db.Limit(f.Limit+1) + `) page
		join rectify_item i on i.id = page.id join v_unit u on u.id = i.unit_id order by ` + by
	lines, err := db.All(tx, func(s db.Scanner) (Line, error) { return scanLine(s, f.Sort) }, q, args...)
	if err != nil {
		return List{}, err
	}
	return paged(lines, f, backward), nil
}

// paged cuts the one row too many that tells whether there is more, and sets the keys.
func paged(lines []Line, f Filter, backward bool) List {
	more := len(lines) > f.Limit
	if more {
		lines = lines[:f.Limit]
	}
	if backward {
		slices.Reverse(lines)
	}
	l := List{Lines: lines}
	if n := len(lines); n > 0 {
		if more || backward {
			l.Next = lines[n-1].key
		}
		if more && backward || f.After != "" {
			l.Prev = lines[0].key
		}
	}
	return l
}

func scanLine(s db.Scanner, sort Sort) (Line, error) {
	var l Line
	var step int
	var dueKey string
	var ord int64
	err := s.Scan(&l.ID, &l.Number, &l.Suffix, &l.Title, &l.Source, &l.Category, &l.UnitID, &l.Unit, &l.Lead, &l.Due, &l.DueKind, &l.Closed, &l.State, &l.Flagged, &l.Percent, &step, &dueKey, &ord)
	switch sort {
	case ByNumber:
		l.key = l.Number
	case ByUnit:
		l.key = itoa64(ord) + keySep + dueKey + keySep + string(l.ID)
	case ByState:
		l.key = itoa(step) + keySep + dueKey + keySep + string(l.ID)
	default:
		l.key = dueKey + keySep + string(l.ID)
	}
	return l, err
}

// beyond is the condition "after this key" on a composite key, as a row value that the index answers.
func (o order) beyond(key []string, desc bool, args *db.Args) string {
	if len(key) != len(o.cols) {
		return "1=0"
	}
	marks := make([]string, len(key))
	for i, k := range key {
		marks[i] = args.Add(k)
		if o.cols[i] == "i.unit_ord" || o.cols[i] == "i.step" {
			marks[i] = "cast(" + marks[i] + " as bigint)"
		}
	}
	op := " > "
	if desc {
		op = " < "
	}
	return "(" + strings.Join(o.cols, ", ") + ")" + op + "(" + strings.Join(marks, ", ") + ")"
}

func conditions(tx *db.Tx, f Filter, scope db.Scope, narrow bool, args *db.Args) []string {
	var w []string
	add := func(cond string, v any) { w = append(w, cond+args.Add(v)) }
	// Which index answers is decided here, by the counters, and not left to statistics that are never
	// the same on two databases: a column in an expression (step + 0) is out of the index's reach.
	step, ord := "i.step", "i.unit_ord"
	if narrow {
		step = "i.step + 0"
	} else {
		ord = "i.unit_ord + 0"
	}
	if f.Sort == ByUnit {
		ord = "i.unit_ord"
	}
	if f.State != "" {
		add(step+" = ", f.State.Step())
	}
	if !scope.All {
		w = append(w, scope.Rows(ord, "i.id", args))
	}
	today := tx.Today()
	if f.Time == Overdue {
		add("i.due_key < ", string(today))
	}
	if f.Time == DueSoon {
		add("i.due_key >= ", string(today))
		add("i.due_key <= ", string(today.Add(10)))
	}
	if f.Year != 0 {
		add("i.year = ", f.Year)
	}
	if f.Source != "" {
		add("i.source = ", string(f.Source))
	}
	if f.Ref != "" {
		add("i.source_ref = ", f.Ref)
	}
	if f.Category != "" {
		w = append(w, "(i.category = "+args.Add(f.Category)+" or i.category like "+args.Add(escape(f.Category)+".%")+" escape '!')")
	}
	if f.Lead != "" {
		add("i.lead_id = ", f.Lead)
	}
	switch f.Had {
	case HadLeft:
		w = append(w, "i.state not in ('closed', 'standing', 'voided')")
	case HadReturned:
		w = append(w, "i.returns > 0")
	case HadRelapsed:
		w = append(w, "i.relapsed_on <> ''")
	}
	if f.Flagged {
		w = append(w, "i.flagged")
	}
	if f.Text != "" {
		w = append(w, textCondition(f.Text, args))
	}
	if len(w) == 0 {
		w = append(w, "1=1")
	}
	return w
}

func textCondition(text string, args *db.Args) string {
	if whole := wholeNumber.FindStringSubmatch(strings.ToUpper(text)); whole != nil {
		return "i.number = " + args.Add(whole[1])
	}
	like := "%" + escape(strings.ToLower(text)) + "%"
	return "(lower(i.number) like " + args.Add(like) + " escape '!' or lower(i.title) like " + args.Add(like) + " escape '!')"
}

// wholeNumber is a number typed in full, with or without the suffix of a relapse: the index finds it.
var wholeNumber = regexp.MustCompile(`^([A-Z]+-[0-9]{2}-[0-9]{4,})(?:-F[0-9]+)?$`)

func escape(s string) string { return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s) }

// narrow tells whether mine is so small a part of all that reading all of it and sorting costs less
// than walking the due-day index until a page of its rows has passed.
func narrow(mine, all int64, limit int) bool { return mine*mine <= all*int64(limit) }

func isNarrow(tx *db.Tx, f Filter, u *unit) (bool, error) {
	if u == nil {
		return false, nil
	}
	mine, err := db.Value[int64](tx, `select n from rectify_count where unit_id = $1 and year = 0 and state = $2`, u.ID, string(f.State))
	if err != nil {
		return false, err
	}
	all, err := rootCounts(tx)
	return narrow(mine, all[f.State], f.Limit), err
}

// rootCounts are the counts of the whole house per state.
func rootCounts(tx *db.Tx) (map[State]int64, error) {
	rows, err := db.All(tx, scanCount, `select c.unit_id, c.state, c.n from rectify_count c join v_unit u on u.id = c.unit_id where u.parent_id is null and c.year = 0`)
	out := map[State]int64{}
	for _, r := range rows {
		out[r.state] += r.n
	}
	return out, err
}

// counts reads the counters of the units at the heads of the scope's ranges, whose sums hold
// everything below them.
func counts(tx *db.Tx, scope db.Scope, year int, units []string) (Counts, error) {
	c := Counts{States: map[State]Count{}, Units: map[string]Count{}}
	if !scope.All && len(scope.Ranges) == 0 {
		return c, nil
	}
	heads, err := headsOf(tx, scope)
	if err != nil {
		return c, err
	}
	var args db.Args
	q := `select unit_id, state, n from rectify_count where year = ` + args.Add(year) + ` and unit_id in ` + db.In(&args, heads)
	rows, err := db.All(tx, scanCount, q, args...)
	if err != nil {
		return c, err
	}
	for _, r := range rows {
		k := c.States[r.state]
		k.All += r.n
		c.States[r.state] = k
	}
	gone, err := goneFrom(tx, scope, year)
	if err != nil {
		return c, err
	}
	for _, g := range gone {
		for _, s := range []State{"", g.state} {
			k := c.States[s]
			k.All -= g.n
			c.States[s] = k
		}
	}
	if len(units) > 0 {
		var args db.Args
		q := `select unit_id, state, n from rectify_count where year = ` + args.Add(year) + ` and state = '' and unit_id in ` + db.In(&args, units)
		if rows, err = db.All(tx, scanCount, q, args...); err != nil {
			return c, err
		}
		for _, r := range rows {
			c.Units[r.unit] = Count{All: r.n}
		}
		if err := c.less(tx, gone, units); err != nil {
			return c, err
		}
	}
	return c, late(tx, &c, scope, year, units)
}

type counted3 struct {
	unit  string
	state State
	n     int64
}

func scanCount(s db.Scanner) (c counted3, err error) {
	err = s.Scan(&c.unit, &c.state, &c.n)
	return c, err
}

// headsOf are the units whose subtrees are the scope's ranges.
func headsOf(tx *db.Tx, scope db.Scope) ([]string, error) {
	if scope.All {
		return db.All(tx, scanText[string], `select id from v_unit where parent_id is null`)
	}
	var out []string
	for _, r := range scope.Ranges {
		ids, err := db.All(tx, scanText[string], `select u.id from v_unit u left join v_unit p on p.id = u.parent_id
			where u.ord >= $1 and u.last <= $2 and (p.id is null or p.ord < $3 or p.last > $4)`, r.First, r.Last, r.First, r.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, ids...)
	}
	return out, nil
}

// wide is from how many items on a scope counts as large.
const wide = 5000

// late counts what is overdue: the head of the due-day index, at most mostLate entries of it.
func late(tx *db.Tx, c *Counts, scope db.Scope, year int, units []string) error {
	var args db.Args
	q := `select i.unit_ord, i.step from rectify_item i where i.due_key < ` + args.Add(string(tx.Today()))
	if !scope.All {
		// a small stretch of the tree is read whole, of a large one the head of the due-day index fills the count
		ord := "i.unit_ord"
		if c.States[""].All > wide {
			ord = "i.unit_ord + 0"
		}
		q += ` and ` + scope.Rows(ord, "i.id", &args)
	}
	if year != 0 {
		q += ` and i.year = ` + args.Add(year)
	}
	type pair struct {
		ord  int64
		step int
	}
	rows, err := db.All(tx, func(s db.Scanner) (p pair, err error) { err = s.Scan(&p.ord, &p.step); return p, err }, q+db.Limit(mostLate+1), args...)
	if err != nil {
		return err
	}
	c.More = len(rows) > mostLate
	ranges, err := rangesOf(tx, units)
	if err != nil {
		return err
	}
	for _, r := range rows {
		for _, s := range []State{"", States[r.step]} {
			k := c.States[s]
			k.Late, k.More = k.Late+1, c.More
			c.States[s] = k
		}
	}
	for id, rg := range ranges {
		k := c.Units[id]
		for _, r := range rows {
			if rg.First <= r.ord && r.ord <= rg.Last {
				k.Late++
			}
		}
		k.More = c.More
		c.Units[id] = k
	}
	return nil
}

func rangesOf(tx *db.Tx, units []string) (map[string]db.Range, error) {
	out := map[string]db.Range{}
	if len(units) == 0 {
		return out, nil
	}
	var args db.Args
	rows, err := db.All(tx, scanUnit, `select id, name, short, ord, last, depth from v_unit where id in `+db.In(&args, units), args...)
	for _, u := range rows {
		out[u.ID] = db.Range{First: u.Ord, Last: u.Last}
	}
	return out, err
}

// UnitNode is a unit of the tree at the ledger's side.
type UnitNode struct {
	ID, Name, Short, Parent string
	Ord, Last               int64
	Depth                   int
	Kids                    bool
}

// treeOf lists the units that the side shows: the top of what the actor may see with its children,
// and the way down to the chosen unit with its own.
func treeOf(tx *db.Tx, chosen string) ([]UnitNode, error) {
	scope := access.ScopeOf(tx.Who, access.ReadItem)
	var args db.Args
	at := `(select ord from v_unit where id = ` + args.Add(chosen) + `)`
	base := `(select min(depth) from v_unit where ` + scope.Where("ord", &args) + `)`
	q := `select u.id, u.name, u.short, coalesce(u.parent_id, ''), u.ord, u.last, u.depth, exists (select 1 from v_unit k where k.parent_id = u.id) from v_unit u
		where ` + scope.Where("u.ord", &args) + ` and (u.until = '' or u.until >= ` + args.Add(string(tx.Today())) + `)
		and (u.depth <= ` + base + ` + 1 or exists (select 1 from v_unit p where p.id = u.parent_id and p.ord <= ` + at + ` and p.last >= ` + at + `)) order by u.ord limit 400`
	return db.All(tx, func(s db.Scanner) (n UnitNode, err error) {
		err = s.Scan(&n.ID, &n.Name, &n.Short, &n.Parent, &n.Ord, &n.Last, &n.Depth, &n.Kids)
		return n, err
	}, q, args...)
}

// sourceName is what people call the document of a reference.
func sourceName(tx *db.Tx, ref string) (string, error) {
	return db.Value[string](tx, `select source_name from rectify_item where source_ref = $1 and source_ref <> '' limit 1`, ref)
}
