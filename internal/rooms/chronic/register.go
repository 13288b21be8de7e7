package chronic

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Register enters a problem with the next number of its year. fault.Invalid names each wrong field;
// fault.NotFound a campaign or unit that the actor may not see; fault.Conflict a campaign that is over.
func (r *Room) Register(ctx context.Context, actor who.Actor, in Registration) (ID, error) {
	var id ID
	err := r.db.Write(ctx, actor, func(tx *db.Tx) (err error) {
		id, err = r.register(tx, in)
		return err
	})
	return id, err
}

func (r *Room) register(tx *db.Tx, in Registration) (ID, error) {
	in.tidy()
	c, err := loadCampaign(tx, in.Campaign)
	if err != nil {
		return "", err
	}
	p := &Problem{ID: ID(db.NewID()), Campaign: c.ID, State: Found, Title: in.Title, Facts: in.Facts, Category: in.Category, Way: in.Way, Source: in.Source,
		SourceRef: in.SourceRef, From: in.From, To: in.To, Registered: tx.Today(), RegisteredBy: tx.Who.Person, Changed: tx.Now, Version: 1}
	if in.Unit != "" {
		if err := placeAt(tx, p, in.Unit); err != nil {
			return "", err
		}
		if err := access.May(tx.Who, access.RegisterChronic, p.Place()); err != nil {
			return "", err
		}
	}
	if !c.Open() {
		return "", fault.Conflict("chronic.campaign_over")
	}
	known, err := r.categories(tx)
	if err != nil {
		return "", err
	}
	if err := in.check(tx.Today(), known); err != nil {
		return "", err
	}
	if p.Number, err = number(tx, "WC"); err != nil {
		return "", err
	}
	if err := insertProblem(tx, p); err != nil {
		return "", err
	}
	if err := insertStep(tx, p.ID, Step{Act: ActRegister}); err != nil {
		return "", err
	}
	if err := index(tx, p); err != nil {
		return "", err
	}
	// No words: what proves to be a clue leaves nothing behind but its number.
	return p.ID, record(tx, "chronic.register", p, map[string]string{"number": p.Number, "campaign": c.Number})
}
