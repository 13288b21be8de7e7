package auditweb

import (
	"net/http"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/hall/access"
)

func (s door) routes() []front.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []front.Route{
		{Method: get, Pattern: "/audit", Right: access.ReadAudit, Handle: s.list},
		{Method: get, Pattern: "/audit/entries/{seq}", Right: access.ReadAudit, Handle: s.proof},
		{Method: get, Pattern: "/audit/entries/{seq}/proof", Right: access.ReadAudit, Handle: s.proofFile},
		{Method: get, Pattern: "/audit/checkpoints", Right: access.ReadAudit, Handle: s.checkpoints},
		{Method: get, Pattern: "/audit/checkpoints/{size}", Right: access.ReadAudit, Handle: s.checkpoint},
		{Method: post, Pattern: "/audit/check", Right: access.ReadAudit, Handle: s.check},
		{Method: post, Pattern: "/audit/check/stop", Right: access.ReadAudit, Handle: s.stop},
		{Method: post, Pattern: "/audit/alarms/{id}", Right: access.ReadAudit, Handle: s.endAlarm, StepUp: true},
		{Method: get, Pattern: "/audit/witness", Right: access.ReadWitness, Handle: s.witness},
		{Method: get, Pattern: "/audit/witness/paper", Right: access.ReadWitness, Handle: s.paper},
		{Method: post, Pattern: "/audit/witness", Right: access.TendWitness, Handle: s.addWitness, StepUp: true},
		{Method: post, Pattern: "/audit/witness/quorum", Right: access.TendWitness, Handle: s.quorum, StepUp: true},
		{Method: post, Pattern: "/audit/witness/{id}/end", Right: access.TendWitness, Handle: s.endWitness, StepUp: true},
		{Method: post, Pattern: "/audit/witness/{id}/out", Right: access.TendWitness, Handle: s.stickOut},
		{Method: post, Pattern: "/audit/witness/{id}/back", Right: access.TendWitness, Handle: s.stickBack},
		{Method: post, Pattern: "/audit/witness/{id}/signed", Right: access.TendWitness, Handle: s.paperSigned},
		{Method: post, Pattern: "/audit/export", Right: access.ReadAudit, Handle: s.export},
	}
}
