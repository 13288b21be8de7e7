package audit

import (
	"context"
	"slices"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
)

// Filter narrows the list of entries; zero fields do not narrow. Before and After are sequence
// numbers: the list goes on below the one, or back above the other.
type Filter struct {
	From, To  clock.Day // of the house, both inclusive
	Person    string    // the actor's name as recorded, or the actor's id
	Action    string
	Kind, ID  string
	Sensitive bool
	Before    int64
	After     int64
}

// Sensitive are the actions that an auditor looks at first: refusals, powers given and taken, copies
// taken out of the house, and what is no longer as it was.
var Sensitive = []string{
	"access.refused", "access.refused_many", "access.sign_in_failed", "access.grant", "access.revoke", "access.make_login",
	"access.factor_failed", "access.password_suspended", "access.add_factor", "access.remove_factor", "access.seal_secrets", "access.forget_secrets", "org.set_password_profile",
	"access.set_password", "access.disable", "audit.export", "org.export", "file.broken", "rectify.void", "framework.approve",
	"audit.alarm", "audit.alarm_end", "audit.adopt", "audit.add_witness", "audit.end_witness", "audit.set_quorum", "audit.policy",
}

// alarms are the sensitive ones that say something was tried or broken.
var alarms = []string{"access.refused", "access.refused_many", "access.sign_in_failed", "access.factor_failed", "access.password_suspended", "file.broken", "audit.alarm"}

// IsSensitive tells whether an action stands out in the list.
func IsSensitive(action string) bool { return slices.Contains(Sensitive, action) }

// IsAlarm tells whether an action is a refusal or a breakage.
func IsAlarm(action string) bool { return slices.Contains(alarms, action) }

// Page is one page of entries, newest first.
type Page struct {
	Rows    []Row
	Found   int64 // entries that fit, at most MostCounted
	Total   int64 // entries in the record, about: the last sequence number
	HasPrev bool
	HasNext bool
}

// MostCounted is where counting stops; beyond it the page says "more than".
const MostCounted = 10_000

// PageRows is how many entries a page shows.
const PageRows = 50

// List returns the entries that fit the filter. The caller has already allowed the record to be read.
func (l *Log) List(ctx context.Context, actor who.Actor, f Filter) (p Page, err error) {
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		if p.Rows, err = listRows(tx, f, PageRows+1); err != nil {
			return err
		}
		more := len(p.Rows) > PageRows
		if f.After > 0 { // read upwards
			if more {
				p.Rows = p.Rows[:PageRows]
			}
			slices.Reverse(p.Rows)
			p.HasPrev, p.HasNext = more, true
		} else {
			p.Rows = p.Rows[:min(len(p.Rows), PageRows)]
			p.HasPrev, p.HasNext = f.Before > 0, more
		}
		if p.Found, err = countRows(tx, f); err != nil {
			return err
		}
		p.Total, err = lastSeq(tx)
		return err
	})
	return p, err
}

// Actions lists the actions that occur in the record, for the filter.
func (l *Log) Actions(ctx context.Context, actor who.Actor) (list []string, err error) {
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		list, err = actionsThere(tx)
		return err
	})
	return list, err
}

// Standing is the state of sealing: the newest checkpoint checked now, and what waits for the next.
type Standing struct {
	Checkpoint Checkpoint
	Root       tlog.Hash
	Before     Checkpoint // the one before it; zero if there is none
	Verdict    Verdict    // Sound if the newest is signed, fits the stored tree and extends the one before
	Fault      Fault
	Pending    int64
}

// Standing checks the newest checkpoint against the stored tree and against the one before it.
func (l *Log) Standing(ctx context.Context, actor who.Actor) (s Standing, err error) {
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		s, err = l.standing(tx)
		return err
	})
	return s, err
}

