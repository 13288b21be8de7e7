package tlog

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Checkpoint is a statement about a log at one moment: this many entries,
// this root. Signed, it commits the signer to everything before it.
type Checkpoint struct {
	Origin string
	Tree
}

// The two ways in which a checkpoint is refused.
var (
	ErrCheckpoint = errors.New("tlog: malformed checkpoint")
	ErrSignature  = errors.New("tlog: checkpoint is not signed by this key")
)

// text is the signed part: origin, size, base64 root, each on a line.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// Sign writes tree as a checkpoint of the key's log in C2SP signed-note form.
func Sign(tree Tree, key Key) ([]byte, error) {
	c := Checkpoint{Origin: key.Origin(), Tree: tree}
	return note.Sign(&note.Note{Text: c.text()}, key.signer)
}

// Open checks a signed checkpoint against vkey. The error wraps [ErrKey],
// [ErrCheckpoint] or [ErrSignature]. Signatures of other keys (witnesses) may
// follow; they are left unjudged, but must be well formed.
func Open(msg []byte, vkey string) (Checkpoint, error) {
	v, err := verifier(vkey)
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := Parse(msg)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != v.Name() {
		return c, fmt.Errorf("%w: it is of the log %q, the key of %q", ErrSignature, c.Origin, v.Name())
	}
	if _, err := note.Open(msg, note.VerifierList(v)); err != nil {
		return c, ErrSignature
	}
	return c, nil
}

// Parse reads a checkpoint without believing it: no signature is checked. The
// error wraps [ErrCheckpoint].
func Parse(msg []byte) (Checkpoint, error) {
	body, sigs, ok := bytes.Cut(msg, []byte("\n\n"))
	line := strings.Split(string(body), "\n")
	if !ok || len(line) != 3 || line[0] == "" {
		return Checkpoint{}, ErrCheckpoint
	}
	size, err := strconv.ParseInt(line[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != line[1] {
		return Checkpoint{}, ErrCheckpoint
	}
	root, err := base64.StdEncoding.Strict().DecodeString(line[2])
	if err != nil || len(root) != HashSize {
		return Checkpoint{}, ErrCheckpoint
	}
	if !canonicalSignatures(string(sigs)) {
		return Checkpoint{}, ErrCheckpoint
	}
	return Checkpoint{Origin: line[0], Tree: Tree{Size: size, Root: Hash(root)}}, nil
}

// canonicalSignatures refuses spellings that decode to the same signature:
// base64 has two spare bits here, and a flipped spare bit must not pass.
func canonicalSignatures(s string) bool {
	body, ok := strings.CutSuffix(s, "\n")
	if !ok {
		return false
	}
	for line := range strings.SplitSeq(body, "\n") {
		field := strings.Split(line, " ")
		if len(field) != 3 || field[0] != "—" {
			return false
		}
		raw, err := base64.StdEncoding.Strict().DecodeString(field[2])
		if err != nil || base64.StdEncoding.EncodeToString(raw) != field[2] {
			return false
		}
	}
	return true
}
