package audit

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
)

const rowColumns = `e.seq, e.at, e.actor, e.session, e.action, e.kind, e.ref, e.version, e.unit, e.prev, e.sum, e.leaf, e.state,
	coalesce(s.idx, -1), d.seq is not null, coalesce(d.nonce, ''), coalesce(d.name, ''), coalesce(d.body, '')`

const rowTables = ` from audit_entry e left join audit_detail d on d.seq = e.seq left join audit_sealed s on s.seq = e.seq `

func scanRow(sc db.Scanner) (Row, error) {
	var r Row
	err := sc.Scan(&r.Seq, &r.At, &r.Actor, &r.Session, &r.Action, &r.Kind, &r.ID, &r.Version, &r.Unit, &r.Prev, &r.Sum, &r.Leaf, &r.State,
		&r.Index, &r.Detail, &r.Nonce, &r.Name, &r.Body)
	return r, err
}

// rowsAfter lists entries in sequence, after seq and up to last.
func rowsAfter(tx *db.Tx, seq, last int64, most int) ([]Row, error) {
	return db.All(tx, scanRow, `select `+rowColumns+rowTables+`where e.seq > $1 and e.seq <= $2 order by e.seq limit $3`, seq, last, most)
}

// rowsFrom lists sealed entries in the order of their leaf numbers, beginning with idx.
func rowsFrom(tx *db.Tx, idx, end int64, most int) ([]Row, error) {
	return db.All(tx, scanRow, `select `+rowColumns+` from audit_sealed s join audit_entry e on e.seq = s.seq left join audit_detail d on d.seq = e.seq
		where s.idx >= $1 and s.idx < $2 order by s.idx limit $3`, idx, end, most)
}

func rowsAbout(tx *db.Tx, kind, id string) ([]Row, error) {
	return db.All(tx, scanRow, `select `+rowColumns+rowTables+`where e.kind = $1 and e.ref = $2 order by e.seq`, kind, id)
}

func rowBySeq(tx *db.Tx, seq int64) (Row, error) {
	return db.One(tx, scanRow, `select `+rowColumns+rowTables+`where e.seq = $1`, seq)
}

