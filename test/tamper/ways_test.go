package tamper

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/hall/audit"
)

// ways are what somebody with the database can do. A way answers how many rows it changed; 0 means that it
// found nothing to change and another is tried.
var ways = []struct {
	name string
	do   func(*mallory) (int64, error)
}{
	{"row: column changed", func(m *mallory) (int64, error) { return m.steal(0) }},
	{"row: and its fingerprint forged", func(m *mallory) (int64, error) { return m.steal(1) }},
	{"row: and the state of the act", func(m *mallory) (int64, error) { return m.steal(2) }},
	{"row: and the leaf of the act", func(m *mallory) (int64, error) { return m.steal(3) }},
	{"row: and the node of the tree", func(m *mallory) (int64, error) { return m.steal(4) }},
	{"row: deleted", func(m *mallory) (int64, error) {
		k := m.kind()
		return m.run("delete from "+k.table+" where "+k.key+" = $1", m.id(k))
	}},
	{"row: deleted with its fingerprints", func(m *mallory) (int64, error) {
		k := m.kind()
		id := m.id(k)
		n, err := m.run("delete from "+k.table+" where "+k.key+" = $1", id)
		if err == nil {
			_, err = m.run("delete from audit_row where tbl = $1 and id = $2", k.table, id)
		}
		return n, err
	}},
	{"row: deleted and marked as deleted", func(m *mallory) (int64, error) {
		k := m.kind()
		id := m.id(k)
		n, err := m.run("delete from "+k.table+" where "+k.key+" = $1", id)
		if err == nil {
			_, err = m.run("update audit_row set print = $1 where tbl = $2 and id = $3", []byte{}, k.table, id)
		}
		return n, err
	}},
	{"row: inserted", func(m *mallory) (int64, error) {
		k := m.kind()
		return m.run(k.insert, "new"+strconv.Itoa(m.rand.IntN(999)))
	}},
	{"row: inserted with a fingerprint", func(m *mallory) (int64, error) {
		k := m.kind()
		id := "new" + strconv.Itoa(m.rand.IntN(999))
		n, err := m.run(k.insert, id)
		if err != nil {
			return n, err
		}
		return n, m.forgePrint(k.table, id, m.anySeq(), true)
	}},
	{"row: set back to what it was", func(m *mallory) (int64, error) { return m.setBack(false) }},
	{"row: set back and the newer fingerprint deleted", func(m *mallory) (int64, error) { return m.setBack(true) }},
	{"row: two swapped", func(m *mallory) (int64, error) {
		k := m.kind()
		a, b := m.id(k), m.id(k)
		if a == b {
			return 0, nil
		}
		c := k.second
		return m.run("update " + k.table + " set " + c + " = (select case when x." + k.key + " = '" + a + "' then '" + m.value(k, c, b) + "' else '" + m.value(k, c, a) + "' end from " + k.table + " x where x." + k.key + " = " + k.table + "." + k.key +
			") where " + k.key + " in ('" + a + "', '" + b + "')")
	}},
	{"row: many at once", func(m *mallory) (int64, error) {
		k := m.kind()
		return m.run("update " + k.table + " set " + k.loot[0] + " = " + k.loot[0] + " || '!'")
	}},
	{"row: all of a table gone", func(m *mallory) (int64, error) { return m.run("delete from " + m.kind().table) }},
	{"print: one changed", func(m *mallory) (int64, error) {
		return m.run("update audit_row set print = $1 where seq = $2", randomBytes(48), m.anySeq())
	}},
	{"print: one deleted", func(m *mallory) (int64, error) { return m.run("delete from audit_row where seq = $1", m.anySeq()) }},
	{"print: moved to another act", func(m *mallory) (int64, error) {
		return m.run("update audit_row set seq = seq + 1000 where seq = $1", m.anySeq())
	}},
	{"print: all gone", func(m *mallory) (int64, error) { return m.run("delete from audit_row") }},
	{"entry: column changed", func(m *mallory) (int64, error) {
		c := m.pick([]string{"actor", "session", "action", "kind", "ref", "unit", "prev", "sum", "leaf", "state"})
		return m.run("update audit_entry set "+c+" = $1 where seq = $2", hex.EncodeToString(randomBytes(32)), m.anySeq())
	}},
	{"entry: backdated", func(m *mallory) (int64, error) {
		return m.run("update audit_entry set at = $1 where seq = $2", fmt.Sprintf("2020-01-%02dT00:00:00.000Z", 1+m.rand.IntN(28)), m.anySeq())
	}},
	{"entry: changed with its leaf", func(m *mallory) (int64, error) {
		seq := m.sealedSeq()
		n, err := m.run("update audit_entry set actor = $1 where seq = $2", "lz"+strconv.Itoa(m.rand.IntN(99)), seq)
		if err != nil {
			return n, err
		}
		return n, m.releaf(seq)
	}},
	{"entry: deleted", func(m *mallory) (int64, error) {
		return m.run("delete from audit_detail where seq = $1;;delete from audit_row where seq = $1;;delete from audit_sealed where seq = $1;;delete from audit_entry where seq = $1", m.anySeq())
	}},
	{"entry: unsealed", func(m *mallory) (int64, error) { return m.run("delete from audit_sealed where seq = $1", m.anySeq()) }},
	{"entry: copied", func(m *mallory) (int64, error) {
		over := ""
		if m.tx.Dialect() == "postgres" {
			over = " overriding system value"
		}
		return m.run("insert into audit_entry (seq, at, actor, session, action, kind, ref, version, unit, prev, sum, leaf, state)"+over+
			" select -seq, at, actor, session, action, kind, ref, version, unit, prev, sum, leaf, state from audit_entry where seq = $1", m.anySeq())
	}},
	{"entry: numbers swapped", func(m *mallory) (int64, error) {
		a := m.anyIndex()
		return m.run("update audit_sealed set idx = -1 where idx = " + a + ";;update audit_sealed set idx = " + a + " where idx = " + a + " + 1;;update audit_sealed set idx = " + a + " + 1 where idx = -1")
	}},
	{"entry: the end cut off", func(m *mallory) (int64, error) {
		return m.run("delete from audit_detail where seq > $1;;delete from audit_row where seq > $1;;delete from audit_sealed where seq > $1;;delete from audit_entry where seq > $1", m.anySeq())
	}},
	{"detail: changed", func(m *mallory) (int64, error) {
		c := m.pick([]string{"nonce", "name", "body"})
		return m.run("update audit_detail set "+c+" = "+c+" || 'x' where seq = $1", m.anySeq())
	}},
	{"detail: deleted", func(m *mallory) (int64, error) { return m.run("delete from audit_detail where seq = $1", m.anySeq()) }},
	{"node: changed", func(m *mallory) (int64, error) {
		return m.run("update audit_node set hash = $1 where idx = "+m.anyIndex(), randomBytes(32))
	}},
	{"node: deleted", func(m *mallory) (int64, error) { return m.run("delete from audit_node where idx = " + m.anyIndex()) }},
	{"node: added", func(m *mallory) (int64, error) {
		return m.run("insert into audit_node (idx, hash) values (99999, $1)", randomBytes(32))
	}},
	{"checkpoint: changed", func(m *mallory) (int64, error) {
		return m.run("update audit_checkpoint set note = replace(note, '=', 'A')")
	}},
	{"checkpoint: deleted", func(m *mallory) (int64, error) { return m.run("delete from audit_checkpoint") }},
	{"checkpoint: moved", func(m *mallory) (int64, error) { return m.run("update audit_checkpoint set size = size - 1") }},
	{"all: emptied", func(m *mallory) (int64, error) {
		return m.run("delete from audit_detail;;delete from audit_row;;delete from audit_sealed;;delete from audit_node;;delete from audit_checkpoint;;delete from audit_entry")
	}},
}

