package audit

import (
	"bytes"
	"context"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
)

// Alarms about witnesses. A Fault of the record is one as well; see Alarm.What.
const (
	WitnessEnded  = "witness_ended"  // a witness is no longer asked
	WitnessSilent = "witness_silent" // one did not answer for too long
	WitnessAhead  = "witness_ahead"  // one has cosigned more entries than the house has: it was set back
	WitnessForked = "witness_forked" // one has cosigned another history
)

// Submission makes what is handed to a witness that has cosigned the first old entries: the newest
// checkpoint, and the proof that it extends them. Conflict "audit.export_empty" before anything is
// sealed, Conflict "audit.witness.ahead" when old is more than there is.
func (l *Log) Submission(ctx context.Context, old int64) (s tlog.Submission, size int64, err error) {
	err = l.db.Read(ctx, asker, func(tx *db.Tx) error {
		s, size, err = submission(tx, old)
		return err
	})
	return s, size, err
}

func submission(tx *db.Tx, old int64) (s tlog.Submission, size int64, err error) {
	cp, ok, err := lastCheckpoint(tx)
	switch {
	case err != nil:
		return s, 0, err
	case !ok:
		return s, 0, fault.Conflict("audit.export_empty")
	case old > cp.Size:
		return s, cp.Size, fault.Conflict("audit.witness.ahead")
	}
	s = tlog.Submission{Old: old, Checkpoint: []byte(cp.Note)}
	if old > 0 && old < cp.Size {
		s.Proof, err = tlog.ProveConsistency(old, cp.Size, reader(tx))
	}
	return s, cp.Size, err
}

var asker = who.Job("witness")

// Cosigned keeps the signature line that a witness on the network gave for the checkpoint of a size, and
// that it was heard. What is kept was checked by the caller against the witness's key.
func (l *Log) Cosigned(ctx context.Context, w Witness, size int64, line []byte) error {
	return l.db.Upkeep(ctx, asker, func(tx *db.Tx) error {
		cp, err := checkpointOf(tx, size)
		if err != nil {
			return err
		}
		got, err := tlog.Cosignatures(tlog.AddLines([]byte(cp.Note), line), w.Key)
		if err != nil || len(got) != 1 {
			return fault.Conflict("audit.witness.not_cosigned")
		}
		if _, err := insertCosign(tx, w.ID, size, got[0].At, string(line), ByHTTP); err != nil {
			return err
		}
		if err := calm(tx, WitnessSilent, w.Name); err != nil {
			return err
		}
		return saveContact(tx, w.ID, "", tx.Now)
	})
}

// calm ends an alarm that is over by itself: a witness answers again.
func calm(tx *db.Tx, what, subject string) error {
	a, err := alarmOpen(tx, what, subject)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := endAlarm(tx, a.ID, tx.Now); err != nil {
		return err
	}
	return Record(tx, Entry{Action: "audit.alarm_end", Kind: "audit", ID: a.ID, Details: map[string]string{"what": what, "subject": subject}})
}

// Unheard notes that a witness did not cosign, and why in one word. After a quarter of an hour that is an
// alarm; alarm names one that is raised at once, or is "".
func (l *Log) Unheard(ctx context.Context, w Witness, why, alarm string) error {
	return l.db.Upkeep(ctx, asker, func(tx *db.Tx) error {
		if err := saveContact(tx, w.ID, why, tx.Now); err != nil {
			return err
		}
		if alarm != "" {
			return Raise(tx, alarm, w.Name, why)
		}
		now, err := witnessByID(tx, w.ID)
		if err != nil || !now.Late(tx.Now) {
			return err
		}
		return Raise(tx, WitnessSilent, w.Name, why)
	})
}

// StickFor makes the file that is carried to a witness; NotFound for a witness that is not asked by USB.
// It is a copy taken out of the house, so it is recorded first.
func (l *Log) StickFor(ctx context.Context, actor who.Actor, id string) (text []byte, size int64, err error) {
	var w Witness
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		if w, err = witnessByID(tx, id); err == nil && (w.Kind != ByUSB || !w.Active()) {
			err = fault.NotFound()
		}
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	s, size, err := l.Submission(ctx, w.Size)
	if err != nil {
		return nil, 0, err
	}
	return s.Text(), size, Looked(ctx, l.db, actor, Entry{Action: "audit.carry_out", Kind: "witness", ID: id, Details: map[string]int64{"size": size, "old": w.Size}})
}

