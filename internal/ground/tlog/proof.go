package tlog

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

const proofHead = "c2sp.org/tlog-proof@v1"

// ErrProof means that a text is not a proof, or proves something else.
var ErrProof = errors.New("tlog: this does not prove the entry")

// FormatProof writes an inclusion proof with its checkpoint as one text (C2SP tlog-proof).
func FormatProof(n int64, path []Hash, checkpoint []byte) []byte {
	var b bytes.Buffer
	b.WriteString(proofHead + "\nindex " + strconv.FormatInt(n, 10) + "\n")
	for _, h := range path {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
	}
	b.WriteString("\n")
	b.Write(checkpoint)
	return b.Bytes()
}

// CheckProof is nil if proof shows that the log of vkey holds entry; the error wraps [ErrProof] or
// one of those of [Open].
func CheckProof(proof, entry []byte, vkey string) error {
	head, checkpoint, ok := bytes.Cut(proof, []byte("\n\n"))
	line := strings.Split(string(head), "\n")
	if !ok || len(line) < 2 || line[0] != proofHead {
		return ErrProof
	}
	index, ok := strings.CutPrefix(line[1], "index ")
	n, err := strconv.ParseInt(index, 10, 64)
	if !ok || err != nil || strconv.FormatInt(n, 10) != index {
		return ErrProof
	}
	path := make([]Hash, 0, len(line))
	for _, s := range line[2:] {
		raw, err := base64.StdEncoding.Strict().DecodeString(s)
		if err != nil || len(raw) != HashSize {
			return ErrProof
		}
		path = append(path, Hash(raw))
	}
	c, err := Open(checkpoint, vkey)
	if err != nil {
		return err
	}
	if n < 0 || n >= c.Size || CheckInclusion(path, c.Tree, n, Leaf(entry)) != nil {
		return ErrProof
	}
	return nil
}
