package campaign

import (
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
)

const sheetCols = `id, campaign_id, number, kind, day, first_day, unit_id, unit_ord, state, body, hash, pack, pack_version, drafted_by, drafted_name, drafted_at, signed_by, signed_name, signed_at, opinion, version`

func scanSheet(r db.Scanner) (s Sheet, err error) {
	if err = r.Scan(&s.ID, &s.Campaign, &s.Number, &s.Kind, &s.Day, &s.First, &s.Unit, &s.UnitOrd, &s.State, &s.Text, &s.Hash, &s.Pack, &s.PackVer, &s.DraftedBy, &s.Drafter, db.At(&s.DraftedAt),
		&s.SignedBy, &s.Signer, db.At(&s.SignedAt), &s.Opinion, &s.Version); err != nil {
		return s, err
	}
	s.Body, err = readBody(s.Text)
	return s, err
}

func loadSheet(tx *db.Tx, id SheetID) (*Sheet, error) {
	s, err := db.One(tx, scanSheet, `select `+sheetCols+` from campaign_sheet where id = $1`, id)
	return &s, err
}

func sheetOn(tx *db.Tx, c ID, kind string, day clock.Day) (*Sheet, error) {
	s, err := db.One(tx, scanSheet, `select `+sheetCols+` from campaign_sheet where campaign_id = $1 and kind = $2 and day = $3`, c, kind, day)
	return &s, err
}

func signedDays(tx *db.Tx, c ID, first, day clock.Day) ([]Sheet, error) {
	return db.All(tx, scanSheet, `select `+sheetCols+` from campaign_sheet where campaign_id = $1 and kind = 'day' and state = 'signed' and day between $2 and $3 order by day`, c, first, day)
}

func listSheets(tx *db.Tx, c ID) ([]Sheet, error) {
	return db.All(tx, scanSheet, `select `+sheetCols+` from campaign_sheet where campaign_id = $1 order by day desc, kind desc limit 60`, c)
}

