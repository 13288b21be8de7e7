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
}

const leafHead = "plumbline/entry/v1"

// Canonical is the text whose SHA-256 is the leaf: one field a line, in this order, so that it can
// be re-computed with a pencil and any hash program.
func (l Leaf) Canonical() []byte {
	return canonical(db.Stamp(l.At), l.Actor, l.Session, l.Action, l.Kind, l.ID, strconv.FormatInt(l.Version, 10), l.Unit, l.Prev, l.Sum)
}

var oneLine = strings.NewReplacer("\n", " ", "\r", " ")

func canonical(fields ...string) []byte {
	var b strings.Builder
	b.WriteString(leafHead + "\n")
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

// Record writes the entry in tx. Every verb ends with it.
func Record(tx *db.Tx, e Entry) error {
	if e.Action == "" || e.Kind == "" {
		return fmt.Errorf("an entry needs an action and a kind, got %q and %q", e.Action, e.Kind)
	}
	body, err := json.Marshal(e.Details)
	if err != nil {
		return fmt.Errorf("details of %s: %w", e.Action, err)
	}
	prev, err := lastLeaf(tx, e.Kind, e.ID)
	if err != nil {
		return err
	}
	nonce := newNonce()
	l := Leaf{At: tx.Now, Actor: tx.Who.Label(), Session: tx.Who.Session, Action: e.Action, Kind: e.Kind, ID: e.ID,
		Version: e.Version, Unit: e.Unit, Prev: prev, Sum: Commitment(nonce, tx.Who.Name, string(body))}
	if l.Actor == "" {
		return fmt.Errorf("%s has no actor: nobody acts without a who", e.Action)
	}
	seq, err := insertEntry(tx, l)
	if err != nil {
		return err
	}
	if err := insertDetail(tx, seq, nonce, tx.Who.Name, string(body)); err != nil {
		return err
	}
	tx.Recorded()
	return nil
}

func newNonce() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	return hex.EncodeToString(b[:])
}
