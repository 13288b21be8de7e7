package campaign

import (
	"plumbline/internal/ground/db"
)

const proposalCols = `r.id, r.campaign_id, r.number, r.unit_id, r.unit_ord, u.name, r.person_id, p.name, r.kind, r.organ, r.basis, r.article, r.facts, r.noticed_on, r.notice, r.heard, r.made_by, r.maker_id, r.made_at, r.agreed_by, r.agreed_at, r.version`

const proposalFrom = ` from campaign_proposal r join v_unit u on u.id = r.unit_id join v_person p on p.id = r.person_id`

func scanProposal(s db.Scanner) (p Proposal, err error) {
	err = s.Scan(&p.ID, &p.Campaign, &p.Number, &p.Unit, &p.UnitOrd, &p.UnitName, &p.Person, &p.Name, &p.Kind, &p.Organ, &p.Basis, &p.Article, &p.Facts, &p.NoticedOn, &p.Notice, &p.Heard,
		&p.MadeBy, &p.Maker, db.At(&p.MadeAt), &p.AgreedBy, db.At(&p.AgreedAt), &p.Version)
	return p, err
}

func loadProposal(tx *db.Tx, id ProposalID) (Proposal, error) {
	return db.One(tx, scanProposal, `select `+proposalCols+proposalFrom+` where r.id = $1`, id)
}

// listProposals are the papers of a campaign in the order of their numbers.
func listProposals(tx *db.Tx, id ID) ([]Proposal, error) {
	return db.All(tx, scanProposal, `select `+proposalCols+proposalFrom+` where r.campaign_id = $1 order by r.number`, id)
}

func insertProposal(tx *db.Tx, p Proposal) error {
	_, err := tx.Exec(`insert into campaign_proposal (id, campaign_id, number, unit_id, unit_ord, person_id, kind, organ, basis, article, facts, noticed_on, notice, heard, made_by, maker_id, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		p.ID, p.Campaign, p.Number, p.Unit, p.UnitOrd, p.Person, p.Kind, p.Organ, p.Basis, p.Article, p.Facts, p.NoticedOn, p.Notice, p.Heard, p.MadeBy, p.Maker, db.Stamp(p.MadeAt))
	return taken(err)
}

func saveProposal(tx *db.Tx, p *Proposal) error {
	p.Version++
	return moved(tx.Exec(`update campaign_proposal set agreed_by = $1, agreed_at = $2, version = $3 where id = $4 and version = $5`, p.AgreedBy, db.Stamp(p.AgreedAt), p.Version, p.ID, p.Version-1))
}

// unitOf is the unit of a person of the register.
func unitOf(tx *db.Tx, person string) (id string, ord int64, err error) {
	err = tx.Row(`select u.id, u.ord from v_person p join v_unit u on u.id = p.unit_id where p.id = $1`, person).Scan(&id, &ord)
	return id, ord, err
}
