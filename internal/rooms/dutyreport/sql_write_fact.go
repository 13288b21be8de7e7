package dutyreport

import (
	"fmt"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tally"
)

// factReach is the unit with everything below it.
func factReach(tx *db.Tx, unit string) (db.Range, error) {
	return db.One(tx, func(s db.Scanner) (r db.Range, err error) { return r, s.Scan(&r.First, &r.Last) }, `select ord, last from v_unit where id = $1`, unit)
}

// factParty are the Party organisations that cover the unit or what is below it, in the order of their tree.
func factParty(tx *db.Tx, reach db.Range) ([]covering, error) {
	return db.All(tx, func(s db.Scanner) (c covering, err error) { return c, s.Scan(&c.ord, &c.name, &c.joint) },
		`select o.ord, o.short, max(case when u.ord between $1 and $2 then 0 else 1 end) = 1 from v_link l join v_unit u on u.id = l.unit_id join v_party o on o.id = l.party_id
		where l.until = '' group by o.id, o.ord, o.short having max(case when u.ord between $3 and $4 then 1 else 0 end) = 1 order by o.ord`, reach.First, reach.Last, reach.First, reach.Last)
}

// itemCounts counts the ledger of the unit for the year of registration; source "" is all sources.
func itemCounts(tx *db.Tx, p factPlace, source string) (c struct{ total, closed, standing, left, overdue, returned, relapsed int }, err error) {
	var a db.Args
	where := `unit_ord between ` + a.Add(p.reach.First) + ` and ` + a.Add(p.reach.Last) + ` and year = ` + a.Add(p.year) + ` and state <> 'voided'`
	if source != "" {
		where += ` and source = ` + a.Add(source)
	}
	late := `state not in ('closed', 'standing') and due <> '' and due < ` + a.Add(tx.Today())
	err = tx.Row(`select count(*),
		coalesce(sum(case when state = 'closed' then 1 else 0 end), 0),
		coalesce(sum(case when state = 'standing' then 1 else 0 end), 0),
		coalesce(sum(case when state not in ('closed', 'standing') then 1 else 0 end), 0),
		coalesce(sum(case when `+late+` then 1 else 0 end), 0),
		coalesce(sum(case when returns > 0 then 1 else 0 end), 0),
		coalesce(sum(case when relapsed_on <> '' then 1 else 0 end), 0)
		from v_item where `+where, a...).Scan(&c.total, &c.closed, &c.standing, &c.left, &c.overdue, &c.returned, &c.relapsed)
	return c, err
}

// itemsLeft names the first items that are not closed.
func itemsLeft(tx *db.Tx, p factPlace) ([]string, error) {
	return db.All(tx, func(s db.Scanner) (n string, err error) { return n, s.Scan(&n) },
		`select number from v_item where unit_ord between $1 and $2 and year = $3 and state not in ('closed', 'standing', 'voided') order by number limit 6`, p.reach.First, p.reach.Last, p.year)
}

func itemFacts(tx *db.Tx, p factPlace) ([]Fact, error) {
	c, err := itemCounts(tx, p, "")
	if err != nil {
		return nil, err
	}
	names, err := itemsLeft(tx, p)
	return []Fact{
		{Key: "items.total", N: c.total, List: p.ledgerList("")},
		{Key: "items.closed", N: c.closed, Of: c.total, List: p.ledgerList("&state=closed")},
		{Key: "items.done", N: c.closed + c.standing, Of: c.total, List: p.ledgerList(""), Names: names},
		{Key: "items.left", N: c.left, List: p.ledgerList("&had=left"), Names: names},
		{Key: "items.overdue", N: c.overdue, List: p.ledgerList("&time=late")},
		{Key: "items.returned", N: c.returned, List: p.ledgerList("&had=returned")},
		{Key: "items.relapsed", N: c.relapsed, List: p.ledgerList("&had=relapsed")},
	}, err
}

// lastFacts are the problems that last year's report brought: they were listed in the year reported on.
func lastFacts(tx *db.Tx, p factPlace) ([]Fact, error) {
	c, err := itemCounts(tx, p, "duty")
	if err != nil {
		return nil, err
	}
	return []Fact{{Key: "last.closed", N: c.closed, Of: c.total, List: p.ledgerList("&source=duty")}}, nil
}

func taskFacts(tx *db.Tx, p factPlace) ([]Fact, error) {
	var total, done, late int
	err := tx.Row(`select count(*), coalesce(sum(case when state = 'accepted' then 1 else 0 end), 0),
		coalesce(sum(case when state in ('issued', 'signed', 'returned') and due < $1 then 1 else 0 end), 0)
		from v_duty where unit_ord between $2 and $3 and withdrawn_at = '' and due between $4 and $5`,
		tx.Today(), p.reach.First, p.reach.Last, fmt.Sprintf("%d-01-01", p.year), fmt.Sprintf("%d-12-31", p.year)).Scan(&total, &done, &late)
	const list = "/directive/tasks"
	return []Fact{{Key: "tasks.total", N: total, List: list}, {Key: "tasks.done", N: done, Of: total, List: list + "?state=accepted"}, {Key: "tasks.overdue", N: late, List: list + "?state=late"}}, err
}

