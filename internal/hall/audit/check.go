package audit

import (
	"context"
	"sync"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
)

// Result is the outcome of a check of the whole record.
type Result struct {
	Began, Ended time.Time
	Entries      int64 // sealed entries recomputed
	Pending      int64 // entries not sealed yet, recomputed too
	Checkpoints  int
	Findings     []Finding // at most mostFindings; empty if the record is sound
	Err          error     // the check itself could not be finished
}

// Sound tells whether everything was recomputed and nothing was found.
func (r Result) Sound() bool { return r.Err == nil && len(r.Findings) == 0 }

// mostFindings bounds the list: after that many there is nothing to learn from more.
const mostFindings = 100

// Check recomputes the whole record from its columns on one snapshot: every leaf and detail, every
// link, every stored hash, every checkpoint. progress, if not nil, is called now and then.
func (l *Log) Check(ctx context.Context, progress func(done, total int64)) Result {
	res := Result{Began: l.db.Clock().Now()}
	if progress == nil {
		progress = func(int64, int64) {}
	}
	res.Err = l.db.Read(ctx, checker, func(tx *db.Tx) error {
		c := &fullCheck{tx: tx, log: l, res: &res, progress: progress}
		return c.run()
	})
	res.Ended = l.db.Clock().Now()
	return res
}

// CheckIn is Check on a snapshot that the caller holds.
func (l *Log) CheckIn(tx *db.Tx) Result {
	res := Result{Began: tx.Now, Ended: tx.Now}
	c := &fullCheck{tx: tx, log: l, res: &res, progress: func(int64, int64) {}}
	res.Err = c.run()
	return res
}

var checker = who.Job("audit-check")

type fullCheck struct {
	tx        *db.Tx
	log       *Log
	res       *Result
	progress  func(done, total int64)
	size, seq int64
	grow      tlog.Grower
	cps       []Checkpoint
	nodes     []node // read ahead
	nodeNext  int64
	nodesBad  bool
}

func (c *fullCheck) add(f Fault, seq, idx int64) {
	if len(c.res.Findings) < mostFindings {
		c.res.Findings = append(c.res.Findings, Finding{Fault: f, Seq: seq, Index: idx, Last: idx})
	}
}

func (c *fullCheck) run() (err error) {
	if c.size, c.seq, err = sealedUpTo(c.tx); err != nil {
		return err
	}
	if c.cps, err = allCheckpoints(c.tx); err != nil {
		return err
	}
	c.res.Checkpoints = len(c.cps)
	for _, step := range []func() error{c.sealed, c.rest, c.links, c.surplus} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// sealed recomputes the tree leaf by leaf and compares checkpoints as it passes their sizes.
func (c *fullCheck) sealed() error {
	next, before := int64(0), int64(0)
	for next < c.size {
		if err := c.tx.Context().Err(); err != nil {
			return err
		}
		rows, err := rowsFrom(c.tx, next, c.size, 2000)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			c.add(IndexGap, -1, next)
			return nil
		}
		if err := c.states(rows); err != nil {
			return err
		}
		for _, r := range rows {
			if r.Index != next {
				c.add(IndexGap, -1, next)
				return nil // from here on no hash can fit
			}
			if r.Seq <= before {
				c.add(OutOfOrder, r.Seq, r.Index)
			}
			if err := c.leaf(r); err != nil {
				return err
			}
			next, before = next+1, r.Seq
		}
		c.progress(next, c.size)
	}
	c.res.Entries = next
	for _, cp := range c.cps {
		c.add(CheckpointForked, -1, cp.Size-1) // beyond the last entry
	}
	return nil
}

func (c *fullCheck) leaf(r Row) error {
	if f := r.own(); f != "" {
		c.add(f, r.Seq, r.Index)
	}
	for _, h := range c.grow.Add(r.leaf()) {
		if c.nodesBad {
			break // the hashes above a wrong one differ as well
		}
		same, err := c.node(h)
		if err != nil {
			return err
		}
		if !same {
			c.nodesBad = true
			c.add(NodeChanged, r.Seq, r.Index)
		}
	}
	tree := c.grow.Tree
	last := r.Index+1 == c.size
	if len(c.cps) > 0 && c.cps[0].Size == r.Index+1 {
		c.checkpoint(c.cps[0], tree())
		c.cps = c.cps[1:]
	} else if last {
		c.add(CheckpointMissing, r.Seq, r.Index)
	}
	return nil
}

