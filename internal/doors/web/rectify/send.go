package rectifyweb

import (
	"strconv"
	"strings"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/rooms/rectify"
)

// count reads a whole number; empty is none.
func count(c *front.Ctx, name string, none int) (int, error) {
	v := c.Value(name)
	if v == "" {
		return none, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return 0, fault.Invalid(fault.On(name, "rectify.number_form"))
	}
	return n, nil
}

// fen reads an amount of yuan, such as 1,234.50.
func fen(c *front.Ctx, name string) (int64, error) {
	v := strings.ReplaceAll(strings.ReplaceAll(c.Value(name), ",", ""), "，", "")
	if v == "" {
		return 0, nil
	}
	whole, cents, dotted := strings.Cut(v, ".")
	if dotted {
		cents = (cents + "00")[:max(2, len(cents))]
	} else {
		cents = "00"
	}
	n, err := strconv.ParseInt(whole+cents, 10, 64)
	if err != nil || len(cents) > 2 {
		return 0, fault.Invalid(fault.On(name, "rectify.money_form"))
	}
	return n, nil
}

func (s door) sendSign(c *front.Ctx, id rectify.ItemID) error {
	return s.Rectify.Sign(c.Context(), c.Who, id, rectify.Signing{Lead: c.Value("lead"), Owner: c.Value("owner")})
}

func (s door) sendReport(c *front.Ctx, id rectify.ItemID) error {
	percent, err := count(c, "percent", -1)
	if err != nil {
		return err
	}
	reached, err := count(c, "reached", -1)
	if err != nil {
		return err
	}
	return s.Rectify.Report(c.Context(), c.Who, id, rectify.Report{Measure: rectify.MeasureID(c.Value("measure")), Body: c.Value("body"), Percent: percent, Reached: int64(reached)})
}

func (s door) sendMostly(c *front.Ctx, id rectify.ItemID) error {
	return s.Rectify.SayMostly(c.Context(), c.Who, id, c.Value("summary"))
}

func (s door) sendAsk(c *front.Ctx, id rectify.ItemID) error {
	due, err := c.DayOf("due")
	if err != nil {
		return err
	}
	return s.Rectify.AskExtension(c.Context(), c.Who, id, due, c.Value("reason"))
}

func (s door) sendClaim(c *front.Ctx, id rectify.ItemID) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := rectify.Claiming{Summary: c.Value("summary"), MoneyBasis: c.Value("money_basis"), Answers: map[rectify.MeasureID]string{}}
	for name := range form {
		if m, ok := strings.CutPrefix(name, "answer."); ok {
			in.Answers[rectify.MeasureID(m)] = c.Value(name)
		}
	}
	if in.RulesMade, err = count(c, "rules_made", 0); err != nil {
		return err
	}
	if in.Money, err = fen(c, "money"); err != nil {
		return err
	}
	return s.Rectify.Claim(c.Context(), c.Who, id, in)
}

func (s door) sendMilestone(c *front.Ctx, id rectify.ItemID) error {
	return s.Rectify.ReachMilestone(c.Context(), c.Who, id, c.Value("milestone"), c.Value("note"))
}

func (s door) sendNote(c *front.Ctx, id rectify.ItemID) error {
	return s.Rectify.Write(c.Context(), c.Who, id, c.Value("note"))
}

// cascade is a lower unit's answer to what it was handed.
func (s door) cascade(c *front.Ctx) error {
	if err := s.Rectify.AnswerCascade(c.Context(), c.Who, rectify.MeasureID(c.Value("measure")), c.Value("unit"), c.Value("note")); err != nil {
		return err
	}
	return c.See(front.Local(c.Value("back")))
}
