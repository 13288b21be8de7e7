package web

import dutyreportpage "plumbline/internal/doors/pages/dutyreport"

// dutyAssessRoutes are the ways of the assessment.
func (s *Server) dutyAssessRoutes() []Route { return nil }

// dutyAssessModel fills what the panels of the assessment show beside and below a report.
func (s *Server) dutyAssessModel(c *Ctx, m *dutyreportpage.ReportModel) error { return nil }
