package dutyreport

import (
	"context"
	"slices"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/org"
)

// NewQuestion is what somebody wants a reporter to answer.
type NewQuestion struct {
	Unit   string // id of the unit that asks or that it is about; empty: the actor's own
	Source string
	Words  string
	Amount int    // of petitions, when the source counts them
	Ref    string // id of an item of the ledger
}

func (in *NewQuestion) check() error {
	in.Words = strings.TrimSpace(in.Words)
	var c fault.Check
	c.That(slices.Contains(Sources, in.Source), "source", "dutyreport.question.no_source")
	c.That(in.Words != "", "words", "dutyreport.question.no_words")
	c.That(len([]rune(in.Words)) <= 500, "words", "dutyreport.too_long", "max", 500)
	c.That(in.Amount >= 0 && in.Amount <= 100_000, "amount", "dutyreport.question.bad_amount", "most", 100_000)
	c.That(in.Source != "petition" || in.Amount > 0, "amount", "dutyreport.question.count_missing")
	return c.Err()
}

// Propose puts a set question forward; a petition gives its number only, never who (DOMAIN.md 1.6 no. 3).
func (r *Room) Propose(ctx context.Context, actor who.Actor, id YearID, in NewQuestion) (q QuestionID, err error) {
	err = r.db.Write(ctx, actor, func(tx *db.Tx) error {
		y, err := loadYear(tx, id)
		if err != nil {
			return err
		}
		x, err := propose(tx, y, in)
		if err != nil {
			return err
		}
		q = x.ID
		return audit.Record(tx, audit.Entry{Action: "dutyreport.propose", Kind: "dutyquestion", ID: string(q), Version: 1, Unit: x.Unit, Details: map[string]string{"number": x.Number, "source": x.Source}})
	})
	return q, err
}

func propose(tx *db.Tx, y Year, in NewQuestion) (q Question, err error) {
	if in.Unit == "" {
		in.Unit = tx.Who.Unit
	}
	if in.Unit == "" {
		in.Unit = y.Unit
	}
	u, err := org.UnitByID(tx, in.Unit)
	if err != nil {
		return q, err
	}
	q = Question{ID: QuestionID(db.NewID()), Year: y.ID, Source: in.Source, Ref: in.Ref, Amount: in.Amount, Unit: u.ID, UnitOrd: u.Ord,
		ProposedBy: tx.Who.Label(), ProposedName: tx.Who.Name, ProposedAt: tx.Now}
	if err = access.May(tx.Who, access.ProposeQuestion, q.Place(y)); err != nil {
		return q, err
	}
	if y.State == Ended {
		return q, fault.Conflict("dutyreport.year.ended")
	}
	if err = in.check(); err != nil {
		return q, err
	}
	q.Words = in.Words
	if q.Number, _, err = next(tx, "question", "DT", y.Year); err != nil {
		return q, err
	}
	return q, insertQuestion(tx, q)
}

// onQuestion runs one change of a question by the office.
func (r *Room) onQuestion(ctx context.Context, actor who.Actor, id QuestionID, action string, do func(*db.Tx, Year, *Question) (any, error)) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		q, err := loadQuestion(tx, id)
		if err != nil {
			return err
		}
		y, err := loadYear(tx, q.Year)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.AssignQuestion, q.Place(y)); err != nil {
			return err
		}
		if y.State == Ended {
			return fault.Conflict("dutyreport.year.ended")
		}
		details, err := do(tx, y, &q)
		if err != nil {
			return err
		}
		if err := saveQuestion(tx, &q); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport." + action, Kind: "dutyquestion", ID: string(id), Version: q.Version, Unit: q.Unit, Details: details})
	})
}

// Assign gives a question to a reporter, who has to answer it before the report can be submitted.
func (r *Room) Assign(ctx context.Context, actor who.Actor, id QuestionID, to ReportID) error {
	return r.onQuestion(ctx, actor, id, "assign", func(tx *db.Tx, y Year, q *Question) (any, error) {
		x, err := assignable(tx, *q, to)
		if err != nil {
			return nil, err
		}
		q.Report, q.AssignedBy, q.AssignedAt = x.ID, tx.Who.Label(), tx.Now
		return map[string]string{"question": q.Number, "report": x.Number}, nil
	})
}

// assignable answers the report that the question may be given to.
func assignable(tx *db.Tx, q Question, to ReportID) (Report, error) {
	if to == "" {
		return Report{}, fault.Invalid(fault.On("report", "dutyreport.assign.nobody"))
	}
	x, err := loadReport(tx, to)
	if err != nil {
		return x, err
	}
	switch {
	case x.Year != q.Year:
		return x, fault.NotFound()
	case !q.Open():
		return x, fault.Conflict("dutyreport.assign.settled")
	case !x.Editable():
		return x, fault.Invalid(fault.On("report", "dutyreport.assign.submitted", "name", x.Name))
	}
	return x, nil
}

