package org

import (
	"context"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
)

// passwordProfile is the setting that hall/access reads.
const passwordProfile = "password_profile"

// PasswordProfile is the house's password profile: "" for the rules of NIST and ASVS, or
// access.ProfileMLPS3.
func (h *Hall) PasswordProfile(ctx context.Context, actor who.Actor) (profile string, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := access.May(tx.Who, access.ReadPolicy, rootPlace(tx)); err != nil {
			return err
		}
		profile, err = access.Profile(tx)
		return err
	})
	return profile, err
}

// SetPasswordProfile chooses the profile, by the security administrator, who signs for it. It holds
// from the next password and the next sign-in on. fault.Invalid for a profile that does not exist.
func (h *Hall) SetPasswordProfile(ctx context.Context, actor who.Actor, profile string) error {
	if profile != "" && profile != access.ProfileMLPS3 {
		return fault.Invalid(fault.On("profile", "security.profile_unknown"))
	}
	return h.db.Write(ctx, actor, func(tx *db.Tx) error {
		if err := access.May(tx.Who, access.EditSecurity, rootPlace(tx)); err != nil {
			return err
		}
		if err := access.Fresh(tx.Who, tx.Now); err != nil {
			return err
		}
		was, err := access.Profile(tx)
		if err != nil {
			return err
		}
		if err := putSetting(tx, passwordProfile, profile); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "org.set_password_profile", Kind: "house", ID: "house", Details: map[string]string{"was": was, "is": profile}})
	})
}

// rootPlace is the whole house.
func rootPlace(tx *db.Tx) access.Place {
	f, err := Tree(tx)
	if err != nil {
		return access.Place{Ord: -1}
	}
	root, _ := f.Root(UnitTree)
	return access.Place{Ord: root.Ord}
}