func (m *mallory) kind() kind {
	return kinds[m.rand.IntN(len(kinds))]
}

func (m *mallory) id(k kind) string {
	for i := range kinds {
		if kinds[i].table == k.table {
			return rowID(i, m.rand.IntN(each))
		}
	}
	return ""
}

func (m *mallory) value(k kind, column, id string) string {
	v, _ := db.Value[string](m.tx, "select "+column+" from "+k.table+" where "+k.key+" = $1", id)
	return v
}

func (m *mallory) anySeq() int64 {
	most, _ := db.Value[int64](m.tx, "select max(seq) from audit_entry")
	return 1 + m.rand.Int64N(most)
}

// sealedSeq is an entry that is sealed: one of the last minute that waits for its seal can be written anew
// with everything that belongs to it, and nobody can tell (docs/design/0018-witness.md).
func (m *mallory) sealedSeq() int64 {
	most, _ := db.Value[int64](m.tx, "select max(seq) from audit_sealed")
	return 1 + m.rand.Int64N(most)
}

func (m *mallory) anyIndex() string {
	most, _ := db.Value[int64](m.tx, "select max(idx) from audit_sealed")
	return strconv.FormatInt(m.rand.Int64N(max(most, 1)), 10)
}

// steal changes a column of a row and, by depth, ever more of what gives it away: the fingerprint, the
// state of the act that left it, that act's leaf, and its node in the stored tree.
func (m *mallory) steal(depth int) (int64, error) {
	k := m.kind()
	id, column := m.id(k), m.pick(k.loot)
	n, err := m.run("update "+k.table+" set "+column+" = $1 where "+k.key+" = $2", "stolen"+strconv.Itoa(m.rand.IntN(999)), id)
	if err != nil || depth == 0 {
		return n, err
	}
	seq, err := db.Value[int64](m.tx, "select max(seq) from audit_row where tbl = $1 and id = $2", k.table, id)
	if err != nil {
		return n, err
	}
	if err := m.forgePrint(k.table, id, seq, false); err != nil || depth == 1 {
		return n, err
	}
	state, err := m.state(seq)
	if err != nil {
		return n, err
	}
	if _, err := m.run("update audit_entry set state = $1 where seq = $2", state, seq); err != nil || depth == 2 {
		return n, err
	}
	if err := m.releaf(seq); err != nil || depth == 3 {
		return n, err
	}
	return n, m.renode(seq)
}