func (c *fullCheck) checkpoint(cp Checkpoint, tree tlog.Tree) {
	signed, err := tlog.Open([]byte(cp.Note), c.log.key.Public())
	switch {
	case err != nil:
		c.add(CheckpointBad, -1, cp.Size-1)
	case signed.Tree != tree:
		c.add(CheckpointForked, -1, cp.Size-1)
	}
}

// node compares the next stored hash with h.
func (c *fullCheck) node(h tlog.Hash) (bool, error) {
	if len(c.nodes) == 0 {
		var err error
		if c.nodes, err = nodesFrom(c.tx, c.nodeNext, 4000); err != nil {
			return false, err
		}
	}
	if len(c.nodes) == 0 || c.nodes[0].idx != c.nodeNext {
		return false, nil
	}
	n := c.nodes[0]
	c.nodes, c.nodeNext = c.nodes[1:], c.nodeNext+1
	return len(n.hash) == tlog.HashSize && tlog.Hash(n.hash) == h, nil
}

// rest checks what is not sealed yet.
func (c *fullCheck) rest() error {
	last, err := lastSeq(c.tx)
	if err != nil {
		return err
	}
	for seq := c.seq; ; {
		rows, err := rowsAfter(c.tx, seq, last, 2000)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := c.states(rows); err != nil {
			return err
		}
		for _, r := range rows {
			if f := r.own(); f != "" {
				c.add(f, r.Seq, -1)
			}
			c.res.Pending++
			seq = r.Seq
		}
	}
}

// states compares the fingerprints of the rows that the acts left with the state in their leaves.
func (c *fullCheck) states(rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	first, last := rows[0].Seq, rows[0].Seq
	for _, r := range rows {
		first, last = min(first, r.Seq), max(last, r.Seq)
	}
	all, err := printsBetween(c.tx, first, last)
	if err != nil {
		return err
	}
	of := byEntry(all)
	for _, r := range rows {
		if f := stateFits(r, of[r.Seq]); f != "" {
			c.add(f, r.Seq, r.Index)
		}
		delete(of, r.Seq)
	}
	return nil
}

func (c *fullCheck) links() error {
	lost, err := orphans(c.tx)
	for _, seq := range lost {
		c.add(PrevBroken, seq, -1)
	}
	return err
}

// surplus looks for rows that belong to no entry: inserted among the sealed ones, or hashes beyond
// the tree.
func (c *fullCheck) surplus() error {
	odd, err := unplaced(c.tx, c.seq)
	if err != nil {
		return err
	}
	for _, seq := range odd {
		c.add(Unplaced, seq, -1)
	}
	n, err := countNodes(c.tx)
	if err == nil && n != tlog.HashCount(c.size) && !c.nodesBad {
		c.add(NodeChanged, -1, -1)
	}
	return err
}

// checking is a check of the whole record that runs beside the pages.
type checking struct {
	mu          sync.Mutex
	running     bool
	done, total int64
	last        *Result
	stop        context.CancelFunc
	night       time.Time // when the night's check last began
	owed        bool      // its result was not told yet
}

// Progress tells how far a running check is, and the last result if there is one since the start.
type Progress struct {
	Running     bool
	Done, Total int64
	Last        *Result
}

// StartCheck begins a check of the whole record in the background, unless one is running.
func (l *Log) StartCheck(ctx context.Context) {
	l.check.mu.Lock()
	defer l.check.mu.Unlock()
	if !l.check.running {
		l.begin(ctx)
	}
}

// begin starts a check; the caller holds the lock.
func (l *Log) begin(ctx context.Context) {
	ctx, l.check.stop = context.WithCancel(context.WithoutCancel(ctx))
	l.check.running, l.check.done, l.check.total = true, 0, 0
	go func() {
		res := l.Check(ctx, func(done, total int64) {
			l.check.mu.Lock()
			defer l.check.mu.Unlock()
			l.check.done, l.check.total = done, total
		})
		l.check.mu.Lock()
		defer l.check.mu.Unlock()
		l.check.running = false
		if ctx.Err() == nil {
			l.check.last = &res
		}
		l.check.stop()
	}()
}

// StopCheck gives up a running check; its result is not kept.
func (l *Log) StopCheck() {
	l.check.mu.Lock()
	defer l.check.mu.Unlock()
	if l.check.running {
		l.check.stop()
	}
}

// CheckProgress is the state of the check begun by StartCheck.
func (l *Log) CheckProgress() Progress {
	l.check.mu.Lock()
	defer l.check.mu.Unlock()
	return Progress{Running: l.check.running, Done: l.check.done, Total: l.check.total, Last: l.check.last}
}
