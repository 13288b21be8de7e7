package backup

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
)

// Hall backs one house up.
type Hall struct {
	db   *db.DB
	src  Source
	busy sync.Mutex // one backup or drill at a time
	mu   sync.Mutex
	now  *Running
	// what runs beside the pages, and how to end it
	running sync.WaitGroup
	stop    context.CancelFunc
	closed  bool
	// restored tells that the house waited when it was opened. Only a program that is not running can
	// make it wait, so a house that does not is never asked again.
	restored atomic.Bool
}

// New makes the hall of a house.
func New(ctx context.Context, src Source) (*Hall, error) {
	h := &Hall{db: src.DB, src: src}
	r, err := h.Return(ctx)
	h.restored.Store(r.Waits())
	return h, err
}

// Why a backup was made.
const (
	ByNight   = "night"
	ByHand    = "hand"
	ByUpgrade = "upgrade"
)

// Run is one backup that was made or tried.
type Run struct {
	ID      string
	At      time.Time
	Why     string
	Actor   string
	File    string
	Size    int64
	Hash    string
	Schema  string
	Rows    int64
	Files   int64
	Damaged int64 // evidence that was already missing or changed on the disk
	Tree    int64
	Root    string
	Took    time.Duration
	Fault   string // words key, "" for a backup that stands
	Detail  string
	Pruned  time.Time // when the file was deleted
	Drill   *Drill    // the last one, nil before the first
}

// Good tells whether the file stands and was restored without a difference.
func (r Run) Good() bool { return r.Fault == "" && r.Pruned.IsZero() && r.Drill != nil && r.Drill.OK }

// Drill is one restore of a backup into a scratch place.
type Drill struct {
	ID     string
	Run    string
	At     time.Time
	OK     bool
	Rows   int64
	Tree   int64
	Root   string
	Opened int // pieces of evidence that were opened again and compared with their hash
	Took   time.Duration
	Fault  string
	Detail string
}

// Running is what is under way now.
type Running struct {
	What  string // backup or drill
	Since time.Time
}

// State is what the administrators' page shows.
type State struct {
	Plan    Plan
	Runs    []Run // newest first
	Newest  *Run  // the newest good one, nil for none
	Age     time.Duration
	Alarms  []Alarm
	Running *Running
	// Beside tells that the drill's key lies in the data folder: whoever takes the folder can open the
	// backups that lie there too.
	Beside bool
}

// Alarm is a reason for which the house is not safely backed up: a words key and its arguments.
type Alarm struct {
	Key  string
	Args []any
}

const mostRuns = 60

// State reads how the house stands with its backups.
func (h *Hall) State(ctx context.Context, actor who.Actor) (s State, err error) {
	err = h.db.Read(ctx, actor, func(tx *db.Tx) error {
		if err := allowed(actor, access.ReadBackup); err != nil {
			return err
		}
		s, err = stateOf(tx)
		return err
	})
	_, inside := h.src.inside(h.src.drill())
	s.Beside = s.Plan.Drill && inside
	h.mu.Lock()
	defer h.mu.Unlock()
	s.Running = h.now
	return s, err
}

func stateOf(tx *db.Tx) (s State, err error) {
	if s.Plan, err = loadPlan(tx); err != nil {
		return s, err
	}
	if s.Runs, err = listRuns(tx, mostRuns); err != nil {
		return s, err
	}
	for i := range s.Runs {
		if s.Newest == nil && s.Runs[i].Good() {
			s.Newest = &s.Runs[i]
			s.Age = tx.Now.Sub(s.Newest.At)
		}
	}
	s.Alarms = s.alarms()
	return s, nil
}

// alarms says what is wrong, the worst first. A house without a plan is told so and nothing else.
func (s State) alarms() (out []Alarm) {
	add := func(key string, args ...any) { out = append(out, Alarm{key, args}) }
	if !s.Plan.Ready() {
		add("backup.alarm.no_plan")
	}
	if len(s.Runs) > 0 {
		switch last := s.Runs[0]; {
		case last.Fault != "":
			add("backup.alarm.failed", "at", last.At, "why", last.Detail)
		case last.Drill != nil && !last.Drill.OK:
			add("backup.alarm.drill", "file", last.File, "why", last.Drill.Detail)
		case last.Damaged > 0:
			add("backup.alarm.damaged", "n", last.Damaged)
		}
	}
	switch limit := time.Duration(s.Plan.Limit) * time.Hour; {
	case !s.Plan.Drill:
		add("backup.alarm.no_drill")
	case s.Newest == nil && s.Plan.Ready():
		add("backup.alarm.none")
	case s.Newest != nil && s.Age > limit:
		add("backup.alarm.old", "hours", int(s.Age.Hours()), "limit", s.Plan.Limit)
	}
	return out
}

func (h *Hall) begin(what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = &Running{What: what, Since: h.db.Clock().Now()}
}

func (h *Hall) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = nil
}
