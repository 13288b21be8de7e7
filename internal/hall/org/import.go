package org

import (
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/batch"
)

// RegisterIn is the register as a list that comes in from a workbook. References look forward and back within
// the file, so its sheets are read as one plan.
func RegisterIn() batch.List {
	return batch.List{Kind: "org", Right: access.ImportOrg, Action: "org.import", Title: "org.import.template_title", Sheets: Sheets(), Read: readRegister}
}

func readRegister(r *batch.Reading) error {
	if r.Storing {
		if err := lockTree(r.Tx); err != nil {
			return err
		}
	}
	p, err := newPlan(r.Tx)
	if err != nil {
		return err
	}
	if err := access.May(r.Tx.Who, access.ImportOrg, access.Place{Ord: p.root.Ord}); err != nil {
		return err
	}
	p.in = r
	p.run()
	r.After(p.apply)
	return nil
}
