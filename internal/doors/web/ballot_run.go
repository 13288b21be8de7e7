package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	ballotpage "plumbline/internal/doors/pages/ballot"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/ballot"
)

// formsCode is the pack of ballots and panels.
const formsCode = "assessment"

func (s *Server) ballotList(c *Ctx) error { return s.showBallots(c, http.StatusOK, nil) }

var ballotFields = []string{"title", "form", "unit", "entitled", "opens", "closes", "subjects"}

func (s *Server) showBallots(c *Ctx, status int, wrong error) error {
	list, err := s.Ballot.List(c.Context(), c.Who)
	if err != nil {
		return err
	}
	m := ballotpage.ListModel{List: list, MayRun: access.Anywhere(c.Who, access.RunBallot), Problems: part.ProblemsOf(c.Context(), wrong), Values: map[string]string{}, Now: s.DB.Clock().Now()}
	if m.MayRun {
		p, err := s.Framework.List(formsCode, "")
		if err != nil {
			return err
		}
		m.Forms = p.Forms
		for _, g := range c.Who.Grants {
			if access.RuleOf(access.RunBallot) != nil && (g.Role == access.Office || g.Role == access.PartyAff || g.Role == access.Secretary) {
				m.Units = append(m.Units, part.Option{Value: g.Unit, Text: g.UnitName})
			}
		}
	}
	for _, f := range ballotFields {
		m.Values[f] = c.Value(f)
	}
	return c.RenderStatus(status, ballotpage.List(m))
}

// minuteOf reads a field of date and time; the zero time for anything else.
func (c *Ctx) minuteOf(name string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04", strings.Replace(c.Value(name), " ", "T", 1), clock.Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

func (s *Server) ballotMake(c *Ctx) error {
	in, err := s.newBallot(c)
	var id ballot.PollID
	if err == nil {
		id, err = s.Ballot.Make(c.Context(), c.Who, in)
	}
	if Invalid(err) {
		return s.showBallots(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/ballots/" + string(id))
}

func (s *Server) newBallot(c *Ctx) (in ballot.NewPoll, err error) {
	p, err := s.Framework.List(formsCode, "")
	if err != nil {
		return in, err
	}
	in = ballot.NewPoll{Title: c.Value("title"), Kind: "survey", Unit: c.Value("unit"), Pack: p.Code, PackVersion: p.Version, Entitled: c.number("entitled"), Opens: c.minuteOf("opens"), Closes: c.minuteOf("closes")}
	in.Form, _ = p.Form(c.Value("form"))
	for _, line := range strings.Split(c.Value("subjects"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			label, note, _ := strings.Cut(line, " ")
			in.Subjects = append(in.Subjects, ballot.Subject{Label: label, Note: strings.TrimSpace(note)})
		}
	}
	var chk fault.Check
	chk.That(!in.Opens.IsZero(), "opens", "ballot.time_wrong")
	chk.That(!in.Closes.IsZero(), "closes", "ballot.time_wrong")
	return in, chk.Err()
}

// number is a field with a whole number, -1 for what is none, 0 for nothing.
func (c *Ctx) number(name string) int {
	if c.Value(name) == "" {
		return 0
	}
	n, err := strconv.Atoi(c.Value(name))
	if err != nil {
		return -1
	}
	return n
}

func (s *Server) ballotRun(c *Ctx) error { return s.showBallot(c, http.StatusOK, nil) }

func (s *Server) showBallot(c *Ctx, status int, wrong error) error {
	v, err := s.Ballot.Get(c.Context(), c.Who, ballot.PollID(c.Path("id")))
	if err != nil {
		return err
	}
	m := ballotpage.RunModel{View: v, Now: s.DB.Clock().Now(), Me: c.Who.Person, Problems: part.ProblemsOf(c.Context(), wrong), Values: map[string]string{}}
	if wrong != nil {
		for name := range c.R.Form {
			m.Values[name] = c.Value(name)
		}
	}
	return c.RenderStatus(status, ballotpage.Run(m))
}

// ballotDone comes back to the poll, with what was wrong.
func (s *Server) ballotDone(c *Ctx, err error) error {
	if Invalid(err) {
		return s.showBallot(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/ballots/" + c.Path("id"))
}

// ballotIssue answers the slips themselves: there is no address at which they could be seen again.
func (s *Server) ballotIssue(c *Ctx) error {
	id := ballot.PollID(c.Path("id"))
	codes, err := s.Ballot.Issue(c.Context(), c.Who, id, ballot.Issue{Slips: c.number("slips"), Papers: c.number("papers"), Entitled: c.number("entitled"), Why: c.Value("why")})
	if err != nil {
		return s.ballotDone(c, err)
	}
	v, err := s.Ballot.Get(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	org, err := s.orgName(c)
	if err != nil {
		return err
	}
	return c.Render(ballotpage.Slips(ballotpage.SlipsModel{Org: org, Address: c.site().Origin + "/ballot", Poll: v.Poll, Codes: codes}))
}

func (s *Server) ballotOpen(c *Ctx) error {
	return s.ballotDone(c, s.Ballot.Open(c.Context(), c.Who, ballot.PollID(c.Path("id"))))
}

func (s *Server) ballotClose(c *Ctx) error {
	return s.ballotDone(c, fieldAs(s.Ballot.Close(c.Context(), c.Who, ballot.PollID(c.Path("id")), c.Value("close_why")), "why", "close_why"))
}

// fieldAs moves a fault to the field as the page calls it, where two forms of a page have one of a name.
func fieldAs(err error, from, to string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	out := *f
	out.Fields = nil
	for _, x := range f.Fields {
		if x.Name == from {
			x.Name = to
		}
		out.Fields = append(out.Fields, x)
	}
	return &out
}

func (s *Server) ballotPapers(c *Ctx) error {
	id := ballot.PollID(c.Path("id"))
	v, err := s.Ballot.Get(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return s.ballotDone(c, s.Ballot.EnterPapers(c.Context(), c.Who, id, c.number("papers"), c.counts(v.Subjects, v.Form)))
}

// counts reads the table of a count; an empty cell is nought.
func (c *Ctx) counts(subjects []ballot.Subject, f pack.Form) [][][]int {
	out := make([][][]int, len(subjects))
	for i, s := range subjects {
		out[i] = make([][]int, len(f.Aspects))
		for a := range f.Aspects {
			out[i][a] = make([]int, len(f.Grades))
			for g := range f.Grades {
				out[i][a][g] = c.number("n" + strconv.Itoa(s.Seq) + "." + strconv.Itoa(a) + "." + strconv.Itoa(g))
			}
		}
	}
	return out
}

func (s *Server) ballotConfirm(c *Ctx) error {
	return s.ballotDone(c, s.Ballot.ConfirmPapers(c.Context(), c.Who, ballot.PollID(c.Path("id")), c.Path("batch")))
}

func (s *Server) ballotReturn(c *Ctx) error {
	err := s.Ballot.ReturnPapers(c.Context(), c.Who, ballot.PollID(c.Path("id")), c.Path("batch"), c.Value("return_why"))
	return s.ballotDone(c, fieldAs(err, "why", "return_why"))
}
