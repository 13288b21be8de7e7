package web

import (
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/approve"
	"plumbline/internal/hall/backup"
)

// agreeable is how one transition is asked of its room: what it would do now, the second person's
// answer in the same transaction, and for those that hand something out, the handing out.
type agreeable struct {
	content func(*db.Tx, *approve.Request) (approve.Content, error)
	decide  func(*db.Tx, *approve.Request, approve.Decision) error
	take    func(*Ctx, *approve.Request) error
}

// agreeables is the one place that knows which room a transition belongs to: the page of approvals
// serves them all, and the rooms stay unaware of each other.
func (s *Server) agreeables() map[approve.Code]agreeable {
	item := agreeable{content: s.Rectify.ApprovalContent, decide: s.Rectify.DecideApproval}
	ledger := item
	ledger.take = s.takeLedger
	return map[approve.Code]agreeable{
		approve.CloseItem:          item,
		approve.ExtendAgain:        item,
		approve.LowerItem:          item,
		approve.ExportLedger:       ledger,
		approve.ExportLog:          {content: s.logContent, decide: s.decideLog, take: s.takeLog},
		approve.ExportOrg:          {content: orgContent, decide: decideOrg, take: s.takeRegister},
		approve.EndWitness:         {content: approve.WitnessContent, decide: approve.DecideWitness},
		approve.GrantAdministrator: {content: approve.GrantContent, decide: approve.DecideGrant},
		approve.TransferGrade:      {content: s.DutyReport.ApprovalContent, decide: s.DutyReport.DecideApproval},
		approve.Restore:            {content: backup.RestoreContent, decide: backup.DecideRestore},
	}
}

func orgContent(_ *db.Tx, r *approve.Request) (approve.Content, error) {
	return approve.OrgExportContent(r), nil
}

func decideOrg(tx *db.Tx, r *approve.Request, in approve.Decision) error {
	_, err := approve.Decide(tx, r.ID, in, approve.OrgExportContent(r))
	return err
}

func (s *Server) logContent(_ *db.Tx, r *approve.Request) (approve.Content, error) {
	return approve.LogContent(r, s.Audit.Origin()), nil
}

func (s *Server) decideLog(tx *db.Tx, r *approve.Request, in approve.Decision) error {
	_, err := approve.Decide(tx, r.ID, in, approve.LogContent(r, s.Audit.Origin()))
	return err
}

// agreeableOf is the room's side of a request; fault.NotFound for a transition of a room to come.
func (s *Server) agreeableOf(c approve.Code) (agreeable, error) {
	a, ok := s.agreeables()[c]
	if !ok {
		return a, fault.NotFound()
	}
	return a, nil
}
