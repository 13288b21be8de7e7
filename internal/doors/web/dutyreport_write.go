package web

import dutyreportpage "plumbline/internal/doors/pages/dutyreport"

// dutyWriteRoutes are the ways of whoever writes a report.
func (s *Server) dutyWriteRoutes() []Route { return nil }

// dutyWriteModel fills what the writer's panel shows beside a report.
func (s *Server) dutyWriteModel(c *Ctx, m *dutyreportpage.ReportModel) error { return nil }
