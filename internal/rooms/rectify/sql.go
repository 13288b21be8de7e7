package rectify

import (
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

const itemColumns = `i.id, i.number, i.suffix, i.year, i.state, i.unit_id, i.unit_ord, u.last, u.depth, u.name, u.short,
	i.source, i.source_ref, i.source_name, i.paper, i.title, i.finding, i.effect, i.cite, i.cite_text, i.category, i.categories,
	i.severity, i.repeated, i.flagged, i.flagged_why, i.topic, i.target, i.lead_id, i.lead_name, i.owner_id, i.owner_name,
	i.due, i.due_first, i.due_kind, i.done, i.percent, i.summary, i.rules_made, i.money_fen, i.money_basis, i.grade,
	i.hide_inside, i.hide_inside_why, i.hide_public, i.hide_public_why, i.level, i.plan_id, i.claims, i.returns, i.extensions,
	i.close_number, i.registered_on, i.signed_on, i.closed_on, i.relapsed_on, i.changed_at, i.version`

func scanItem(s db.Scanner) (*Item, error) {
	var it Item
	var categories string
	err := s.Scan(&it.ID, &it.Number, &it.Suffix, &it.Year, &it.State, &it.Unit, &it.UnitOrd, &it.UnitLast, &it.UnitDepth, &it.UnitName, &it.UnitShort,
		&it.Source, &it.SourceRef, &it.SourceName, &it.Paper, &it.Title, &it.Finding, &it.Effect, &it.Cite, &it.CiteText, &it.Category, &categories,
		&it.Severity, &it.Repeated, &it.Flagged, &it.FlaggedWhy, &it.Topic, &it.Target, &it.Lead.ID, &it.Lead.Name, &it.Owner.ID, &it.Owner.Name,
		&it.Due, &it.DueFirst, &it.DueKind, &it.Done, &it.Percent, &it.Summary, &it.RulesMade, &it.Money, &it.MoneyBasis, &it.Grade,
		&it.HideInside.On, &it.HideInside.Why, &it.HidePublic.On, &it.HidePublic.Why, &it.Level, &it.Plan, &it.Claims, &it.Returns, &it.Extensions,
		&it.CloseNumber, &it.Registered, &it.SignedOn, &it.ClosedOn, &it.RelapsedOn, db.At(&it.Changed), &it.Version)
	it.Categories = lines(categories)
	return &it, err
}

// lines reads a list kept as one text, a line an entry.
func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func loadItem(tx *db.Tx, id ItemID) (*Item, error) {
	return db.One(tx, scanItem, `select `+itemColumns+` from rectify_item i join v_unit u on u.id = i.unit_id where i.id = $1`, string(id))
}

// insertItem writes the item with its manifestations and partners, and counts it.
func insertItem(tx *db.Tx, it *Item, in Registration) error {
	_, err := tx.Exec(`insert into rectify_item (id, number, suffix, year, state, step, unit_id, unit_ord, source, source_ref, source_name, paper,
		title, finding, effect, cite, cite_text, category, categories, severity, repeated, flagged, flagged_why, topic, target,
		lead_id, lead_name, owner_id, owner_name, due, due_first, due_kind, due_key, done, percent, summary, rules_made, money_fen, money_basis,
		level, claims, returns, extensions, close_number, registered_on, signed_on, closed_on, changed_at, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
		$26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49)`,
		string(it.ID), it.Number, it.Suffix, it.Year, string(it.State), it.State.Step(), it.Unit, it.UnitOrd, string(it.Source), it.SourceRef, it.SourceName, it.Paper,
		it.Title, it.Finding, it.Effect, it.Cite, it.CiteText, it.Category, strings.Join(it.Categories, "\n"), it.Severity, it.Repeated, it.Flagged, it.FlaggedWhy, it.Topic, it.Target,
		it.Lead.ID, it.Lead.Name, it.Owner.ID, it.Owner.Name, string(it.Due), string(it.DueFirst), string(it.DueKind), it.dueKey(), string(it.Done), it.Percent, it.Summary, it.RulesMade, it.Money, it.MoneyBasis,
		it.Level, it.Claims, it.Returns, it.Extensions, it.CloseNumber, string(it.Registered), string(it.SignedOn), string(it.ClosedOn), db.Stamp(it.Changed), it.Version)
	if err != nil {
		return err
	}
	for i, m := range in.Manifestations {
		if _, err := tx.Exec(`insert into rectify_manifestation (id, item_id, position, body) values ($1, $2, $3, $4)`, db.NewID(), string(it.ID), i+1, m); err != nil {
			return err
		}
	}
	for _, p := range in.Partners {
		u, err := loadUnit(tx, p)
		if err != nil {
			return fault.Invalid(fault.On("partners", "rectify.register.unit_missing"))
		}
		if _, err := tx.Exec(`insert into rectify_partner (item_id, unit_id, unit_ord) values ($1, $2, $3)`, string(it.ID), u.ID, u.Ord); err != nil {
			return err
		}
	}
	changed(tx)
	if err := counted(tx, it.Unit, it.Year, "", it.State); err != nil {
		return err
	}
	return index(tx, it)
}

// saveItem writes what a verb may change. was is the item as it was loaded: its version must still
// stand (else fault.Conflict), and counters follow from the difference of states. number, finding,
// source and due_first have no place in the statement: they never change.
func saveItem(tx *db.Tx, was, it *Item) error {
	it.Version, it.Changed = was.Version+1, tx.Now
	n, err := tx.Exec(`update rectify_item set suffix = $1, target = $2, lead_id = $3, lead_name = $4, owner_id = $5, owner_name = $6,
		done = $7, percent = $8, summary = $9, rules_made = $10, money_fen = $11, money_basis = $12, grade = $13,
		hide_inside = $14, hide_inside_why = $15, hide_public = $16, hide_public_why = $17, plan_id = $18, claims = $19, returns = $20,
		extensions = $21, close_number = $22, signed_on = $23, closed_on = $24, relapsed_on = $25, changed_at = $26, version = $27
		where id = $28 and version = $29`,
		it.Suffix, it.Target, it.Lead.ID, it.Lead.Name, it.Owner.ID, it.Owner.Name,
		string(it.Done), it.Percent, it.Summary, it.RulesMade, it.Money, it.MoneyBasis, it.Grade,
		it.HideInside.On, it.HideInside.Why, it.HidePublic.On, it.HidePublic.Why, string(it.Plan), it.Claims, it.Returns,
		it.Extensions, it.CloseNumber, string(it.SignedOn), string(it.ClosedOn), string(it.RelapsedOn), db.Stamp(it.Changed), it.Version,
		string(it.ID), was.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Conflict("rectify.changed_meanwhile")
	}
	if err := saveJudged(tx, was, it); err != nil {
		return err
	}
	if was.State == it.State && was.Due == it.Due && was.DueKind == it.DueKind {
		return nil
	}
	// what orders the ledger is written apart, so that a progress report touches none of its indexes
	if _, err := tx.Exec(`update rectify_item set state = $1, step = $2, due = $3, due_kind = $4, due_key = $5 where id = $6`,
		string(it.State), it.State.Step(), string(it.Due), string(it.DueKind), it.dueKey(), string(it.ID)); err != nil {
		return err
	}
	changed(tx)
	if err := counted(tx, it.Unit, it.Year, was.State, it.State); err != nil {
		return err
	}
	return index(tx, it)
}

// saveJudged writes severity and category when a verb changed them: they are in indexes, and few do.
func saveJudged(tx *db.Tx, was, it *Item) error {
	if was.Severity == it.Severity && was.Category == it.Category {
		return nil
	}
	if _, err := tx.Exec(`update rectify_item set severity = $1, category = $2 where id = $3`, it.Severity, it.Category, string(it.ID)); err != nil {
		return err
	}
	changed(tx)
	return index(tx, it)
}

func takeNumber(tx *db.Tx, series string) (int64, error) {
	var n int64
	err := tx.Insert(`insert into rectify_series (name, next) values ($1, 2) on conflict (name) do update set next = rectify_series.next + 1 returning next - 1`, &n, series)
	return n, err
}

func scanUnit(s db.Scanner) (unit, error) {
	var u unit
	err := s.Scan(&u.ID, &u.Name, &u.Short, &u.Ord, &u.Last, &u.Depth)
	return u, err
}

func loadUnit(tx *db.Tx, id string) (unit, error) {
	return db.One(tx, scanUnit, `select id, name, short, ord, last, depth from v_unit where id = $1`, id)
}

func loadPerson(tx *db.Tx, id string) (Person, error) {
	return db.One(tx, func(s db.Scanner) (Person, error) {
		var p Person
		err := s.Scan(&p.ID, &p.Name)
		return p, err
	}, `select id, name from v_person where id = $1 and (until = '' or until >= $2)`, id, string(clock.DayOf(tx.Now)))
}
