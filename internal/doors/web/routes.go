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
		s.orgIn(),
		s.rectifyFileRoutes(),
		s.directiveRoutes(),
		s.budgetRoutes(),
		s.budgetIn(),
		s.partyworkRoutes(),
		s.partyworkIn(),
		s.orglifeRoutes(),
		s.orglifeIn(),
		s.partyorgRoutes(),
		s.partyorgIn(),
		s.trainingRoutes(),
		s.trainingIn(),
		s.campaignRoutes(),
		s.campaignIn(),
		s.chronicRoutes(),
		s.chronicFileRoutes(),
		s.campaignSheetRoutes(),
		s.burdenRoutes(),
		s.jointRoutes(),
		s.jointIn(),
		s.inspectRoutes(),
		s.dutyReportRoutes(),
		s.dutyQuestionsIn(),
		s.frameworkRoutes(),
		s.adminRoutes(),
		s.policyRoutes(),
		s.systemRoutes(),
		s.backupRoutes(),
		s.ballotRoutes(),
		s.homeRoutes(),
		s.calendarRoutes(),
	)
}
