package ballotweb

import (
	"net/http"
	"strconv"
	"strings"

	ballotpage "plumbline/internal/doors/pages/ballot"
	"plumbline/internal/doors/pages/part"
	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/ballot"
)

// formsCode is the pack of ballots and panels.
const formsCode = "assessment"

func (s door) list(c *front.Ctx) error { return s.showBallots(c, http.StatusOK, nil) }

var ballotFields = []string{"title", "form", "unit", "entitled", "opens", "closes", "subjects"}

func (s door) showBallots(c *front.Ctx, status int, wrong error) error {
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

func (s door) ballotMake(c *front.Ctx) error {
	in, err := s.newBallot(c)
	var id ballot.PollID
	if err == nil {
		id, err = s.Ballot.Make(c.Context(), c.Who, in)
	}
	if front.Invalid(err) {
		return s.showBallots(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/ballots/" + string(id))
}

func (s door) newBallot(c *front.Ctx) (in ballot.NewPoll, err error) {
	p, err := s.Framework.List(formsCode, "")
	if err != nil {
		return in, err
	}
	in = ballot.NewPoll{Title: c.Value("title"), Kind: "survey", Unit: c.Value("unit"), Pack: p.Code, PackVersion: p.Version, Entitled: c.Number("entitled"), Opens: c.MinuteOf("opens"), Closes: c.MinuteOf("closes")}
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

func (s door) run(c *front.Ctx) error { return s.showBallot(c, http.StatusOK, nil) }

func (s door) showBallot(c *front.Ctx, status int, wrong error) error {
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

// done comes back to the poll, with what was wrong.
func (s door) done(c *front.Ctx, err error) error {
	if front.Invalid(err) {
		return s.showBallot(c, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return c.See("/ballots/" + c.Path("id"))
}

// issue answers the slips themselves: there is no address at which they could be seen again.
func (s door) issue(c *front.Ctx) error {
	id := ballot.PollID(c.Path("id"))
	codes, err := s.Ballot.Issue(c.Context(), c.Who, id, ballot.Issue{Slips: c.Number("slips"), Papers: c.Number("papers"), Entitled: c.Number("entitled"), Why: c.Value("why")})
	if err != nil {
		return s.done(c, err)
	}
	v, err := s.Ballot.Get(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	org, err := s.OrgName(c)
	if err != nil {
		return err
	}
	return c.Render(ballotpage.Slips(ballotpage.SlipsModel{Org: org, Address: c.Site().Origin + "/ballot", Poll: v.Poll, Codes: codes}))
}

func (s door) open(c *front.Ctx) error {
	return s.done(c, s.Ballot.Open(c.Context(), c.Who, ballot.PollID(c.Path("id"))))
}

func (s door) ballotClose(c *front.Ctx) error {
	return s.done(c, fieldAs(s.Ballot.Close(c.Context(), c.Who, ballot.PollID(c.Path("id")), c.Value("close_why")), "why", "close_why"))
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

func (s door) papers(c *front.Ctx) error {
	id := ballot.PollID(c.Path("id"))
	v, err := s.Ballot.Get(c.Context(), c.Who, id)
	if err != nil {
		return err
	}
	return s.done(c, s.Ballot.EnterPapers(c.Context(), c.Who, id, c.Number("papers"), counts(c, v.Subjects, v.Form)))
}

// counts reads the table of a count; an empty cell is nought.
func counts(c *front.Ctx, subjects []ballot.Subject, f pack.Form) [][][]int {
	out := make([][][]int, len(subjects))
	for i, s := range subjects {
		out[i] = make([][]int, len(f.Aspects))
		for a := range f.Aspects {
			out[i][a] = make([]int, len(f.Grades))
			for g := range f.Grades {
				out[i][a][g] = c.Number("n" + strconv.Itoa(s.Seq) + "." + strconv.Itoa(a) + "." + strconv.Itoa(g))
			}
		}
	}
	return out
}

func (s door) confirm(c *front.Ctx) error {
	return s.done(c, s.Ballot.ConfirmPapers(c.Context(), c.Who, ballot.PollID(c.Path("id")), c.Path("batch")))
}

func (s door) ballotReturn(c *front.Ctx) error {
	err := s.Ballot.ReturnPapers(c.Context(), c.Who, ballot.PollID(c.Path("id")), c.Path("batch"), c.Value("return_why"))
	return s.done(c, fieldAs(err, "why", "return_why"))
}
