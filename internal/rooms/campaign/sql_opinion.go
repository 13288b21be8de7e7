package campaign

import (
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/hall/access"
)

const opinionCols = `o.id, o.campaign_id, o.number, o.receipt, o.grp, o.way, o.body, o.gist, o.came_on, o.entered_by, o.entered_at, o.unit_id, o.unit_ord, u.short, o.state, o.due, o.due_first, o.kind, o.reply, o.changed,
	o.replied_by, o.replier_id, o.replied_at, o.checked_by, o.checked_at, o.content, o.content_at, o.asked_text, o.changed_text, o.proposed_by, o.proposer_id, o.proposed_at, o.published_by, o.published_at, o.version`

const opinionFrom = ` from campaign_opinion o join v_unit u on u.id = o.unit_id`

func scanOpinion(s db.Scanner) (o Opinion, err error) {
	err = s.Scan(&o.ID, &o.Campaign, &o.Number, &o.Receipt, &o.Group, &o.Way, &o.Body, &o.Gist, &o.CameOn, &o.EnteredBy, db.At(&o.EnteredAt), &o.Unit, &o.UnitOrd, &o.UnitName, &o.State, &o.Due, &o.DueFirst, &o.Kind, &o.Reply, &o.Changed,
		&o.RepliedBy, &o.Replier, db.At(&o.RepliedAt), &o.CheckedBy, db.At(&o.CheckedAt), &o.Content, db.At(&o.ContentAt), &o.AskedText, &o.ChangedText, &o.ProposedBy, &o.Proposer, db.At(&o.ProposedAt), &o.PublishedBy, db.At(&o.PublishedAt), &o.Version)
	return o, err
}

func loadOpinion(tx *db.Tx, id OpinionID) (Opinion, error) {
	return db.One(tx, scanOpinion, `select `+opinionCols+opinionFrom+` where o.id = $1`, id)
}

func loadByReceipt(tx *db.Tx, campaign ID, receipt string) (Opinion, error) {
	return db.One(tx, scanOpinion, `select `+opinionCols+opinionFrom+` where o.campaign_id = $1 and o.receipt = $2`, campaign, receipt)
}

