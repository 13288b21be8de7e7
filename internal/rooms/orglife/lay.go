package orglife

import (
	"context"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/notify"
)

// Night lays down what every organisation owes by today, marks what closed unwritten as missed, and reminds
// the secretaries before a month ends. Twice is once.
func (r *Room) Night(ctx context.Context) (int, error) {
	n := 0
	err := r.db.Write(ctx, who.Job("orglife"), func(tx *db.Tx) (err error) {
		n, err = r.Lay(tx)
		return err
	})
	return n, err
}

// Lay is Night inside a running transaction. It answers how many duties it laid down or marked.
func (r *Room) Lay(tx *db.Tx) (int, error) {
	laid, err := r.layDown(tx)
	if err != nil {
		return 0, err
	}
	missed, err := miss(tx)
	if err != nil {
		return 0, err
	}
	told, asked, err := r.remind(tx)
	if err != nil || laid+missed == 0 && !asked {
		return 0, err
	}
	return laid + missed, audit.Record(tx, audit.Entry{Action: "orglife.lay", Kind: "job", ID: "orglife",
		Details: map[string]int{"laid": laid, "missed": missed, "told": told}})
}

// layDown makes the rows of every period that has begun and has none.
func (r *Room) layDown(tx *db.Tx) (int, error) {
	branches, err := openBranches(tx)
	if err != nil || len(branches) == 0 {
		return 0, err
	}
	last, err := lastPeriods(tx)
	if err != nil {
		return 0, err
	}
	days, err := calendar.DaysOf(tx)
	if err != nil {
		return 0, err
	}
	book := r.book(tx)
	today := tx.Today()
	now, err := book.on(today)
	if err != nil {
		return 0, noRules(err)
	}
	var rows []Duty
	for _, b := range branches {
		for _, beat := range now.Rhythm.Beats {
			from, known := last[b.ID+" "+beat.Code]
			if from = from.Add(1); !known {
				from = today
			}
			if from = max(from, b.Since); from > today {
				continue
			}
			for _, p := range since(from, today, !known, func(day clock.Day) (pack.Beat, bool) { return book.beat(b, beat.Code, day) }) {
				rows = append(rows, newDuty(b, beat, p, book, days, tx.Now))
			}
		}
	}
	return len(rows), layRows(tx, rows)
}

// noRules is no fault of the night: a house without the pack owes nothing.
func noRules(err error) error {
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
}

func newDuty(b Branch, beat pack.Beat, p Period, book *book, days calendar.Days, now time.Time) Duty {
	d := Duty{ID: DutyID(db.NewID()), Party: b.ID, PartyOrd: b.Ord, Kind: beat.Code, Title: beat.Title.In("zh"), Period: p, Mark: Open, MadeAt: now, Version: 1}
	d.Closes, d.LateUntil = p.Until.Add(5), p.Until.Add(30)
	if pk, err := book.on(p.From); err == nil {
		d.Pack, d.LateUntil = pk.Version, p.Until.Add(pk.Rhythm.Count)
		if c, err := calendar.Reckon(p.Until, pack.Length{Count: pk.Rhythm.Write, Unit: pack.Workday}, days); err == nil {
			d.Closes = c // a year whose holidays nobody entered: five days, not a guess at holidays
		}
	}
	return d
}

// book reads the pack of each day once.
type book struct {
	tx    *db.Tx
	rules Rules
	days  map[clock.Day]*pack.Pack
}

func (r *Room) book(tx *db.Tx) *book { return &book{tx, r.rules, map[clock.Day]*pack.Pack{}} }

func (k *book) on(day clock.Day) (*pack.Pack, error) {
	if p, ok := k.days[day]; ok {
		if p == nil {
			return nil, fault.NotFound()
		}
		return p, nil
	}
	p, err := k.rules(k.tx, day)
	if err == nil || fault.Is(err, fault.KindNotFound) {
		k.days[day] = p
	}
	return p, err
}

// beat is a duty of the branch under the pack of a day.
func (k *book) beat(b Branch, code string, day clock.Day) (pack.Beat, bool) {
	p, err := k.on(day)
	if err != nil {
		return pack.Beat{}, false
	}
	beat, ok := p.Rhythm.Beat(code)
	return beat, ok && b.Owes(p.Rhythm, beat)
}

// remindBefore is how many days before the end of a month its open duties are called to mind.
const remindBefore = 7

// remind tells each secretary once a month, a week before it ends, how many duties are open. asked says that
// messages were queued, were they new or not: after a start of the program they are queued again and stay one.
func (r *Room) remind(tx *db.Tx) (told int, asked bool, err error) {
	today := tx.Today()
	end := first(today.Year(), month(today)+1).Add(-1)
	if end.Sub(today) > remindBefore || r.reminded.Load() == string(end) {
		return 0, false, nil
	}
	open, err := openByParty(tx, db.Scope{All: true}, end)
	if err != nil || len(open) == 0 {
		return 0, false, err
	}
	told, err = tellOpen(tx, open, "month:"+string(end)[:7])
	r.reminded.Store(string(end))
	return told, true, err
}

// tellOpen queues one message a branch; a round is told once.
func tellOpen(tx *db.Tx, open []OpenAt, round string) (int, error) {
	n := 0
	for _, o := range open {
		fresh, err := notify.Queue(tx, notify.Message{Key: "orglife:" + round + ":" + o.Party, Subject: "orglife_open", Light: "yellow", Kind: "party", Ref: o.Party,
			Unit: o.Party, Ord: o.Ord, Title: o.Short, Link: "/orglife/month?b=" + o.Party, Args: map[string]string{"n": itoa(o.N), "until": string(o.Until)},
			To: []notify.To{{Role: "secretary", Ord: o.Ord}}})
		if err != nil {
			return n, err
		}
		if fresh {
			n++
		}
	}
	return n, nil
}
