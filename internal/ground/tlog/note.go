package tlog

import (
	"golang.org/x/mod/sumdb/note"
)

// SignText signs a text that is no checkpoint with the key of the log, as a C2SP signed note. Its
// first line must say what it is, so that it can never be taken for a checkpoint, whose first line is
// the log's origin.
func SignText(text string, key Key) ([]byte, error) {
	return note.Sign(&note.Note{Text: text}, key.signer)
}

// OpenText is the text of a note that the key signed; ErrKey or the reason why it did not.
func OpenText(msg []byte, vkey string) (string, error) {
	v, err := verifier(vkey)
	if err != nil {
		return "", err
	}
	n, err := note.Open(msg, note.VerifierList(v))
	if err != nil {
		return "", err
	}
	return n.Text, nil
}
