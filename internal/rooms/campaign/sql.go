package campaign

import (
	"encoding/json"
	"fmt"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

const campaignCols = `id, number, year, title, paper, directive_id, unit_id, unit_ord, lead, aim, need, state, pack, pack_version, opens_at, closes_at, open_code, organ, resolved,
	drafted_by, drafter_id, drafted_at, approved_by, approved_at, summary, summary_by, summariser_id, summary_at, ended_at, version`

func scanCampaign(s db.Scanner) (c Campaign, err error) {
	var lead string
	err = s.Scan(&c.ID, &c.Number, &c.Year, &c.Title, &c.Paper, &c.Directive, &c.Unit, &c.UnitOrd, &lead, &c.Aim, &c.Need, &c.State, &c.Pack, &c.PackVersion, db.At(&c.Opens), db.At(&c.Closes),
		&c.Code, &c.Organ, &c.Resolved, &c.DraftedBy, &c.Drafter, db.At(&c.DraftedAt), &c.ApprovedBy, db.At(&c.ApprovedAt), &c.Summary, &c.SummaryBy, &c.Summariser, db.At(&c.SummaryAt), db.At(&c.EndedAt), &c.Version)
	if err == nil {
		err = json.Unmarshal([]byte(lead), &c.Lead)
	}
	return c, err
}

func loadCampaign(tx *db.Tx, id ID) (Campaign, error) {
	return db.One(tx, scanCampaign, `select `+campaignCols+` from campaign_campaign where id = $1`, id)
}

func loadByCode(tx *db.Tx, code string) (Campaign, error) {
	return db.One(tx, scanCampaign, `select `+campaignCols+` from campaign_campaign where open_code = $1`, code)
}

func leadJSON(c Campaign) string {
	raw, err := json.Marshal(append([]string{}, c.Lead...))
	if err != nil {
		return "[]"
	}
	return string(raw)
}

func insertCampaign(tx *db.Tx, c Campaign) error {
	_, err := tx.Exec(`insert into campaign_campaign (id, number, year, title, paper, directive_id, unit_id, unit_ord, lead, aim, need, state, pack, pack_version, opens_at, closes_at, open_code, drafted_by, drafter_id, drafted_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		c.ID, c.Number, c.Year, c.Title, c.Paper, c.Directive, c.Unit, c.UnitOrd, leadJSON(c), c.Aim, c.Need, c.State, c.Pack, c.PackVersion, db.Stamp(c.Opens), db.Stamp(c.Closes), c.Code, c.DraftedBy, c.Drafter, db.Stamp(c.DraftedAt))
	return taken(err)
}

// taken turns a number that somebody else took in the same moment into a conflict.
func taken(err error) error {
	if err != nil && db.IsUnique(err) {
		return fault.Conflict("campaign.changed_meanwhile")
	}
	return err
}

func moved(n int64, err error) error {
	if err == nil && n == 0 {
		return fault.Conflict("campaign.changed_meanwhile")
	}
	return err
}

func saveCampaign(tx *db.Tx, c *Campaign) error {
	c.Version++
	return moved(tx.Exec(`update campaign_campaign set title = $1, paper = $2, lead = $3, aim = $4, need = $5, state = $6, opens_at = $7, closes_at = $8, organ = $9, resolved = $10, drafted_by = $11, drafter_id = $12,
		approved_by = $13, approved_at = $14, summary = $15, summary_by = $16, summariser_id = $17, summary_at = $18, ended_at = $19, version = $20 where id = $21 and version = $22`,
		c.Title, c.Paper, leadJSON(*c), c.Aim, c.Need, c.State, db.Stamp(c.Opens), db.Stamp(c.Closes), c.Organ, c.Resolved, c.DraftedBy, c.Drafter, c.ApprovedBy, db.Stamp(c.ApprovedAt),
		c.Summary, c.SummaryBy, c.Summariser, db.Stamp(c.SummaryAt), db.Stamp(c.EndedAt), c.Version, c.ID, c.Version-1))
}

// nextOf gives the next number of a series; a number that was given is never given again.
func nextOf(tx *db.Tx, series string) (n int, err error) {
	err = tx.Row(`insert into campaign_series (series, last) values ($1, 1) on conflict (series) do update set last = campaign_series.last + 1 returning last`, series).Scan(&n)
	return n, err
}

func number(tx *db.Tx, c *Campaign) error {
	n, err := nextOf(tx, fmt.Sprintf("ZZ-%02d", c.Year%100))
	c.Number = fmt.Sprintf("ZZ-%02d-%02d", c.Year%100, n)
	return err
}

// home is the highest unit at which the actor may run campaigns.
func home(tx *db.Tx) (id string, ord int64, err error) {
	var a db.Args
	where := access.ScopeOf(tx.Who, access.EditCampaign).Where("ord", &a)
	if err = tx.Row(`select id, ord from v_unit where until = '' and `+where+` order by ord limit 1`, a...).Scan(&id, &ord); err != nil {
		return "", 0, fault.NotFound()
	}
	return id, ord, nil
}

func renumber(tx *db.Tx, unit string, ord int64) error {
	for _, q := range []string{
		`update campaign_campaign set unit_ord = $1 where unit_id = $2`,
		`update campaign_relay set unit_ord = $1 where unit_id = $2`,
		`update campaign_opinion set unit_ord = $1 where unit_id = $2`,
		`update campaign_proposal set unit_ord = $1 where unit_id = $2`,
	} {
		if _, err := tx.Exec(q, ord, unit); err != nil {
			return err
		}
	}
	return nil
}

// listCampaigns are the campaigns that the actor may see, newest first.
func listCampaigns(tx *db.Tx) ([]Campaign, error) {
	var a db.Args
	own := access.ScopeOf(tx.Who, access.ReadCampaign).Rows("unit_ord", "id", &a)
	reach := access.ScopeOf(tx.Who, access.ReadCampaign).Rows("r.unit_ord", "r.campaign_id", &a)
	return db.All(tx, scanCampaign, `select `+campaignCols+` from campaign_campaign where `+own+`
		or exists (select 1 from campaign_relay r where r.campaign_id = campaign_campaign.id and `+reach+`) order by drafted_at desc, id desc`+db.Limit(200), a...)
}

func insertStage(tx *db.Tx, id ID, s Stage) error {
	_, err := tx.Exec(`insert into campaign_stage (campaign_id, seq, code, title, first_day, last_day) values ($1, $2, $3, $4, $5, $6)`, id, s.Seq, s.Code, s.Title, s.First, s.Last)
	return err
}

func clearStages(tx *db.Tx, id ID) error {
	_, err := tx.Exec(`delete from campaign_stage where campaign_id = $1`, id)
	return err
}

// listStages are the stages with the days they were approved with and the days that hold now.
func listStages(tx *db.Tx, id ID) ([]Stage, error) {
	stages, err := db.All(tx, func(s db.Scanner) (x Stage, err error) {
		err = s.Scan(&x.Seq, &x.Code, &x.Title, &x.First, &x.Last)
		x.Now.First, x.Now.Last = x.First, x.Last
		return x, err
	}, `select seq, code, title, first_day, last_day from campaign_stage where campaign_id = $1 order by seq`, id)
	if err != nil {
		return nil, err
	}
	shifts, err := db.All(tx, func(s db.Scanner) (x Shift, err error) {
		err = s.Scan(&x.Seq, &x.First, &x.Last, &x.Why, &x.Name, db.At(&x.At))
		return x, err
	}, `select seq, first_day, last_day, why, by_name, at from campaign_shift where campaign_id = $1 order by id`, id)
	for _, h := range shifts {
		for i := range stages {
			if stages[i].Seq == h.Seq {
				stages[i].Shifts = append(stages[i].Shifts, h)
				stages[i].Now = Span{h.First, h.Last}
			}
		}
	}
	return stages, err
}

func insertShift(tx *db.Tx, id ID, h Shift) error {
	_, err := tx.Exec(`insert into campaign_shift (id, campaign_id, seq, first_day, last_day, why, by_login, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		db.NewID(), id, h.Seq, h.First, h.Last, h.Why, tx.Who.Label(), tx.Who.Name, db.Stamp(tx.Now))
	return err
}

func insertStep(tx *db.Tx, id ID, act Act, words string) error {
	_, err := tx.Exec(`insert into campaign_step (id, campaign_id, act, words, by_login, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		db.NewID(), id, act, words, tx.Who.Label(), tx.Who.Name, db.Stamp(tx.Now))
	return err
}

func listSteps(tx *db.Tx, id ID) ([]Step, error) {
	return db.All(tx, func(s db.Scanner) (x Step, err error) {
		err = s.Scan(&x.Act, &x.Words, &x.Name, db.At(&x.At))
		return x, err
	}, `select act, words, by_name, at from campaign_step where campaign_id = $1 order by id`, id)
}

func insertMember(tx *db.Tx, id ID, m Member) error {
	_, err := tx.Exec(`insert into campaign_member (id, campaign_id, person_id, duty, receives, since) values ($1, $2, $3, $4, $5, $6)`, m.ID, id, m.Person, m.Duty, m.Receives, m.Since)
	return err
}

func endMember(tx *db.Tx, id ID, member string, day clock.Day) error {
	return moved(tx.Exec(`update campaign_member set until = $1, version = version + 1 where id = $2 and campaign_id = $3 and until = ''`, day, member, id))
}

// listMembers are the present members in the order in which they were named.
func listMembers(tx *db.Tx, id ID) ([]Member, error) {
	return db.All(tx, func(s db.Scanner) (m Member, err error) {
		err = s.Scan(&m.ID, &m.Person, &m.Name, &m.Duty, &m.Receives, &m.Since)
		return m, err
	}, `select m.id, m.person_id, p.name, m.duty, m.receives, m.since from campaign_member m join v_person p on p.id = m.person_id where m.campaign_id = $1 and m.until = '' order by m.id`, id)
}

// personNamed finds a person of the register by name; more than one of the name is none.
func personNamed(tx *db.Tx, name string) (string, error) {
	ids, err := db.All(tx, func(s db.Scanner) (id string, err error) { return id, s.Scan(&id) },
		`select id from v_person where name = $1 and until = '' order by id limit 2`, name)
	if err != nil || len(ids) != 1 {
		return "", err
	}
	return ids[0], nil
}
