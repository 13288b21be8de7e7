package tlog

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

// Submission is what a log hands to a witness: the checkpoint to cosign and the proof that it extends
// the one of size Old that the witness knows (C2SP tlog-witness, body of add-checkpoint). As a file on a
// USB stick it is the same text.
type Submission struct {
	Old        int64
	Proof      []Hash
	Checkpoint []byte
}

// mostProof is how many hashes a proof may have; a tree of 2^62 leaves needs no more.
const mostProof = 63

// MaxSubmission is the longest text of a submission that is read.
const MaxSubmission = 16 << 10

// ErrSubmission means that a text is not a submission.
var ErrSubmission = errors.New("tlog: malformed submission")

// Text is the submission as it is sent.
func (s Submission) Text() []byte {
	var b bytes.Buffer
	b.WriteString("old " + strconv.FormatInt(s.Old, 10) + "\n")
	for _, h := range s.Proof {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
	}
	b.WriteString("\n")
	b.Write(s.Checkpoint)
	return b.Bytes()
}

// ParseSubmission reads what [Submission.Text] wrote, in that one spelling. The error wraps
// [ErrSubmission] or [ErrCheckpoint]. Nothing is believed: no signature, no proof.
func ParseSubmission(text []byte) (Submission, Checkpoint, error) {
	head, checkpoint, ok := bytes.Cut(text, []byte("\n\n"))
	line := strings.Split(string(head), "\n")
	old, okOld := strings.CutPrefix(line[0], "old ")
	if !ok || !okOld || len(line)-1 > mostProof || len(text) > MaxSubmission {
		return Submission{}, Checkpoint{}, ErrSubmission
	}
	s := Submission{Checkpoint: checkpoint}
	var err error
	if s.Old, err = strconv.ParseInt(old, 10, 64); err != nil || s.Old < 0 || strconv.FormatInt(s.Old, 10) != old {
		return s, Checkpoint{}, ErrSubmission
	}
	for _, l := range line[1:] {
		raw, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(raw) != HashSize || base64.StdEncoding.EncodeToString(raw) != l {
			return s, Checkpoint{}, ErrSubmission
		}
		s.Proof = append(s.Proof, Hash(raw))
	}
	c, err := Parse(checkpoint)
	return s, c, err
}