// StickBack takes back the cosigned checkpoint that a witness on another machine wrote. A file that is
// not a checkpoint of this record, or not cosigned by that witness, is Invalid.
func (l *Log) StickBack(ctx context.Context, actor who.Actor, id string, text []byte) (size int64, err error) {
	bad := func(key string) error { return fault.Invalid(fault.On("file", key)) }
	err = l.db.Write(ctx, actor, func(tx *db.Tx) error {
		w, err := witnessByID(tx, id)
		if err != nil || w.Kind != ByUSB {
			return fault.NotFound()
		}
		c, err := tlog.Open(text, l.key.Public())
		if err != nil {
			return bad("audit.witness.file_foreign")
		}
		size = c.Size
		cp, err := checkpointOf(tx, c.Size)
		if fault.Is(err, fault.KindNotFound) || err == nil && !sameBody([]byte(cp.Note), text) {
			return l.foreign(tx, w, c)
		}
		if err != nil {
			return err
		}
		got, err := tlog.Cosignatures(text, w.Key)
		if err != nil || len(got) != 1 {
			return bad("audit.witness.file_unsigned")
		}
		fresh, err := insertCosign(tx, id, c.Size, got[0].At, string(got[0].Line), ByUSB)
		if err != nil {
			return err
		}
		if !fresh {
			return fault.Conflict("audit.witness.file_known")
		}
		if err := saveContact(tx, id, "", tx.Now); err != nil {
			return err
		}
		return Record(tx, Entry{Action: "audit.carry_back", Kind: "witness", ID: id, Details: map[string]int64{"size": c.Size}})
	})
	return size, err
}

// foreign is a checkpoint that this house's key signed and that the house does not have: it shows a
// second history, or that the database was set back.
func (l *Log) foreign(tx *db.Tx, w Witness, c tlog.Checkpoint) error {
	what := WitnessForked
	if newest, _, err := lastCheckpoint(tx); err != nil {
		return err
	} else if c.Size > newest.Size {
		what = WitnessAhead
	}
	return Raise(tx, what, w.Name, c.Root.String())
}

func sameBody(a, b []byte) bool {
	x, _, _ := bytes.Cut(a, []byte("\n\n"))
	y, _, _ := bytes.Cut(b, []byte("\n\n"))
	return bytes.Equal(x, y)
}

// Signed is the line of a paper witness: which checkpoint was signed in its duty book, by whom, where.
type Signed struct {
	Size   int64
	Signer string
	Book   string // number or page of the duty book
	On     clock.Day
}

// PaperSigned takes in that a paper witness signed a printed checkpoint. Missing fields, a checkpoint
// that does not exist and a day in the future are Invalid.
func (l *Log) PaperSigned(ctx context.Context, actor who.Actor, id string, in Signed) error {
	in.Signer, in.Book = strings.TrimSpace(in.Signer), strings.TrimSpace(in.Book)
	return l.db.Write(ctx, actor, func(tx *db.Tx) error {
		w, err := witnessByID(tx, id)
		if err != nil || w.Kind != ByPaper || !w.Active() {
			return fault.NotFound()
		}
		_, err = checkpointOf(tx, in.Size)
		var c fault.Check
		c.That(err == nil, "size", "audit.witness.size_unknown")
		c.That(in.Signer != "", "signer", "audit.witness.signer_missing")
		c.That(in.Book != "", "book", "audit.witness.book_missing")
		c.That(in.On != "" && in.On <= tx.Today(), "on", "audit.witness.day_bad")
		if err := c.Err(); err != nil {
			return err
		}
		fresh, err := insertCosign(tx, id, in.Size, paperTime(in.On, tx.Now), in.Book+" "+in.Signer, ByPaper)
		if err != nil {
			return err
		}
		if !fresh {
			return fault.Conflict("audit.witness.paper_known")
		}
		return Record(tx, Entry{Action: "audit.paper_signed", Kind: "witness", ID: w.ID, Details: in})
	})
}

// paperTime is the instant kept for a day: now for today, else its end.
func paperTime(day clock.Day, now time.Time) time.Time {
	end := day.Add(1).Time().Add(-time.Second)
	if end.After(now) {
		return now
	}
	return end
}

// Cosigned checkpoint: the note with the signature lines of all witnesses over it.
func cosignedNote(tx *db.Tx, cp Checkpoint) ([]byte, error) {
	lines, err := linesOf(tx, cp.Size)
	note := []byte(cp.Note)
	for _, l := range lines {
		note = tlog.AddLines(note, []byte(l))
	}
	return note, err
}
