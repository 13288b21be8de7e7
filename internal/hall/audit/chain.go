package audit

import (
	"errors"
	"slices"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
)

// Verdict is the outcome of a check made now; it is never stored.
type Verdict string

// The verdicts, named as the seal of the page names them.
const (
	Sound    Verdict = "ok"   // everything recomputed and fits
	Unsealed Verdict = "void" // nothing is wrong, and nothing is sealed yet
	Broken   Verdict = "bad"  // something does not fit
)

// Node is one entry of an object's chain with what its check found.
type Node struct {
	Row
	Fault Fault // "" if sound
}

// Chain is the history of one object, oldest first, recomputed from the stored columns.
type Chain struct {
	Nodes      []Node
	Verdict    Verdict
	First      int        // index of the first node that is not sound, -1 if all are
	Pending    int        // nodes that wait for the next sealing
	Version    int64      // the object's version after the last entry that tells one
	Checkpoint Checkpoint // the checkpoint that proves the sealed nodes; zero before the first
}

// Chain recomputes the history of one object: every leaf from its columns, every detail against its
// commitment, every link to the previous entry, and for sealed entries the proof under the last
// signed checkpoint. It is for pages that the caller has already allowed. A last entry that was
// removed together with its seal shows only in Check and against Version.
func (l *Log) Chain(tx *db.Tx, kind, id string) (*Chain, error) {
	rows, err := rowsAbout(tx, kind, id)
	if err != nil {
		return nil, err
	}
	p, err := l.prover(tx)
	if err != nil {
		return nil, err
	}
	c := &Chain{First: -1, Verdict: Unsealed, Checkpoint: p.cp}
	var seen links
	for _, r := range rows {
		n := Node{Row: r, Fault: r.own()}
		if linked := seen.follow(r.Leaf, r.Prev); n.Fault == "" && !linked {
			n.Fault = PrevBroken
		}
		if n.Fault == "" {
			if n.Fault, err = p.check(r); err != nil {
				return nil, err
			}
		}
		c.add(n)
	}
	return c, nil
}

func (c *Chain) add(n Node) {
	c.Nodes = append(c.Nodes, n)
	switch {
	case n.Fault != "":
		c.Verdict = Broken
		if c.First < 0 {
			c.First = len(c.Nodes) - 1
		}
	case n.Index < 0:
		c.Pending++
	case c.Verdict == Unsealed:
		c.Verdict = Sound
	}
	if v := n.VersionNumber(); v != 0 {
		c.Version = v
	}
}

// links follows the chain of one object. An entry names an earlier entry about the same object, or
// none if it is among the first; two written at the same moment may name the same one.
type links struct {
	leaves  []string
	chained bool // an entry has already named another
}

func (l *links) follow(leaf, prev string) bool {
	ok := prev == "" && !l.chained || prev != "" && slices.Contains(l.leaves, prev)
	l.chained = l.chained || prev != ""
	l.leaves = append(l.leaves, leaf)
	return ok
}

// prover proves entries under the last signed checkpoint.
type prover struct {
	cp    Checkpoint
	tree  tlog.Tree
	fault Fault // of the checkpoint itself
	seq   int64 // highest sealed sequence number
	read  tlog.Reader
}

func (l *Log) prover(tx *db.Tx) (*prover, error) {
	p := &prover{read: reader(tx)}
	var ok bool
	var err error
	if p.cp, ok, err = lastCheckpoint(tx); err != nil {
		return nil, err
	}
	if _, p.seq, err = sealedUpTo(tx); err != nil {
		return nil, err
	}
	if !ok {
		if p.seq > 0 {
			p.fault = CheckpointMissing
		}
		return p, nil
	}
	signed, err := tlog.Open([]byte(p.cp.Note), l.key.Public())
	if err != nil {
		p.fault = CheckpointBad
	}
	p.tree = signed.Tree
	return p, nil
}

// check proves one entry; an entry after the last sealed one is sound and pending.
func (p *prover) check(r Row) (Fault, error) {
	switch {
	case r.Index < 0 && r.Seq > p.seq:
		return "", nil
	case r.Index < 0:
		return Unplaced, nil
	case p.fault != "":
		return p.fault, nil
	}
	_, f, err := p.prove(r)
	return f, err
}

// prove returns the inclusion proof of a sealed entry, already checked.
func (p *prover) prove(r Row) ([]tlog.Hash, Fault, error) {
	if r.Index >= p.tree.Size {
		return nil, NotInTree, nil
	}
	proof, err := tlog.ProveInclusion(p.tree.Size, r.Index, p.read)
	if errors.Is(err, errNode) {
		return nil, NodeChanged, nil
	}
	if err != nil {
		return nil, "", err
	}
	if tlog.CheckInclusion(proof, p.tree, r.Index, r.leaf()) != nil {
		return proof, NotInTree, nil
	}
	return proof, "", nil
}
