package audit

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
)

// The kinds of witnesses.
const (
	ByHTTP  = "http"  // asked every minute over the network
	ByUSB   = "usb"   // asked by a file that somebody carries
	ByPaper = "paper" // asked by a printed page that somebody signs
)

// Witness is somebody outside the house who keeps its checkpoints, and how that stands.
type Witness struct {
	ID, Name, Holder string
	Kind             string
	URL, Key         string
	Since            time.Time
	AddedBy          string
	Ended            time.Time
	Reason           string // why it ended

	Size  int64     // of the newest checkpoint that it cosigned
	At    time.Time // when it did
	Line  string    // its signature line, or the place in its duty book
	Tried time.Time // last attempt, of a witness on the network
	Heard time.Time // last good answer
	// FailingSince is since when no attempt succeeded; Fault is how the last one failed.
	FailingSince time.Time
	Fault        string
}

// Active tells whether the witness is asked at all.
func (w Witness) Active() bool { return w.Ended.IsZero() }

// How long a witness may be behind before it is said: a program a quarter of an hour, people a day and
// the time to carry a stick.
const (
	lateOnline = 15 * time.Minute
	latePeople = 26 * time.Hour
)

// Late tells whether the witness has not cosigned for longer than its kind may.
func (w Witness) Late(now time.Time) bool {
	if !w.Active() {
		return false
	}
	if w.Kind == ByHTTP {
		return !w.FailingSince.IsZero() && now.Sub(w.FailingSince) > lateOnline
	}
	last := w.At
	if last.IsZero() {
		last = w.Since
	}
	return now.Sub(last) > latePeople
}

// NewWitness is what is told of a witness when it is added.
type NewWitness struct{ Name, Holder, Kind, URL, Key string }

func (in NewWitness) check() error {
	var c fault.Check
	c.That(in.Holder != "", "holder", "audit.witness.holder_missing")
	c.That(slices.Contains([]string{ByHTTP, ByUSB, ByPaper}, in.Kind), "kind", "audit.witness.kind_missing")
	if in.Kind == ByPaper {
		c.That(in.Name != "", "name", "audit.witness.name_missing")
		return c.Err()
	}
	name, err := tlog.WitnessName(in.Key)
	c.That(err == nil, "key", "audit.witness.key_bad")
	c.That(err != nil || in.Name == "" || in.Name == name, "name", "audit.witness.name_differs", "name", name)
	if in.Kind == ByHTTP {
		u, err := url.Parse(in.URL)
		c.That(err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && u.RawQuery == "", "url", "audit.witness.url_bad")
	}
	return c.Err()
}

// AddWitness takes a witness in. Wrong fields are Invalid; a key that another witness uses is Conflict
// "audit.witness.key_known". The caller has allowed it (the auditor keeps the contact to witnesses).
func (l *Log) AddWitness(ctx context.Context, actor who.Actor, in NewWitness) (id string, err error) {
	in.Name, in.Holder, in.URL, in.Key = strings.TrimSpace(in.Name), strings.TrimSpace(in.Holder), strings.TrimSpace(in.URL), strings.TrimSpace(in.Key)
	if err := in.check(); err != nil {
		return "", err
	}
	switch in.Kind {
	case ByPaper:
		in.URL, in.Key = "", ""
	case ByUSB:
		in.URL = ""
	}
	if in.Kind != ByPaper {
		in.Name, _ = tlog.WitnessName(in.Key)
	}
	id = db.NewID()
	err = l.db.Write(ctx, actor, func(tx *db.Tx) error {
		list, err := witnesses(tx)
		if err != nil {
			return err
		}
		if in.Key != "" && slices.ContainsFunc(list, func(w Witness) bool { return w.Active() && w.Key == in.Key }) {
			return fault.Conflict("audit.witness.key_known")
		}
		w := Witness{ID: id, Name: in.Name, Holder: in.Holder, Kind: in.Kind, URL: in.URL, Key: in.Key, Since: tx.Now, AddedBy: actor.Label()}
		if err := insertWitness(tx, w); err != nil {
			return err
		}
		return Record(tx, Entry{Action: "audit.add_witness", Kind: "witness", ID: id, Version: 1, Details: in})
	})
	return id, err
}

// EndWitnessAgreed stops asking a witness, by two persons' agreement, which hall/approve has seen to
// (TRUST.md 2.11 no. 15); reasons are those of both. What it cosigned stays. It is an alarm all the same,
// because a house that loses its witnesses could be about to rewrite.
func EndWitnessAgreed(tx *db.Tx, id string, reasons []string) error {
	w, err := WitnessToEnd(tx, id)
	if err != nil {
		return err
	}
	reason := strings.Join(reasons, " / ")
	if err := endWitness(tx, id, reason, tx.Now); err != nil {
		return err
	}
	if err := Record(tx, Entry{Action: "audit.end_witness", Kind: "witness", ID: id, Version: 2, Details: map[string]any{"name": w.Name, "reasons": reasons}}); err != nil {
		return err
	}
	return Raise(tx, WitnessEnded, w.Name, reason)
}