func insertOpinion(tx *db.Tx, o Opinion) error {
	_, err := tx.Exec(`insert into campaign_opinion (id, campaign_id, number, receipt, grp, way, body, came_on, entered_by, entered_at, unit_id, unit_ord, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		o.ID, o.Campaign, o.Number, o.Receipt, o.Group, o.Way, o.Body, o.CameOn, o.EnteredBy, db.Stamp(o.EnteredAt), o.Unit, o.UnitOrd, o.State)
	return taken(err)
}

func saveOpinion(tx *db.Tx, o *Opinion) error {
	o.Version++
	return moved(tx.Exec(`update campaign_opinion set gist = $1, unit_id = $2, unit_ord = $3, state = $4, due = $5, due_first = $6, kind = $7, reply = $8, changed = $9, replied_by = $10, replier_id = $11, replied_at = $12, checked_by = $13, checked_at = $14,
		content = $15, content_at = $16, asked_text = $17, changed_text = $18, proposed_by = $19, proposer_id = $20, proposed_at = $21, published_by = $22, published_at = $23, version = $24 where id = $25 and version = $26`,
		o.Gist, o.Unit, o.UnitOrd, o.State, o.Due, o.DueFirst, o.Kind, o.Reply, o.Changed, o.RepliedBy, o.Replier, db.Stamp(o.RepliedAt), o.CheckedBy, db.Stamp(o.CheckedAt),
		o.Content, db.Stamp(o.ContentAt), o.AskedText, o.ChangedText, o.ProposedBy, o.Proposer, db.Stamp(o.ProposedAt), o.PublishedBy, db.Stamp(o.PublishedAt), o.Version, o.ID, o.Version-1))
}

// listOpinions are the opinions that the actor may see, the newest first. There is no search by words.
func listOpinions(tx *db.Tx, id ID, f Asked) ([]Opinion, error) {
	var a db.Args
	where := `o.campaign_id = ` + a.Add(id) + ` and ` + access.ScopeOf(tx.Who, access.ReadOpinion).Rows("o.unit_ord", "o.id", &a)
	if f.Group != "" {
		where += ` and o.grp = ` + a.Add(f.Group)
	}
	switch f.State {
	case "":
	case "open":
		where += ` and o.state <> 'replied'`
	case "late":
		where += ` and o.state in ('assigned', 'returned') and o.due < ` + a.Add(tx.Today())
	case "published":
		where += ` and o.published_at <> ''`
	default:
		where += ` and o.state = ` + a.Add(f.State)
	}
	return db.All(tx, scanOpinion, `select `+opinionCols+opinionFrom+` where `+where+` order by o.entered_at desc, o.id desc`+db.Limit(2000), a...)
}

// groupTotals counts opinions and replies by group: figures about matters.
func groupTotals(tx *db.Tx, id ID) (map[string][2]int, error) {
	var a db.Args
	q := `select o.grp, count(*), count(case when o.state = 'replied' then 1 end) from campaign_opinion o where o.campaign_id = ` + a.Add(id) + ` and ` +
		access.ScopeOf(tx.Who, access.ReadOpinion).Rows("o.unit_ord", "o.id", &a) + ` group by o.grp`
	out := map[string][2]int{}
	rows, err := db.All(tx, func(s db.Scanner) (r groupRow, err error) { return r, s.Scan(&r.grp, &r.all, &r.done) }, q, a...)
	for _, r := range rows {
		out[r.grp] = [2]int{r.all, r.done}
	}
	return out, err
}

type groupRow struct {
	grp       string
	all, done int
}

// latestOf is the newest opinion of each group that has a gist.
func latestOf(tx *db.Tx, id ID) (map[string]Opinion, error) {
	var a db.Args
	q := `select ` + opinionCols + opinionFrom + ` where o.campaign_id = ` + a.Add(id) + ` and o.gist <> '' and ` + access.ScopeOf(tx.Who, access.ReadOpinion).Rows("o.unit_ord", "o.id", &a) + ` order by o.entered_at desc, o.id desc` + db.Limit(200)
	list, err := db.All(tx, scanOpinion, q, a...)
	out := map[string]Opinion{}
	for _, o := range list {
		if _, ok := out[o.Group]; !ok {
			out[o.Group] = o
		}
	}
	return out, err
}

// waitingAnswer is the answered opinion that has waited longest.
func waitingAnswer(tx *db.Tx, id ID) (*Opinion, error) {
	var a db.Args
	q := `select ` + opinionCols + opinionFrom + ` where o.campaign_id = ` + a.Add(id) + ` and o.state = 'answered' and ` + access.ScopeOf(tx.Who, access.ReadOpinion).Rows("o.unit_ord", "o.id", &a) + ` order by o.replied_at, o.id` + db.Limit(1)
	list, err := db.All(tx, scanOpinion, q, a...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// listPublished are the approved texts of a campaign, newest first.
func listPublished(tx *db.Tx, id ID) ([]Published, error) {
	return db.All(tx, func(s db.Scanner) (p Published, err error) {
		var at time.Time
		err = s.Scan(&p.Group, &p.Asked, &p.Changed, &p.Unit, db.At(&at))
		p.On = clock.DayOf(at)
		return p, err
	}, `select o.grp, o.asked_text, o.changed_text, u.short, o.published_at from campaign_opinion o join v_unit u on u.id = o.unit_id where o.campaign_id = $1 and o.published_at <> '' order by o.published_at desc, o.id desc`, id)
}

// anyUnit is the short name of a unit, also a closed one.
func anyUnit(tx *db.Tx, id string) (string, error) {
	return db.Value[string](tx, `select short from v_unit where id = $1`, id)
}

func insertReceipt(tx *db.Tx, c ID, r Receipt) error {
	_, err := tx.Exec(`insert into campaign_receipt (id, campaign_id, number, received_at, recipient_id, inside) values ($1, $2, $3, $4, $5, $6)`, db.NewID(), c, r.Number, db.Stamp(r.At), r.Recipient, r.Inside)
	return taken(err)
}

func findReceipt(tx *db.Tx, number string) (r Receipt, err error) {
	return db.One(tx, scanReceipt, `select r.number, r.received_at, r.recipient_id, r.inside, c.id, c.title from campaign_receipt r join campaign_campaign c on c.id = r.campaign_id where r.number = $1`, number)
}

func scanReceipt(s db.Scanner) (r Receipt, err error) {
	return r, s.Scan(&r.Number, db.At(&r.At), &r.Recipient, &r.Inside, &r.Campaign, &r.Title)
}

// listReceipts are the receipts of a campaign, for those who may register them.
func listReceipts(tx *db.Tx, id ID) ([]Receipt, error) {
	return db.All(tx, scanReceipt, `select r.number, r.received_at, r.recipient_id, r.inside, c.id, c.title from campaign_receipt r join campaign_campaign c on c.id = r.campaign_id where r.campaign_id = $1 order by r.received_at desc, r.number`, id)
}

// countReceipts counts papers of the whole campaign, inside the window and outside of it.
func countReceipts(tx *db.Tx, id ID) (inside, outside int, err error) {
	err = tx.Row(`select count(case when inside then 1 end), count(case when not inside then 1 end) from campaign_receipt where campaign_id = $1`, id).Scan(&inside, &outside)
	return inside, outside, err
}

// enteredKeys are the opinions on a campaign, as an import compares them.
func enteredKeys(tx *db.Tx, id ID) (map[string]bool, error) {
	keys, err := db.All(tx, func(s db.Scanner) (string, error) {
		var group, way, day, body string
		err := s.Scan(&group, &way, &day, &body)
		return enteredKey(group, way, day, body), err
	}, `select grp, way, came_on, body from campaign_opinion where campaign_id = $1`, id)
	out := make(map[string]bool, len(keys))
	for _, k := range keys {
		out[k] = true
	}
	return out, err
}
