package audit

import (
	"strconv"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
)

// Row is an entry as it lies in the store: the columns as text, exactly as read, so that a column
// that was tampered with is compared and not interpreted.
type Row struct {
	Seq     int64
	At      string
	Actor   string
	Session string
	Action  string
	Kind    string
	ID      string
	Version string
	Unit    string
	Prev    string
	Sum     string
	Leaf    string // the hash stored beside the columns
	State   string // commitment to the protected rows that the act wrote
	Index   int64  // leaf number in the sealed tree, -1 before sealing
	Detail  bool   // the details exist
	Nonce   string
	Name    string // the actor's name at the time
	Body    string // details as JSON
}

// Time is when the act was recorded; the zero time if the column is unreadable.
func (r Row) Time() time.Time {
	t, err := db.ReadStamp(r.At)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Canonical is the text that the stored columns give.
func (r Row) Canonical() []byte {
	return canonical(r.At, r.Actor, r.Session, r.Action, r.Kind, r.ID, r.Version, r.Unit, r.Prev, r.Sum, r.State)
}

// Hash is the leaf hash recomputed from the stored columns, in hex.
func (r Row) Hash() string { return hexSum(r.Canonical()) }

// leaf is the entry's hash in the tree.
func (r Row) leaf() tlog.Hash { return tlog.Leaf(r.Canonical()) }

// own checks what the row says of itself: columns against leaf, details against commitment.
func (r Row) own() Fault {
	switch {
	case r.Hash() != r.Leaf:
		return LeafChanged
	case !r.Detail:
		return DetailGone
	case Commitment(r.Nonce, r.Name, r.Body) != r.Sum:
		return DetailChanged
	}
	return ""
}

// VersionNumber is the object's version after the act; 0 if the column is unreadable.
func (r Row) VersionNumber() int64 {
	n, err := strconv.ParseInt(r.Version, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Fault says what is wrong with an entry or with the record. The sentence is the words key
// "audit.fault." and the fault; the kinds of ground/tlog have theirs beside them.
type Fault string

// What a check of the record can find.
const (
	LeafChanged       Fault = "leaf_changed"       // the columns do not give the leaf hash
	DetailChanged     Fault = "detail_changed"     // name or details do not give the commitment
	DetailGone        Fault = "detail_gone"        // the details are missing
	PrevBroken        Fault = "prev_broken"        // the entry that this one follows does not exist
	Unplaced          Fault = "unplaced"           // an entry among sealed ones that was never sealed
	IndexGap          Fault = "index_gap"          // a sealed leaf number has no entry
	OutOfOrder        Fault = "out_of_order"       // leaf numbers and sequence numbers disagree
	NotInTree         Fault = "not_in_tree"        // the entry is not proven by the last checkpoint
	NodeChanged       Fault = "node_changed"       // a stored hash of the tree is wrong or missing
	CheckpointBad     Fault = "checkpoint_bad"     // a checkpoint is not signed by this house's key
	CheckpointForked  Fault = "checkpoint_forked"  // a checkpoint does not fit the entries
	CheckpointMissing Fault = "checkpoint_missing" // entries were sealed and no checkpoint covers them
	StateChanged      Fault = "state_changed"      // the fingerprints of the act's rows do not give its state
	RowChanged        Fault = "row_changed"        // a row was changed past the application
	RowInserted       Fault = "row_inserted"       // a row was inserted past the application
	RowGone           Fault = "row_gone"           // a row was deleted past the application
	OneHand           Fault = "one_hand"           // one person did two acts that need two
	AdminActed        Fault = "admin_acted"        // an administrator did business
	GrantAlone        Fault = "grant_alone"        // an administrator's role was granted without a second person
	ClosedAlone       Fault = "closed_alone"       // an item was closed without the approval of a second person
	WitnessAlone      Fault = "witness_alone"      // a witness was ended without the approval of a second person
	Ghost             Fault = "ghost"              // somebody acted whose account nobody made
	Disabled          Fault = "disabled"           // somebody acted through a disabled account
	NotCosigned       Fault = "not_cosigned"       // fewer witnesses than wanted cosigned the checkpoint
	AdoptedAgain      Fault = "adopted_again"      // a table was taken over a second time as it stood
	BadSchema         Fault = "bad_schema"         // an entry is not in the form of an entry
	TextDiffers       Fault = "text_differs"       // the readable copy is not the sealed entry
)

// Finding is one fault and where it is. Index and Seq are -1 where they do not apply.
type Finding struct {
	Fault Fault
	File  string // of an export
	Table string // of a protected row
	Row   string // its key
	Seq   int64
	Index int64
	Last  int64 // end of a range of leaf numbers; equal to Index for one
}
