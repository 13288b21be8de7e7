package approve

import (
	"encoding/json"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/access"
)

const kindLogin = "login"

// AskGrant asks for an administrator's role (transition 14). Any other role is granted directly:
// fault.Invalid with approve.grant.not_needed. The person who would hold it can never agree.
func AskGrant(tx *db.Tx, in access.NewGrant, reason string) (*Request, error) {
	if !access.IsAdministrator(in.Role) {
		return nil, fault.Invalid(fault.On("role", "approve.grant.not_needed"))
	}
	if in.Since == "" {
		in.Since = tx.Today()
	}
	if in.Unit == "" {
		p, err := placeOf(tx, "")
		if err != nil {
			return nil, err
		}
		in.Unit = p.unit
	}
	person, login, name, err := access.PersonOf(tx, in.Login)
	if err != nil {
		return nil, fault.Invalid(fault.On("account", "approve.grant.no_account"))
	}
	c, err := grantContent(tx, in)
	if err != nil {
		return nil, err
	}
	return Ask(tx, NewRequest{Content: c, Label: login, Title: name, Reason: reason, Link: "/approvals", About: []string{person}})
}

// grantContent is the grant as the two sign it: the account, the person behind it and what that person
// holds now are part of it, so that an approval dies when one of them changes.
func grantContent(tx *db.Tx, in access.NewGrant) (Content, error) {
	person, login, name, err := access.PersonOf(tx, in.Login)
	if err != nil {
		return Content{}, err
	}
	held, err := access.HeldBy(tx, person)
	if err != nil {
		return Content{}, err
	}
	raw, err := json.Marshal(in)
	if err != nil {
		return Content{}, err
	}
	now := ""
	for i, r := range held {
		if i > 0 {
			now += ", "
		}
		now += r
	}
	same := func(name, v, as string) Field { return Field{Name: name, Before: v, After: v, As: as} }
	return Content{Code: GrantAdministrator, Kind: kindLogin, Object: in.Login, Fields: []Field{
		{Name: "approve.grant.role", After: "shell.role." + in.Role, As: AsWord},
		{Name: "approve.grant.since", After: string(in.Since), As: AsDay},
		{Name: "approve.grant.until", After: string(in.Until), As: AsDay},
		{Name: "approve.grant.basis", After: in.Basis},
		same("approve.grant.account", login, AsText),
		same("approve.grant.person", name, AsText),
		same("approve.grant.held", now, AsText),
		same("approve.grant.exact", string(raw), AsHash),
	}}, nil
}

// asked reads the grant back from the request: it is bound by the hash like the rest.
func asked(r *Request) (in access.NewGrant, err error) {
	for _, f := range r.Fields {
		if f.Name == "approve.grant.exact" {
			err = json.Unmarshal([]byte(f.After), &in)
		}
	}
	return in, err
}

// GrantContent is what the request asks for, as it would be asked for now.
func GrantContent(tx *db.Tx, r *Request) (Content, error) {
	in, err := asked(r)
	if err != nil {
		return Content{}, err
	}
	return grantContent(tx, in)
}

// DecideGrant is the second person's yes or no; yes gives the role.
func DecideGrant(tx *db.Tx, r *Request, d Decision) error {
	now, err := GrantContent(tx, r)
	if err != nil {
		return err
	}
	ok, err := Decide(tx, r.ID, d, now)
	if err != nil || !d.Yes {
		return err
	}
	if err := ok.For(tx, GrantAdministrator, kindLogin, r.Object); err != nil {
		return err
	}
	in, err := asked(r)
	if err != nil {
		return err
	}
	in.Since = max(in.Since, tx.Today()) // nobody held it before the second person agreed
	return access.GrantAgreed(tx, in)
}
