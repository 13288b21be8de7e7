package web

import (
	"net/http"

	"plumbline/internal/hall/access"
)

func (s *Server) auditRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	return []Route{
		{Method: get, Pattern: "/audit", Right: access.ReadAudit, Handle: s.auditList},
		{Method: get, Pattern: "/audit/entries/{seq}", Right: access.ReadAudit, Handle: s.auditProof},
		{Method: get, Pattern: "/audit/entries/{seq}/proof", Right: access.ReadAudit, Handle: s.auditProofFile},
		{Method: get, Pattern: "/audit/checkpoints", Right: access.ReadAudit, Handle: s.auditCheckpoints},
		{Method: get, Pattern: "/audit/checkpoints/{size}", Right: access.ReadAudit, Handle: s.auditCheckpoint},
		{Method: post, Pattern: "/audit/check", Right: access.ReadAudit, Handle: s.auditCheck},
		{Method: post, Pattern: "/audit/check/stop", Right: access.ReadAudit, Handle: s.auditStop},
		{Method: post, Pattern: "/audit/alarms/{id}", Right: access.ReadAudit, Handle: s.auditEndAlarm, StepUp: true},
		{Method: get, Pattern: "/audit/witness", Right: access.ReadWitness, Handle: s.auditWitness},
		{Method: get, Pattern: "/audit/witness/paper", Right: access.ReadWitness, Handle: s.auditPaper},
		{Method: post, Pattern: "/audit/witness", Right: access.TendWitness, Handle: s.auditAddWitness, StepUp: true},
		{Method: post, Pattern: "/audit/witness/quorum", Right: access.TendWitness, Handle: s.auditQuorum, StepUp: true},
		{Method: post, Pattern: "/audit/witness/{id}/end", Right: access.TendWitness, Handle: s.auditEndWitness, StepUp: true},
		{Method: post, Pattern: "/audit/witness/{id}/out", Right: access.TendWitness, Handle: s.auditStickOut},
		{Method: post, Pattern: "/audit/witness/{id}/back", Right: access.TendWitness, Handle: s.auditStickBack},
		{Method: post, Pattern: "/audit/witness/{id}/signed", Right: access.TendWitness, Handle: s.auditPaperSigned},
		{Method: post, Pattern: "/audit/export", Right: access.ReadAudit, Handle: s.auditExport},
	}
}