// held is how often a kind was due, held in time and missed, and how many activities of it there were.
type held struct {
	kind, title       string
	due, done, missed int
}

// heldOf counts duties by organisation and period: a joint branch counts once, whatever it covers.
func heldOf(tx *db.Tx, p factPlace) ([]held, error) {
	return db.All(tx, func(s db.Scanner) (h held, err error) {
		return h, s.Scan(&h.kind, &h.title, &h.due, &h.done, &h.missed)
	},
		`select kind, max(title), count(*), sum(case when state = 'done' then 1 else 0 end), sum(case when state = 'missed' then 1 else 0 end)
		from (select distinct id, kind, title, state from v_orglife_duty where unit_ord between $1 and $2 and period_from >= $3 and period_from <= $4 and state <> 'pending') d group by kind order by kind`,
		p.reach.First, p.reach.Last, fmt.Sprintf("%d-01-01", p.year), fmt.Sprintf("%d-12-31", p.year))
}

// activitiesOf counts what was held, whether due or not.
func activitiesOf(tx *db.Tx, p factPlace) (map[string]int, error) {
	out := map[string]int{}
	_, err := db.All(tx, func(s db.Scanner) (x struct{}, err error) {
		var kind string
		var n int
		err = s.Scan(&kind, &n)
		out[kind] = n
		return x, err
	}, `select kind, count(distinct id) from v_orglife_activity where unit_ord between $1 and $2 and held_on between $3 and $4 group by kind`,
		p.reach.First, p.reach.Last, fmt.Sprintf("%d-01-01", p.year), fmt.Sprintf("%d-12-31", p.year))
	return out, err
}

func meetingFacts(tx *db.Tx, p factPlace) ([]Fact, error) {
	return heldFacts(tx, p, func(kind string) bool { return kind != "first_topic" && kind != "study_group" }, true)
}

func studyFacts(tx *db.Tx, p factPlace) ([]Fact, error) {
	return heldFacts(tx, p, func(kind string) bool { return kind == "first_topic" || kind == "study_group" }, false)
}

func heldFacts(tx *db.Tx, p factPlace, wanted func(string) bool, sum bool) ([]Fact, error) {
	list, err := heldOf(tx, p)
	if err != nil {
		return nil, err
	}
	acts, err := activitiesOf(tx, p)
	if err != nil {
		return nil, err
	}
	const page = "/orglife"
	var out []Fact
	missed := 0
	for _, h := range list {
		if !wanted(h.kind) {
			continue
		}
		missed += h.missed
		out = append(out, Fact{Key: "meetings." + h.kind, Title: h.title, N: max(acts[h.kind], h.done), List: page}, Fact{Key: "due." + h.kind, Title: h.title, N: h.done, Of: h.due, List: page})
	}
	if sum && len(out) > 0 {
		out = append(out, Fact{Key: "meetings.missed", N: missed, List: page})
	}
	return out, nil
}

func decisionFacts(tx *db.Tx, p factPlace) ([]Fact, error) {
	var all, decided int
	err := tx.Row(`select count(distinct id), count(distinct case when state = 'decided' then id end) from v_orglife_decision where unit_ord between $1 and $2 and year = $3 and register = 'major'`,
		p.reach.First, p.reach.Last, p.year).Scan(&all, &decided)
	return []Fact{{Key: "decisions.decided", N: decided, Of: all, List: "/orglife/decisions"}}, err
}

// budgetFacts adds up the organisations that cover the unit, each once though it may cover several units.
func budgetFacts(tx *db.Tx, p factPlace) ([]Fact, error) {
	var planned, spent int64
	err := tx.Row(`select coalesce(cast(sum(planned) as bigint), 0), coalesce(cast(sum(spent) as bigint), 0)
		from (select distinct party_id, category, planned, spent from v_budget_unit where unit_ord between $1 and $2 and year = $3) b`,
		p.reach.First, p.reach.Last, p.year).Scan(&planned, &spent)
	return []Fact{{Key: "budget.spent", N: int(spent), Of: int(planned), Money: true, List: "/budget"}}, err
}

// trainingFacts are the hours of the unit's members together; nobody's own, and none where they are too few for a
// figure that is about nobody (tally.Least).
func trainingFacts(tx *db.Tx, p factPlace) ([]Fact, error) {
	var people int64
	var due, done int
	err := tx.Row(`select coalesce(cast(sum(people) as bigint), 0), coalesce(cast(sum(hours_due) as bigint), 0), coalesce(cast(sum(hours_done) as bigint), 0)
		from (select distinct party_id, people, hours_due, hours_done from v_training_unit where unit_ord between $1 and $2 and year = $3) t`, p.reach.First, p.reach.Last, p.year).Scan(&people, &due, &done)
	if _, known := tally.Merge([]tally.Cell{{N: people}}, ""); !known {
		return []Fact{{Key: "training.hours", Few: true, List: "/training"}}, err
	}
	return []Fact{{Key: "training.hours", N: done, Of: due, List: "/training"}}, err
}
