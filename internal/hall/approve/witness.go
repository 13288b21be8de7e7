package approve

import (
	"strconv"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/hall/audit"
)

// A house is weaker in proof when it ends a witness, or wants fewer of them: both are transition 15.
const (
	kindWitness = "witness"
	quorum      = "quorum"
)

// AskEndWitness asks that a witness is not asked any more. Failures: those of audit.WitnessToEnd and
// audit.WitnessReason, and of Ask.
func AskEndWitness(tx *db.Tx, id, reason string) (*Request, error) {
	w, err := audit.WitnessToEnd(tx, id)
	if err != nil {
		return nil, err
	}
	if err := audit.WitnessReason(reason); err != nil {
		return nil, err
	}
	c, err := endContent(tx, w)
	if err != nil {
		return nil, err
	}
	return Ask(tx, NewRequest{Content: c, Label: w.Name, Title: w.Holder, Reason: reason, Link: "/audit/witness"})
}

// AskQuorum asks that fewer witnesses suffice. fault.Invalid for a number that does not fit; Conflict
// "audit.witness.need_alone" for one that is not smaller, which takes nobody else.
func AskQuorum(tx *db.Tx, need int, reason string) (*Request, error) {
	now, asked, err := audit.Quorum(tx)
	if err != nil {
		return nil, err
	}
	if err := audit.QuorumFits(need, asked); err != nil {
		return nil, err
	}
	if need >= now {
		return nil, fault.Conflict("audit.witness.need_alone")
	}
	if err := audit.WitnessReason(reason); err != nil {
		return nil, err
	}
	return Ask(tx, NewRequest{Content: quorumContent(now, need, asked), Label: strconv.Itoa(need), Title: strconv.Itoa(now) + " → " + strconv.Itoa(need), Reason: reason, Link: "/audit/witness"})
}

func stays(name, v, as string) Field { return Field{Name: name, Before: v, After: v, As: as} }

// endContent is the witness as the two sign it, and how many are left: another witness that ends
// meanwhile makes it another question.
func endContent(tx *db.Tx, w audit.Witness) (Content, error) {
	need, asked, err := audit.Quorum(tx)
	if err != nil {
		return Content{}, err
	}
	state := func(w audit.Witness) string {
		if w.Active() {
			return "approve.witness.asked"
		}
		return "audit.witness.state.ended"
	}
	return Content{Code: EndWitness, Kind: kindWitness, Object: w.ID, Fields: []Field{
		{Name: "approve.witness.state", Before: state(w), After: "audit.witness.state.ended", As: AsWord},
		{Name: "approve.witness.count", Before: strconv.Itoa(asked), After: strconv.Itoa(asked - 1)},
		stays("approve.witness.holder", w.Holder, AsText),
		stays("approve.witness.name", w.Name, AsText),
		stays("approve.witness.way", "audit.witness.kind."+w.Kind, AsWord),
		stays("approve.witness.need", strconv.Itoa(need), AsText),
		stays("approve.witness.key", w.Key, AsHash),
	}}, nil
}

func quorumContent(now, need, asked int) Content {
	return Content{Code: EndWitness, Kind: kindWitness, Object: quorum, Fields: []Field{
		{Name: "approve.witness.need", Before: strconv.Itoa(now), After: strconv.Itoa(need)},
		stays("approve.witness.count", strconv.Itoa(asked), AsText),
	}}
}

// wanted is the number that a request about the quorum asks for.
func wanted(r *Request) int {
	for _, f := range r.Fields {
		if f.Name == "approve.witness.need" {
			n, _ := strconv.Atoi(f.After) // bound by the hash like the rest
			return n
		}
	}
	return 0
}

// WitnessContent is what the request asks for, as it would be asked for now.
func WitnessContent(tx *db.Tx, r *Request) (Content, error) {
	if r.Object == quorum {
		now, asked, err := audit.Quorum(tx)
		return quorumContent(now, wanted(r), asked), err
	}
	w, err := audit.WitnessToEnd(tx, r.Object)
	if err != nil {
		return Content{}, err
	}
	return endContent(tx, w)
}

// DecideWitness is the second person's yes or no; yes ends the witness, or lets fewer suffice.
func DecideWitness(tx *db.Tx, r *Request, d Decision) error {
	now, err := WitnessContent(tx, r)
	if err != nil {
		return err
	}
	ok, err := Decide(tx, r.ID, d, now)
	if err != nil || !d.Yes {
		return err
	}
	if err := ok.For(tx, EndWitness, kindWitness, r.Object); err != nil {
		return err
	}
	reasons := []string{r.Reason, d.Reason}
	if r.Object == quorum {
		return audit.LowerQuorumAgreed(tx, wanted(r), reasons)
	}
	return audit.EndWitnessAgreed(tx, r.Object, reasons)
}