// WitnessToEnd is a witness that is asked still; fault.NotFound, or Conflict for one that has ended.
func WitnessToEnd(tx *db.Tx, id string) (Witness, error) {
	w, err := witnessByID(tx, id)
	if err == nil && !w.Active() {
		err = fault.Conflict("audit.witness.ended_already")
	}
	return w, err
}

// WitnessReason wants a reason that says something: at least ten characters, else Invalid.
func WitnessReason(reason string) error {
	if len([]rune(strings.TrimSpace(reason))) < leastReason {
		return fault.Invalid(fault.On("reason", "audit.witness.reason_short", "n", leastReason))
	}
	return nil
}

// Quorum is how many witnesses must have cosigned a checkpoint, and how many are asked.
func Quorum(tx *db.Tx) (need, asked int, err error) {
	w, err := watching(tx)
	return w.Need, w.Active(), err
}

// SetQuorum says how many witnesses must have cosigned a checkpoint: at least one, at most as many as
// there are, else Invalid. Fewer than now weakens the proof as the end of a witness does and takes a
// second person: Conflict "audit.witness.need_second".
func (l *Log) SetQuorum(ctx context.Context, actor who.Actor, need int) error {
	return l.db.Write(ctx, actor, func(tx *db.Tx) error {
		now, asked, err := Quorum(tx)
		if err != nil {
			return err
		}
		if err := QuorumFits(need, asked); err != nil {
			return err
		}
		if need < now {
			return fault.Conflict("audit.witness.need_second")
		}
		return setQuorum(tx, need, asked, nil)
	})
}

// QuorumFits wants a number between one and the witnesses that are asked, else Invalid.
func QuorumFits(need, asked int) error {
	if need < 1 || need > max(asked, 1) {
		return fault.Invalid(fault.On("need", "audit.witness.need_bad", "n", max(asked, 1)))
	}
	return nil
}

// LowerQuorumAgreed sets a smaller number, by two persons' agreement, which hall/approve has seen to. It is
// an alarm.
func LowerQuorumAgreed(tx *db.Tx, need int, reasons []string) error {
	_, asked, err := Quorum(tx)
	if err == nil {
		err = QuorumFits(need, asked)
	}
	if err != nil {
		return err
	}
	if err := setQuorum(tx, need, asked, reasons); err != nil {
		return err
	}
	return Raise(tx, WitnessEnded, strconv.Itoa(need)+" / "+strconv.Itoa(asked), strings.Join(reasons, " / "))
}

func setQuorum(tx *db.Tx, need, asked int, reasons []string) error {
	if err := insertQuorum(tx, need, tx.Now, tx.Who.Label()); err != nil {
		return err
	}
	details := map[string]any{"need": need, "of": asked}
	if reasons != nil {
		details["reasons"] = reasons
	}
	return Record(tx, Entry{Action: "audit.set_quorum", Kind: "witness", ID: "quorum", Details: details})
}

// Watching is how the house stands with its witnesses.
type Watching struct {
	Witnesses []Witness
	Need      int
	Newest    Checkpoint // zero before the first
	Proven    int64      // size up to which at least Need witnesses cosigned
	Tail      int64      // sealed entries beyond it
}

// Covered tells whether the newest checkpoint has its quorum.
func (w Watching) Covered() bool { return w.Newest.Size > 0 && w.Proven >= w.Newest.Size }

// Active counts the witnesses that are asked.
func (w Watching) Active() (n int) {
	for _, x := range w.Witnesses {
		if x.Active() {
			n++
		}
	}
	return n
}

// Late counts the witnesses that are behind.
func (w Watching) Late(now time.Time) (n int) {
	for _, x := range w.Witnesses {
		if x.Late(now) {
			n++
		}
	}
	return n
}

// Watching reads how the house stands with its witnesses. The caller has allowed it.
func (l *Log) Watching(ctx context.Context, actor who.Actor) (w Watching, err error) {
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		w, err = watching(tx)
		return err
	})
	return w, err
}

func watching(tx *db.Tx) (w Watching, err error) {
	if w.Witnesses, err = witnesses(tx); err != nil {
		return w, err
	}
	need, err := quorumNeed(tx)
	if err != nil {
		return w, err
	}
	w.Need = max(1, int(need))
	if w.Newest, _, err = lastCheckpoint(tx); err != nil {
		return w, err
	}
	var sizes []int64
	for _, x := range w.Witnesses {
		if x.Active() {
			sizes = append(sizes, x.Size)
		}
	}
	slices.Sort(sizes)
	if n := len(sizes) - w.Need; n >= 0 {
		w.Proven = sizes[n]
	}
	w.Tail = w.Newest.Size - w.Proven
	return w, nil
}

// DayCount is how many entries were recorded on a day of the house.
func (l *Log) DayCount(ctx context.Context, actor who.Actor, day clock.Day) (n int64, err error) {
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		n, err = countOn(tx, day.Time(), day.Add(1).Time())
		return err
	})
	return n, err
}
