package ballotweb

import (
	"net/http"
	"strconv"
	"time"

	"plumbline/internal/doors"
	ballotpage "plumbline/internal/doors/pages/ballot"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/ballot"
)

// ballotGate lets a whole hall vote from one address: only wrong codes are charged.
func ballotGate(h *doors.House) *access.Gate {
	return access.NewGate(h.DB.Clock(), 30, 2*time.Second, 120, 250*time.Millisecond)
}

// enter asks for the code. The voter's pages read no session: who is signed in in the same browser
// is not looked at, and not noted anywhere.
func (s door) enter(c *front.Ctx) error {
	if lang := c.Query("lang"); lang == "zh" || lang == "en" {
		http.SetCookie(c.W, &http.Cookie{Name: s.Own(front.LangCookie), Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
		c.Speak(lang)
	}
	return s.showEnter(c, http.StatusOK, nil)
}

func (s door) showEnter(c *front.Ctx, status int, wrong error) error {
	m, err := s.voteModel(c, wrong)
	if err != nil {
		return err
	}
	m.Code = c.Value("code")
	return c.RenderStatus(status, ballotpage.Enter(m))
}

func (s door) voteModel(c *front.Ctx, wrong error) (m ballotpage.VoteModel, err error) {
	m = ballotpage.VoteModel{Lang: i18n.Lang(c.Context()), Problems: part.ProblemsOf(c.Context(), voteTimes(c, wrong))}
	m.Org, err = s.OrgName(c)
	return m, err
}

// voteTimes writes the instant in a fault as people read it.
func voteTimes(c *front.Ctx, err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	out := *f
	out.Fields = nil
	for _, x := range f.Fields {
		if len(x.Args) == 2 && x.Args[0] == "at" {
			if t, err := time.Parse(time.RFC3339, x.Args[1].(string)); err == nil {
				x.Args = []any{"at", i18n.Minute(c.Context(), t)}
			}
		}
		out.Fields = append(out.Fields, x)
	}
	return &out
}

// guarded runs a try at a code behind the gate; a wrong code is charged, everything else is not.
func (s door) guarded(c *front.Ctx, try func() error) (int, error) {
	done, wait := s.guesses.Try(c.Place())
	if wait > 0 {
		seconds := int(wait.Seconds()) + 1
		c.W.Header().Set("Retry-After", strconv.Itoa(seconds))
		return http.StatusTooManyRequests, fault.Invalid(fault.On("code", "ballot.slow_down", "n", seconds))
	}
	err := try()
	done(!wrongCode(err))
	return http.StatusUnprocessableEntity, err
}

func wrongCode(err error) bool {
	f, ok := fault.As(err)
	if !ok {
		return false
	}
	for _, x := range f.Fields {
		if x.Key == "ballot.code_unknown" || x.Key == "ballot.code_form" {
			return true
		}
	}
	return false
}

// sheet shows the ballot that a code opens.
func (s door) sheet(c *front.Ctx) error {
	var sheet ballot.Sheet
	status, err := s.guarded(c, func() (err error) {
		sheet, err = s.Ballot.Sheet(c.Context(), c.Value("code"))
		return err
	})
	if front.Invalid(err) {
		return s.showEnter(c, status, err)
	}
	if err != nil {
		return err
	}
	return s.showVote(c, http.StatusOK, sheet, nil)
}

func (s door) showVote(c *front.Ctx, status int, sheet ballot.Sheet, wrong error) error {
	m, err := s.voteModel(c, wrong)
	if err != nil {
		return err
	}
	m.Poll, m.Code, m.Chosen = sheet.Poll, c.Value("code"), map[string]string{}
	for _, x := range sheet.Subjects {
		f := ballot.Field(x.Seq)
		m.Chosen[f+".skip"] = c.Value(f + ".skip")
		for _, a := range sheet.Form.Aspects {
			m.Chosen[f+"."+a.Code] = c.Value(f + "." + a.Code)
		}
	}
	return c.RenderStatus(status, ballotpage.Vote(m))
}

// cast takes the vote. What is wrong with it comes back with everything that was marked.
func (s door) cast(c *front.Ctx) error {
	var sheet ballot.Sheet
	status, err := s.guarded(c, func() (err error) {
		sheet, err = s.Ballot.Sheet(c.Context(), c.Value("code"))
		return err
	})
	if front.Invalid(err) {
		return s.showEnter(c, status, err)
	}
	if err != nil {
		return err
	}
	err = s.Ballot.Cast(c.Context(), c.Value("code"), vote(c, sheet))
	if front.Invalid(err) {
		return s.showVote(c, http.StatusUnprocessableEntity, sheet, err)
	}
	if err != nil {
		return err
	}
	return c.See("/ballot/thanks")
}

// vote reads the marks; a subject that the voter skips is left out whatever was marked for it before.
func vote(c *front.Ctx, sheet ballot.Sheet) ballot.Vote {
	v := make(ballot.Vote, len(sheet.Subjects))
	for i, x := range sheet.Subjects {
		v[i] = make([]string, len(sheet.Form.Aspects))
		if c.Value(ballot.Field(x.Seq)+".skip") == "1" {
			continue
		}
		for a, y := range sheet.Form.Aspects {
			v[i][a] = c.Value(ballot.Field(x.Seq) + "." + y.Code)
		}
	}
	return v
}

func (s door) thanks(c *front.Ctx) error {
	m, err := s.voteModel(c, nil)
	if err != nil {
		return err
	}
	return c.Render(ballotpage.Thanks(m))
}
