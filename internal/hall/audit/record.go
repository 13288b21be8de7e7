package audit

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"plumbline/internal/ground/db"
)

// Entry is one act to record. Action is room.verb; Kind and ID name the object; Version is its
// version after the act; Unit is the id of the unit it belongs to; Details is anything that can be
// written as JSON and explains the act to a reader.
type Entry struct {
	Action  string
	Kind    string
	ID      string
	Version int64
	Unit    string
	Details any
}

// Leaf is the content of one entry as it is hashed.
type Leaf struct {
	At      time.Time
	Actor   string
	Session string
	Action  string
	Kind    string
	ID      string
	Version int64
	Unit    string
	Prev    string // leaf hash of the previous entry about the same object, hex; "" for the first
	Sum     string // commitment to the details, hex
	State   string // commitment to what the act left in protected rows, hex; "" when it wrote none
}

// The two forms of an entry: the second has the state as its last line.
const (
	leafHead  = "plumbline/entry/v1"
	stateHead = "plumbline/entry/v2"
)

// Canonical is the text whose SHA-256 is the leaf: one field a line, in this order, so that it can
// be re-computed with a pencil and any hash program.
func (l Leaf) Canonical() []byte {
	return canonical(db.Stamp(l.At), l.Actor, l.Session, l.Action, l.Kind, l.ID, strconv.FormatInt(l.Version, 10), l.Unit, l.Prev, l.Sum, l.State)
}

var oneLine = strings.NewReplacer("\n", " ", "\r", " ")

// canonical writes the fields of an entry, the state last; without a state its line is left out.
func canonical(fields ...string) []byte {
	var b strings.Builder
	head, last := stateHead, len(fields)-1
	if fields[last] == "" {
		head, fields = leafHead, fields[:last]
	}
	b.WriteString(head + "\n")
	for _, f := range fields {
		b.WriteString(oneLine.Replace(f) + "\n")
	}
	return []byte(b.String())
}

// Hash is the leaf's SHA-256 in hex.
func (l Leaf) Hash() string { return hexSum(l.Canonical()) }

func hexSum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// Commitment hides and binds the details: SHA-256 of nonce, actor's name and body.
func Commitment(nonce, name, body string) string {
	return hexSum([]byte(nonce + "\n" + name + "\n" + body))
}

// Record takes the entry into the record of tx. Every verb ends with it. The entry is written when the
// verb has returned, before the commit, because its leaf commits to the rows as the act leaves them.
func Record(tx *db.Tx, e Entry) error {
	if e.Action == "" || e.Kind == "" {
		return fmt.Errorf("an entry needs an action and a kind, got %q and %q", e.Action, e.Kind)
	}
	body, err := json.Marshal(e.Details)
	if err != nil {
		return fmt.Errorf("details of %s: %w", e.Action, err)
	}
	if tx.Who.Label() == "" {
		return fmt.Errorf("%s has no actor: nobody acts without a who", e.Action)
	}
	p := pendingOf(tx)
	p.take(tx)
	p.entries = append(p.entries, waiting{Entry: e, body: string(body)})
	tx.Recorded()
	return nil
}

// write puts one entry into the record, with the rows that it answers for.
func (w waiting) write(tx *db.Tx, rows []print) error {
	prev, err := lastLeaf(tx, w.Kind, w.ID)
	if err != nil {
		return err
	}
	nonce := newNonce()
	l := Leaf{At: tx.Now, Actor: tx.Who.Label(), Session: tx.Who.Session, Action: w.Action, Kind: w.Kind, ID: w.ID,
		Version: w.Version, Unit: w.Unit, Prev: prev, Sum: Commitment(nonce, tx.Who.Name, w.body), State: stateOf(rows)}
	seq, err := insertEntry(tx, l)
	if err != nil {
		return err
	}
	if err := insertDetail(tx, seq, nonce, tx.Who.Name, w.body); err != nil {
		return err
	}
	return insertPrints(tx, seq, rows)
}

func newNonce() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	return hex.EncodeToString(b[:])
}