func insertSheet(tx *db.Tx, s *Sheet) error {
	_, err := tx.Exec(`insert into campaign_sheet (id, campaign_id, number, kind, day, first_day, unit_id, unit_ord, state, body, hash, pack, pack_version, drafted_by, drafted_name, drafted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		s.ID, s.Campaign, s.Number, s.Kind, s.Day, s.First, s.Unit, s.UnitOrd, s.State, s.Text, s.Hash, s.Pack, s.PackVer, s.DraftedBy, s.Drafter, db.Stamp(s.DraftedAt))
	return taken(err)
}

// saveSheet writes a draft. A signed row matches no condition, so nothing can change what was signed.
func saveSheet(tx *db.Tx, s *Sheet) error {
	s.Version++
	return moved(tx.Exec(`update campaign_sheet set state = $1, body = $2, hash = $3, first_day = $4, pack = $5, pack_version = $6, drafted_by = $7, drafted_name = $8, drafted_at = $9,
		signed_by = $10, signed_name = $11, signed_at = $12, opinion = $13, version = $14 where id = $15 and version = $16 and state = 'draft'`,
		s.State, s.Text, s.Hash, s.First, s.Pack, s.PackVer, s.DraftedBy, s.Drafter, db.Stamp(s.DraftedAt), s.SignedBy, s.Signer, db.Stamp(s.SignedAt), s.Opinion, s.Version, s.ID, s.Version-1))
}

func renumberSheets(tx *db.Tx, unit string, ord int64) error {
	_, err := tx.Exec(`update campaign_sheet set unit_ord = $1 where unit_id = $2`, ord, unit)
	return err
}

// sheetUnits are the rows of a sheet in register order: the units to which the campaign was relayed from
// the house itself.
func sheetUnits(tx *db.Tx, c Campaign) ([]sheetUnit, error) {
	return db.All(tx, func(s db.Scanner) (u sheetUnit, err error) { return u, s.Scan(&u.id, &u.name, &u.first, &u.last) },
		`select distinct u.id, u.short, u.ord, u.last from campaign_relay r join v_unit u on u.id = r.unit_id where r.campaign_id = $1 and r.above_id = '' and u.parent_id is not null order by u.ord`, c.ID)
}

func scanRow(s db.Scanner) (r sheetRow, err error) { return r, s.Scan(&r.id, &r.ord, &r.on) }

// scanStamped reads a row whose day is an instant.
func scanStamped(s db.Scanner) (r sheetRow, err error) {
	var at string
	if err = s.Scan(&r.id, &r.ord, &at); err != nil {
		return r, err
	}
	t, err := db.ReadStamp(at)
	r.on = clock.DayOf(t)
	return r, err
}

// sheetPersons are the persons on the register of the house's units; since when is the first day there is.
func sheetPersons(tx *db.Tx, _ Campaign) ([]sheetRow, error) {
	return db.All(tx, func(s db.Scanner) (r sheetRow, err error) { return r, s.Scan(&r.id, &r.ord) }, `select p.id, u.ord from v_person p join v_unit u on u.id = p.unit_id where p.until = '' or p.until >= $1`, tx.Today())
}

// sheetReceipts are the self-reports received in the window: they have no unit and no name.
func sheetReceipts(tx *db.Tx, c Campaign) ([]sheetRow, error) {
	return db.All(tx, scanStamped, `select received_at, 0, received_at from v_campaign_receipt where campaign_id = $1 and inside`, c.ID)
}

func sheetSlips(tx *db.Tx, c Campaign) ([]sheetRow, error) {
	return db.All(tx, scanStamped, `select id, 0, handed_at from v_chronic_slip where campaign_id = $1`, c.ID)
}

func sheetProblems(tx *db.Tx, c Campaign) ([]sheetRow, error) {
	return db.All(tx, scanRow, `select id, unit_ord, registered from v_chronic where campaign_id = $1`, c.ID)
}

func sheetClosed(tx *db.Tx, c Campaign) ([]sheetRow, error) {
	return db.All(tx, scanRow, `select id, unit_ord, closed_on from v_chronic where campaign_id = $1 and closed_on <> ''`, c.ID)
}

func sheetRules(tx *db.Tx, c Campaign) ([]sheetRow, error) {
	return db.All(tx, scanRow, `select id, unit_ord, rule_built from v_chronic where campaign_id = $1 and rule_built <> ''`, c.ID)
}

func sheetOpinions(tx *db.Tx, c Campaign) ([]sheetRow, error) {
	return db.All(tx, scanRow, `select id, unit_ord, came_on from v_campaign_opinion where campaign_id = $1`, c.ID)
}

func sheetAnswered(tx *db.Tx, c Campaign) ([]sheetRow, error) {
	return db.All(tx, scanStamped, `select id, unit_ord, checked_at from v_campaign_opinion where campaign_id = $1 and state = 'replied' and checked_at <> ''`, c.ID)
}

func sheetReceived(tx *db.Tx, c Campaign) ([]sheetRow, error) {
	return db.All(tx, scanStamped, `select id, unit_ord, received_at from v_campaign_relay where campaign_id = $1 and received_at <> ''`, c.ID)
}

func sheetReported(tx *db.Tx, c Campaign) ([]sheetRow, error) {
	return db.All(tx, scanStamped, `select id, unit_ord, reported_at from v_campaign_relay where campaign_id = $1 and reported_at <> ''`, c.ID)
}

// sheetEntries are the things of a column with what their list shows.
func sheetEntries(tx *db.Tx, c Campaign, code string) ([]SheetEntry, error) {
	q := `select v.id, v.number, v.title, u.short, v.registered, '/chronic/items/' || v.id, v.unit_ord from v_chronic v join v_unit u on u.id = v.unit_id where v.campaign_id = $1 order by v.number`
	switch code {
	case "opinions", "opinions_done":
		q = `select v.id, v.number, v.gist, u.short, v.came_on, '/campaign/' || v.campaign_id || '/opinions/' || v.id, v.unit_ord from v_campaign_opinion v join v_unit u on u.id = v.unit_id where v.campaign_id = $1 order by v.number`
	case "relay_received", "relay_reported":
		q = `select v.id, '', u.name, u.short, '', '/campaign/' || v.campaign_id || '/relay/' || v.id, v.unit_ord from v_campaign_relay v join v_unit u on u.id = v.unit_id where v.campaign_id = $1 order by v.unit_ord`
	}
	return db.All(tx, func(s db.Scanner) (e SheetEntry, err error) {
		return e, s.Scan(&e.ID, &e.Number, &e.Title, &e.Unit, &e.On, &e.Href, &e.ord)
	}, q, c.ID)
}

// lastDay is the last day of the campaign's last stage, as it was moved.
func lastDay(tx *db.Tx, c ID) (clock.Day, error) {
	return db.Value[clock.Day](tx, `select coalesce(max(last_day), '') from v_campaign_stage where campaign_id = $1`, c)
}

// closingsOf counts the closings of each day, reopenings taken off, and what is open now.
func closingsOf(tx *db.Tx, c Campaign) (map[clock.Day]int, int, error) {
	out := map[clock.Day]int{}
	steps, err := db.All(tx, func(s db.Scanner) (x struct{ act, at string }, err error) { return x, s.Scan(&x.act, &x.at) },
		`select s.act, s.at from v_chronic_step s join v_chronic v on v.id = s.problem_id where v.campaign_id = $1 and s.act in ('close', 'reopen')`, c.ID)
	if err != nil {
		return nil, 0, err
	}
	for _, s := range steps {
		t, err := db.ReadStamp(s.at)
		if err != nil {
			return nil, 0, err
		}
		if s.act == "close" {
			out[clock.DayOf(t)]++
		} else {
			out[clock.DayOf(t)]--
		}
	}
	items, err := db.All(tx, scanRow, `select id, unit_ord, closed_on from v_chronic where campaign_id = $1 and item_id <> '' and closed_on <> ''`, c.ID)
	if err != nil {
		return nil, 0, err
	}
	for _, r := range items {
		out[r.on]++
	}
	open, err := db.Value[int](tx, `select count(*) from v_chronic where campaign_id = $1 and closed_on = ''`, c.ID)
	return out, open, err
}
