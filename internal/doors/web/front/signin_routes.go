package front

import (
	"net/http"

	"plumbline/internal/hall/access"
)

// signinRoutes are the second step of signing in, the person's own factors, and the proof that the
// person is still there.
func (s *Server) signinRoutes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	const small = 16 << 10
	return []Route{
		{Method: get, Pattern: "/login/factor", Right: access.Halfway, Handle: s.factorForm},
		{Method: post, Pattern: "/login/factor", Right: access.Halfway, Handle: s.factor, Body: small},
		{Method: post, Pattern: "/login/passkey/ask", Right: access.Public, Handle: s.askPasskey, Body: small},
		{Method: post, Pattern: "/login/passkey", Right: access.Public, Handle: s.passkey, Body: 64 << 10},
		{Method: get, Pattern: "/login/enrol", Right: access.Halfway, Handle: s.enrolForm},
		{Method: post, Pattern: "/login/enrol", Right: access.Halfway, Handle: s.enrol, Body: small},
		{Method: post, Pattern: "/login/enrol/passkey/ask", Right: access.Halfway, Handle: s.askNewPasskey, Body: small},
		{Method: post, Pattern: "/login/enrol/passkey", Right: access.Halfway, Handle: s.newPasskey, Body: 64 << 10},
		{Method: get, Pattern: "/login/renew", Right: access.Halfway, Handle: s.renewForm},
		{Method: post, Pattern: "/login/renew", Right: access.Halfway, Handle: s.renew, Body: small},
		{Method: get, Pattern: "/login/step", Right: access.SignedIn, Handle: s.stepForm},
		{Method: post, Pattern: "/login/step", Right: access.SignedIn, Handle: s.step, Body: small},
		{Method: get, Pattern: "/profile/factor", Right: access.SignedIn, Handle: s.enrolForm, StepUp: true},
		{Method: post, Pattern: "/profile/factor/remove", Right: access.SignedIn, Handle: s.removeFactor, Body: small, StepUp: true},
		{Method: get, Pattern: "/admin/security", Right: access.ReadPolicy, Handle: s.security},
		{Method: post, Pattern: "/admin/security", Right: access.EditSecurity, Handle: s.setSecurity, Body: small, StepUp: true},
		{Method: post, Pattern: "/profile/session/end", Right: access.SignedIn, Handle: s.endSession, Body: small},
	}
}
