package approveweb

import (
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/backup"
)

// Agreeable is how one transition is asked of its room: what it would do now, the second person's
// answer in the same transaction, and for those that hand something out, the handing out.
type Agreeable struct {
	content func(*db.Tx, *approve.Request) (approve.Content, error)
	Decide  func(*db.Tx, *approve.Request, approve.Decision) error
	take    func(*front.Ctx, *approve.Request) error
}

// agreeables is the one place that knows which room a transition belongs to: the page of approvals
// serves them all, and the rooms stay unaware of each other.
func (s door) agreeables() map[approve.Code]Agreeable {
	item := Agreeable{content: s.Rectify.ApprovalContent, Decide: s.Rectify.DecideApproval}
	ledger := item
	ledger.take = s.takeLedger
	return map[approve.Code]Agreeable{
		approve.CloseItem:          item,
		approve.ExtendAgain:        item,
		approve.LowerItem:          item,
		approve.ExportLedger:       ledger,
		approve.ExportLog:          {content: s.logContent, Decide: s.decideLog, take: s.takeLog},
		approve.ExportOrg:          {content: orgContent, Decide: decideOrg, take: s.takeRegister},
		approve.EndWitness:         {content: approve.WitnessContent, Decide: approve.DecideWitness},
		approve.GrantAdministrator: {content: approve.GrantContent, Decide: approve.DecideGrant},
		approve.TransferGrade:      {content: s.DutyReport.ApprovalContent, Decide: s.DutyReport.DecideApproval},
		approve.Restore:            {content: backup.RestoreContent, Decide: backup.DecideRestore},
	}
}

func orgContent(_ *db.Tx, r *approve.Request) (approve.Content, error) {
	return approve.OrgExportContent(r), nil
}

func decideOrg(tx *db.Tx, r *approve.Request, in approve.Decision) error {
	_, err := approve.Decide(tx, r.ID, in, approve.OrgExportContent(r))
	return err
}

func (s door) logContent(_ *db.Tx, r *approve.Request) (approve.Content, error) {
	return approve.LogContent(r, s.Audit.Origin()), nil
}

func (s door) decideLog(tx *db.Tx, r *approve.Request, in approve.Decision) error {
	_, err := approve.Decide(tx, r.ID, in, approve.LogContent(r, s.Audit.Origin()))
	return err
}

// AgreeableOf is the room's side of a request; fault.NotFound for a transition of a room to come.
func AgreeableOf(s *front.Server, c approve.Code) (Agreeable, error) {
	a, ok := door{Server: s}.agreeables()[c]
	if !ok {
		return a, fault.NotFound()
	}
	return a, nil
}