func lastSeq(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select max(seq) from audit_entry`)
}

// sealedUpTo is the size of the sealed tree and the highest sequence number in it.
func sealedUpTo(tx *db.Tx) (size, seq int64, err error) {
	err = tx.Row(`select coalesce(max(idx) + 1, 0), coalesce(max(seq), 0) from audit_sealed`).Scan(&size, &seq)
	return size, seq, err
}

func insertSealed(tx *db.Tx, first int64, rows []Row) error {
	values := make([]any, 0, 2*len(rows))
	for i, r := range rows {
		values = append(values, first+int64(i), r.Seq)
	}
	return insertPairs(tx, "insert into audit_sealed (idx, seq) values ", values)
}

func insertNodes(tx *db.Tx, first int64, hashes []tlog.Hash) error {
	values := make([]any, 0, 2*len(hashes))
	for i, h := range hashes {
		values = append(values, first+int64(i), h[:])
	}
	return insertPairs(tx, "insert into audit_node (idx, hash) values ", values)
}

// insertPairs inserts pairs of values many at a time, in few shapes so that each is prepared once.
func insertPairs(tx *db.Tx, head string, values []any) error {
	for len(values) > 0 {
		n := 256
		for n > len(values)/2 {
			n /= 4
		}
		n = max(n, 1)
		marks := make([]string, n)
		for i := range marks {
			marks[i] = fmt.Sprintf("($%d, $%d)", 2*i+1, 2*i+2)
		}
		if _, err := tx.Exec(head+strings.Join(marks, ", "), values[:2*n]...); err != nil {
			return err
		}
		values = values[2*n:]
	}
	return nil
}

type node struct {
	idx  int64
	hash []byte
}

func scanNode(sc db.Scanner) (node, error) {
	var n node
	err := sc.Scan(&n.idx, &n.hash)
	return n, err
}

// errNode is a stored hash that is missing or malformed.
var errNode = errors.New("a stored hash of the sealed tree is missing or malformed")

// reader reads stored hashes and keeps those that it has read: the proofs of one page share most.
func reader(tx *db.Tx) tlog.Reader {
	known := map[int64]tlog.Hash{}
	return func(indexes []int64) ([]tlog.Hash, error) {
		var want []int64
		for _, x := range indexes {
			if _, ok := known[x]; !ok {
				want = append(want, x)
			}
		}
		if len(want) > 0 {
			var args db.Args
			nodes, err := db.All(tx, scanNode, `select idx, hash from audit_node where idx in `+db.In(&args, want), args...)
			if err != nil {
				return nil, err
			}
			for _, n := range nodes {
				if len(n.hash) == tlog.HashSize {
					known[n.idx] = tlog.Hash(n.hash)
				}
			}
		}
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			h, ok := known[x]
			if !ok {
				return nil, fmt.Errorf("%w: %d", errNode, x)
			}
			out[i] = h
		}
		return out, nil
	}
}

func nodesFrom(tx *db.Tx, idx int64, most int) ([]node, error) {
	return db.All(tx, scanNode, `select idx, hash from audit_node where idx >= $1 order by idx limit $2`, idx, most)
}

func countNodes(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, `select count(*) from audit_node`)
}

func insertCheckpoint(tx *db.Tx, size int64, at time.Time, note []byte) error {
	_, err := tx.Exec(`insert into audit_checkpoint (size, at, note) values ($1, $2, $3)`, size, db.Stamp(at), string(note))
	return err
}

// Checkpoint is a signed checkpoint of the sealed tree.
type Checkpoint struct {
	Size int64
	At   time.Time
	Note string
}

func scanCheckpoint(sc db.Scanner) (Checkpoint, error) {
	var c Checkpoint
	err := sc.Scan(&c.Size, db.At(&c.At), &c.Note)
	return c, err
}

// lastCheckpoint is the newest checkpoint; ok is false when nothing was sealed yet.
func lastCheckpoint(tx *db.Tx) (c Checkpoint, ok bool, err error) {
	c, err = db.One(tx, scanCheckpoint, `select size, at, note from audit_checkpoint order by size desc limit 1`)
	if fault.Is(err, fault.KindNotFound) {
		return Checkpoint{}, false, nil
	}
	return c, err == nil, err
}

func checkpoints(tx *db.Tx, below int64, most int) ([]Checkpoint, error) {
	return db.All(tx, scanCheckpoint, `select size, at, note from audit_checkpoint where size < $1 order by size desc limit $2`, below, most)
}

func allCheckpoints(tx *db.Tx) ([]Checkpoint, error) {
	return db.All(tx, scanCheckpoint, `select size, at, note from audit_checkpoint order by size`)
}

func scanSeq(sc db.Scanner) (int64, error) {
	var n int64
	err := sc.Scan(&n)
	return n, err
}

// unplaced lists entries that lie among sealed ones and were never sealed.
func unplaced(tx *db.Tx, lastSealed int64) ([]int64, error) {
	return db.All(tx, scanSeq, `select e.seq from audit_entry e left join audit_sealed s on s.seq = e.seq
		where s.seq is null and e.seq <= $1 order by e.seq limit 20`, lastSealed)
}

// orphans lists entries whose previous entry about the same object is not there. The first entries
// about an object follow none; two may be first when they were written at the same moment.
func orphans(tx *db.Tx) ([]int64, error) {
	return db.All(tx, scanSeq, `select e.seq from audit_entry e
		where (e.prev <> '' and not exists (select 1 from audit_entry p where p.kind = e.kind and p.ref = e.ref and p.seq < e.seq and p.leaf = e.prev))
		   or (e.prev = '' and exists (select 1 from audit_entry p where p.kind = e.kind and p.ref = e.ref and p.seq < e.seq and p.prev <> ''))
		order by e.seq limit 20`)
}