// DeclineQuestion says why a question is not put to anybody; it stays on the list with the reason.
func (r *Room) DeclineQuestion(ctx context.Context, actor who.Actor, id QuestionID, why string) error {
	why = strings.TrimSpace(why)
	return r.onQuestion(ctx, actor, id, "decline", func(tx *db.Tx, _ Year, q *Question) (any, error) {
		if !q.Open() {
			return nil, fault.Conflict("dutyreport.assign.settled")
		}
		if why == "" || len([]rune(why)) > 200 {
			return nil, fault.Invalid(fault.On("why", "dutyreport.why_empty"))
		}
		q.DeclinedWhy, q.DeclinedAt = why, tx.Now
		return map[string]string{"question": q.Number, "why": why}, nil
	})
}

// TakeItem makes a question of an open or relapsed item of the reporter's unit and assigns it at once.
func (r *Room) TakeItem(ctx context.Context, actor who.Actor, to ReportID, item string) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		x, err := loadReport(tx, to)
		if err != nil {
			return err
		}
		y, err := loadYear(tx, x.Year)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.AssignQuestion, x.yearPlace()); err != nil {
			return err
		}
		it, err := loadReady(tx, x, item)
		if err != nil {
			return err
		}
		q, err := propose(tx, y, NewQuestion{Unit: x.Unit, Source: "inspection", Ref: item, Words: it.Words()})
		if err != nil {
			return err
		}
		if _, err := assignable(tx, q, to); err != nil {
			return err
		}
		q.Report, q.AssignedBy, q.AssignedAt = x.ID, tx.Who.Label(), tx.Now
		if err := saveQuestion(tx, &q); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport.take_item", Kind: "dutyquestion", ID: string(q.ID), Version: q.Version, Unit: x.Unit,
			Details: map[string]string{"question": q.Number, "report": x.Number, "item": it.Number}})
	})
}

// Ready is an item of the ledger that may become a question.
type Ready struct {
	ID, Number, Title, State string
}

// Words are the question that the item makes. Documents of the house are Chinese.
func (i Ready) Words() string { return readyWords(i.Number, i.Title, i.State) }

// Answer names the paragraph at which the report answers a question.
func (r *Room) Answer(ctx context.Context, actor who.Actor, id QuestionID, section string, para int) error {
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		q, err := loadQuestion(tx, id)
		if err != nil {
			return err
		}
		if q.Report == "" {
			return fault.NotFound()
		}
		x, err := loadReport(tx, q.Report)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.WriteDuty, x.Own()); err != nil {
			return err
		}
		if !x.Editable() {
			return fault.Conflict("dutyreport.not_now")
		}
		if err := paragraphThere(tx, x, section, para); err != nil {
			return err
		}
		q.Section, q.Para, q.Answered = section, para, tx.Now
		if err := saveQuestion(tx, &q); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport.answer", Kind: "dutyquestion", ID: string(id), Version: q.Version, Unit: x.Unit,
			Details: map[string]any{"question": q.Number, "section": section, "paragraph": para}})
	})
}

// paragraphThere refuses a paragraph that the text does not have.
func paragraphThere(tx *db.Tx, x Report, section string, para int) error {
	parts, err := listSections(tx, x.Year)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(parts, func(s Section) bool { return s.Code == section }) {
		return fault.Invalid(fault.On("at", "dutyreport.answer.no_section"))
	}
	has, err := writeParagraphs(tx, x)
	if err != nil {
		return err
	}
	if para < 1 || has != nil && para > has[section] {
		return fault.Invalid(fault.On("at", "dutyreport.answer.no_paragraph", "para", para, "has", has[section]))
	}
	return nil
}

// JudgeAnswer says whether a question was answered sufficiently; who reviews says so.
func (r *Room) JudgeAnswer(ctx context.Context, actor who.Actor, id QuestionID, enough bool, words string) error {
	words = strings.TrimSpace(words)
	return r.db.Write(ctx, actor, func(tx *db.Tx) error {
		q, err := loadQuestion(tx, id)
		if err != nil {
			return err
		}
		x, err := loadReport(tx, q.Report)
		if err != nil {
			return err
		}
		if err := access.May(tx.Who, access.ReviewDuty, x.Place()); err != nil {
			return err
		}
		if x.Draft == 0 || x.Removed() {
			return fault.Conflict("dutyreport.not_now")
		}
		if !enough && words == "" || len([]rune(words)) > 400 {
			return fault.Invalid(fault.On("words", "dutyreport.why_empty"))
		}
		q.Enough, q.EnoughWords = "yes", words
		if !enough {
			q.Enough = "no"
		}
		if err := saveQuestion(tx, &q); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "dutyreport.judge_answer", Kind: "dutyquestion", ID: string(id), Version: q.Version, Unit: x.Unit,
			Details: map[string]string{"question": q.Number, "enough": q.Enough, "words": words}})
	})
}
