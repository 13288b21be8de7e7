package search

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/cut"
	"plumbline/internal/ground/db"
)

// Doc is one thing that can be found.
type Doc struct {
	Kind   Kind
	ID     string // of the thing, in its room
	Number string // the label people know it by: WT-26-0147
	Title  string
	Body   string // shown in part around the hit; cut at mostBody characters
	Extra  string // found but not shown: former numbers, initials of a reading
	// Holder is the thing on whose page this one is shown, where it has no page of its own: the
	// inspection of a paper, the pack of a check point.
	Holder string
	// Unit is the unit to which the thing belongs and Ord its tree number. Without a unit the thing
	// is open to everybody who holds the kind's right anywhere, such as a check point.
	Unit string
	Ord  int64
	// Readers are persons who may see it beside the unit's readers: the team of an inspection.
	Readers []string
	State   string // words key of its state, such as rectify.state.working
	Done    bool   // it is finished
	Due     clock.Day
	Day     clock.Day // when it came into being
}

const mostBody = 2000

// Put makes or renews the entry of a thing, in the transaction of the act that changed it. Calling
// it again with nothing changed writes nothing.
func Put(tx *db.Tx, d Doc) error {
	if err := d.Kind.check(); err != nil {
		return err
	}
	d.Body = clip(d.Body, mostBody)
	slices.Sort(d.Readers)
	above, err := unitsAbove(tx, d.Unit)
	if err != nil {
		return err
	}
	sum := d.sum(above)
	old, err := loadRow(tx, d.Kind, d.ID)
	switch {
	case err != nil:
		return err
	case old.row == 0:
		return d.insert(tx, sum, above)
	case old.sum != sum:
		return d.replace(tx, old.row, sum, above)
	case old.light != d.light():
		return updateLight(tx, old.row, d)
	}
	return nil
}

func (d Doc) insert(tx *db.Tx, sum string, above []string) error {
	row, err := insertDoc(tx, d, sum)
	if err != nil {
		return err
	}
	return writeGrams(tx, row, d.tokens(above))
}

func (d Doc) replace(tx *db.Tx, row int64, sum string, above []string) error {
	if err := updateDoc(tx, row, d, sum); err != nil {
		return err
	}
	if err := dropGrams(tx, row); err != nil {
		return err
	}
	return writeGrams(tx, row, d.tokens(above))
}

// Remove takes a thing out of the index; removing what is not there is no error.
func Remove(tx *db.Tx, kind Kind, id string) error {
	if err := kind.check(); err != nil {
		return err
	}
	old, err := loadRow(tx, kind, id)
	if err != nil || old.row == 0 {
		return err
	}
	if err := dropGrams(tx, old.row); err != nil {
		return err
	}
	return deleteDoc(tx, old.row)
}

// Drop takes everything of a kind out of the index that is shown on the holder's page.
func Drop(tx *db.Tx, kind Kind, holder string) error {
	refs, err := refsOfHolder(tx, kind, holder)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		if err := Remove(tx, kind, ref); err != nil {
			return err
		}
	}
	return nil
}

// Renumbered renews the entries of units whose place in the tree has changed.
func Renumbered(tx *db.Tx, units []string) error {
	for _, unit := range units {
		docs, err := docsOfUnit(tx, unit)
		if err != nil {
			return err
		}
		if len(docs) == 0 {
			continue
		}
		ord, err := unitOrd(tx, unit)
		if err != nil {
			return err
		}
		for _, d := range docs {
			d.Ord = ord
			if err := Put(tx, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// tokens is everything under which the document is found, in order.
func (d Doc) tokens(above []string) []string {
	t := cut.Bigrams(strings.Join([]string{d.Number, d.Title, d.Body, d.Extra}, "\n"))
	t = append(t, d.Kind.token())
	if d.Unit == "" {
		t = append(t, openToken)
	}
	for _, u := range above {
		t = append(t, unitToken(u))
	}
	for _, p := range d.Readers {
		t = append(t, readerToken(p))
	}
	return t
}

// The long tokens; ids are letters and digits.
const openToken = "openall"

func unitToken(id string) string   { return "unit" + id }
func readerToken(id string) string { return "reader" + id }

// sum changes exactly when the index must be written anew.
func (d Doc) sum(above []string) string {
	h := sha256.New()
	for _, s := range []string{d.Number, d.Title, d.Body, d.Extra, d.Unit, strings.Join(above, " "), strings.Join(d.Readers, " ")} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// light is what can change without touching the index.
type light struct {
	ord        int64
	holder     string
	state      string
	done       bool
	due, start clock.Day
}

func (d Doc) light() light { return light{d.Ord, d.Holder, d.State, d.Done, d.Due, d.Day} }

func clip(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}
