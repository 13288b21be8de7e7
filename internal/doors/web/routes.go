package web

import "slices"

// Routes is the index of every way in, one block a room. A route without a right does not pass the
// house's guard.
func (s *Server) Routes() []Route {
	return slices.Concat(
		s.baseRoutes(),
		s.signinRoutes(),
		s.enrolRoutes(),
		s.auditRoutes(),
		s.approveRoutes(),
		s.fileRoutes(),
		s.searchRoutes(),
		s.rectifyRoutes(),
		s.orgRoutes(),
		s.rectifyFileRoutes(),
		s.directiveRoutes(),
		s.budgetRoutes(),
		s.partyworkRoutes(),
		s.orglifeRoutes(),
		s.partyorgRoutes(),
		s.trainingRoutes(),
		s.campaignRoutes(),
		s.chronicRoutes(),
		s.chronicFileRoutes(),
		s.campaignSheetRoutes(),
		s.burdenRoutes(),
		s.jointRoutes(),
		s.inspectRoutes(),
		s.dutyReportRoutes(),
		s.frameworkRoutes(),
		s.adminRoutes(),
		s.policyRoutes(),
		s.systemRoutes(),
		s.backupRoutes(),
		s.ballotRoutes(),
		s.homeRoutes(),
	)
}