// setBack gives a row what it said before its second act, and perhaps hides that act's fingerprint.
func (m *mallory) setBack(hide bool) (int64, error) {
	k := m.kind()
	id := m.id(k)
	first := map[string]string{"org_unit": "城东分局", "org_person": "", "house_setting": "x", "calendar_promise": "2026-07-18", "directive_directive": "通知", "inspect_round": "draft"}[k.table]
	if k.table == "backup_recipient" {
		first = "officer"
	}
	n, err := m.run("update "+k.table+" set "+k.second+" = $1 where "+k.key+" = $2", first, id)
	if err == nil && hide {
		_, err = m.run("delete from audit_row where tbl = $1 and id = $2 and seq = (select max(x.seq) from audit_row x where x.tbl = $1 and x.id = $2)", k.table, id)
	}
	return n, err
}

// forgePrint writes the fingerprint that the row as it is now would have; the rule is written down in
// docs/design/0018-witness.md, so a thief knows it as well.
func (m *mallory) forgePrint(table, id string, seq int64, fresh bool) error {
	rows, err := m.tx.WatchedByKey(table, [][]any{{id}})
	if err != nil || len(rows) != 1 {
		return fmt.Errorf("%d rows %w", len(rows), err)
	}
	nonce := randomBytes(16)
	h := sha256.Sum256([]byte(string(nonce) + "\n" + table + "\n" + id + "\n" + string(rows[0].Text)))
	print := append(nonce, h[:]...)
	if fresh {
		_, err = m.run("insert into audit_row (tbl, id, seq, print) values ($1, $2, $3, $4)", table, id, seq, print)
	} else {
		_, err = m.run("update audit_row set print = $1 where tbl = $2 and id = $3 and seq = $4", print, table, id, seq)
	}
	return err
}

// state computes an act's state from its fingerprints, from the rule alone.
func (m *mallory) state(seq int64) (string, error) {
	type line struct{ table, id, print string }
	list, err := db.All(m.tx, func(s db.Scanner) (l line, err error) {
		var raw []byte
		err = s.Scan(&l.table, &l.id, &raw)
		l.print = hex.EncodeToString(raw)
		return l, err
	}, "select tbl, id, print from audit_row where seq = $1", seq)
	sort.Slice(list, func(i, j int) bool { return list[i].table+" "+list[i].id < list[j].table+" "+list[j].id })
	var b strings.Builder
	for _, l := range list {
		b.WriteString(l.table + " " + l.id + " " + l.print + "\n")
	}
	h := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(h[:]), err
}

// entry reads an entry as it stands.
func (m *mallory) entry(seq int64) (r audit.Row, err error) {
	return db.One(m.tx, func(s db.Scanner) (audit.Row, error) {
		err := s.Scan(&r.At, &r.Actor, &r.Session, &r.Action, &r.Kind, &r.ID, &r.Version, &r.Unit, &r.Prev, &r.Sum, &r.State)
		return r, err
	}, "select at, actor, session, action, kind, ref, version, unit, prev, sum, state from audit_entry where seq = $1", seq)
}

// releaf gives an entry the leaf hash of its present columns.
func (m *mallory) releaf(seq int64) error {
	r, err := m.entry(seq)
	if err == nil {
		_, err = m.run("update audit_entry set leaf = $1 where seq = $2", r.Hash(), seq)
	}
	return err
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails on a working system
	return b
}

// renode puts the hash of the changed entry into the stored tree.
func (m *mallory) renode(seq int64) error {
	r, err := m.entry(seq)
	if err != nil {
		return err
	}
	idx, err := db.Value[int64](m.tx, "select idx from audit_sealed where seq = $1", seq)
	if err != nil {
		return err
	}
	leaf := tlog.Leaf(r.Canonical())
	_, err = m.run("update audit_node set hash = $1 where idx = $2", leaf[:], tlog.LeafIndex(idx))
	return err
}