func (l *Log) standing(tx *db.Tx) (s Standing, err error) {
	s.Verdict = Unsealed
	_, seq, err := sealedUpTo(tx)
	if err != nil {
		return s, err
	}
	if s.Pending, err = countAfter(tx, seq); err != nil {
		return s, err
	}
	cps, err := checkpoints(tx, 1<<62, 2)
	if err != nil || len(cps) == 0 {
		return s, err
	}
	s.Checkpoint, s.Verdict = cps[0], Sound
	if len(cps) == 2 {
		s.Before = cps[1]
	}
	s.Root, s.Fault = l.fits(reader(tx), cps)
	if s.Fault != "" {
		s.Verdict = Broken
	}
	return s, nil
}

// fits recomputes the root of the newest checkpoint and its consistency with the one before.
func (l *Log) fits(read tlog.Reader, cps []Checkpoint) (tlog.Hash, Fault) {
	now, err := tlog.Open([]byte(cps[0].Note), l.key.Public())
	if err != nil {
		return tlog.Hash{}, CheckpointBad
	}
	tree, err := tlog.Root(now.Size, read)
	if err != nil || tree != now.Tree {
		return now.Root, NodeChanged
	}
	if len(cps) < 2 {
		return now.Root, ""
	}
	was, err := tlog.Open([]byte(cps[1].Note), l.key.Public())
	if err != nil {
		return now.Root, CheckpointBad
	}
	proof, err := tlog.ProveConsistency(was.Size, now.Size, read)
	if err != nil || tlog.CheckConsistency(proof, was.Tree, now.Tree) != nil {
		return now.Root, CheckpointForked
	}
	return now.Root, ""
}

// Checkpoints lists checkpoints below a size, newest first; 0 begins with the newest.
func (l *Log) Checkpoints(ctx context.Context, actor who.Actor, below int64) (list []Checkpoint, err error) {
	if below <= 0 {
		below = 1 << 62
	}
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		list, err = checkpoints(tx, below, PageRows)
		return err
	})
	return list, err
}

// Proof is one entry with everything that proves it, checked now.
type Proof struct {
	Node
	Verdict    Verdict
	Checkpoint Checkpoint
	Tree       tlog.Tree
	Path       []tlog.Hash // inclusion proof, from the leaf up
	LeafHash   tlog.Hash   // hash in the tree
	Text       string      // the canonical text
}

// Proof proves the entry with that sequence number; NotFound if there is none. The look is recorded,
// because the page shows names and details.
func (l *Log) Proof(ctx context.Context, actor who.Actor, seq int64) (p Proof, err error) {
	err = l.db.Read(ctx, actor, func(tx *db.Tx) error {
		p, err = l.proof(tx, seq)
		return err
	})
	if err == nil {
		err = Looked(ctx, l.db, actor, Entry{Action: "audit.look", Kind: "audit", Details: map[string]int64{"entry": seq}})
	}
	return p, err
}

func (l *Log) proof(tx *db.Tx, seq int64) (p Proof, err error) {
	if p.Row, err = rowBySeq(tx, seq); err != nil {
		return p, err
	}
	pr, err := l.prover(tx)
	if err != nil {
		return p, err
	}
	p.Text, p.LeafHash, p.Checkpoint, p.Tree = string(p.Canonical()), p.leaf(), pr.cp, pr.tree
	if p.Fault = p.own(); p.Fault == "" {
		p.Fault, err = pr.check(p.Row)
	}
	if p.Fault == "" && err == nil && p.Index >= 0 {
		p.Path, p.Fault, err = pr.prove(p.Row)
	}
	switch {
	case p.Fault != "":
		p.Verdict = Broken
	case p.Index < 0:
		p.Verdict = Unsealed
	default:
		p.Verdict = Sound
	}
	return p, err
}

// File is the proof as a C2SP tlog-proof text, which other programs can check; Conflict
// "audit.proof_pending" before the entry is sealed.
func (p Proof) File() ([]byte, error) {
	if p.Verdict != Sound {
		return nil, fault.Conflict("audit.proof_pending")
	}
	return tlog.FormatProof(p.Index, p.Path, []byte(p.Checkpoint.Note)), nil
}
