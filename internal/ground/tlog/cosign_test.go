package tlog

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

func witnessKey(t testing.TB, name string) WitnessKey {
	t.Helper()
	k, err := NewWitnessKey(name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signedTree(t testing.TB, size int) ([]byte, Key) {
	t.Helper()
	k := newKey(t)
	_, trees := grow(t, size)
	msg, err := Sign(trees[0], k)
	if err != nil {
		t.Fatal(err)
	}
	return msg, k
}

var moment = time.Unix(1_781_744_400, 0)

func TestCosign(t *testing.T) {
	msg, k := signedTree(t, 7)
	w, other := witnessKey(t, "witness.example/upper"), witnessKey(t, "witness.example/peer")
	line, err := w.Cosign(msg, moment)
	if err != nil {
		t.Fatal(err)
	}
	both := AddLines(AddLines(msg, line), line)
	if bytes.Count(both, line) != 1 {
		t.Error("a line stands twice")
	}
	got, err := Cosignatures(both, w.Public(), other.Public())
	if err != nil || len(got) != 1 || got[0].Name != w.Name() || !got[0].At.Equal(moment) || !bytes.Equal(got[0].Line, line) {
		t.Errorf("%+v, %v", got, err)
	}
	if c, err := Open(both, k.Public()); err != nil || c.Size != 7 {
		t.Errorf("the log's own signature no longer opens: %v", err)
	}
	again, err := ParseWitnessKey(w.Secret() + "\n")
	if err != nil || again.Public() != w.Public() || strings.Contains(w.String(), "PRIVATE") {
		t.Errorf("key read again: %v, %v", again, err)
	}
	// The note library of others accepts it with the verifier of the public text.
	v, err := witness(w.Public())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := note.Open(both, note.VerifierList(v)); err != nil || len(n.Sigs) != 1 {
		t.Errorf("note.Open: %v", err)
	}
}

// Line and key have the sizes and the type byte that C2SP tlog-cosignature lays down.
func TestCosignFormat(t *testing.T) {
	w := witnessKey(t, "witness.example.com/w1")
	msg, _ := signedTree(t, 3)
	line, err := w.Cosign(msg, moment)
	if err != nil {
		t.Fatal(err)
	}
	f := strings.Fields(string(line))
	raw, err := base64.StdEncoding.DecodeString(f[2])
	if err != nil || f[0] != "—" || f[1] != w.Name() || len(raw) != 4+8+64 {
		t.Errorf("%q, %d bytes", line, len(raw))
	}
	part := strings.SplitN(w.Public(), "+", 3)
	key, err := base64.StdEncoding.DecodeString(part[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		t.Errorf("vkey %q", w.Public())
	}
}

// Every flipped bit of the cosigned text or of the line makes the cosignature void; so do another
// key and another log.
func TestCosignEveryByte(t *testing.T) {
	msg, _ := signedTree(t, 5)
	w := witnessKey(t, "w")
	line, _ := w.Cosign(msg, moment)
	both := AddLines(msg, line)
	body, _ := bodyOf(msg)
	for i := range both {
		if i >= len(body) && i < len(msg) {
			continue // the log's own signature is not what the witness states
		}
		for _, bit := range []byte{1, 16} {
			both[i] ^= bit
			if got, err := Cosignatures(both, w.Public()); err == nil && len(got) > 0 {
				t.Fatalf("byte %d: not noticed", i)
			}
			both[i] ^= bit
		}
	}
	if got, err := Cosignatures(both, w.Public()); err != nil || len(got) != 1 {
		t.Fatalf("restored, yet %v %v", got, err)
	}
	for _, bad := range []string{"", "x", w.Name() + "+00000000+" + strings.SplitN(w.Public(), "+", 3)[2], newKey(t).Public()} {
		if _, err := Cosignatures(both, bad); !errors.Is(err, ErrKey) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, bad := range []string{"", "PRIVATE+KEY+w", newKey(t).Secret(), strings.Replace(w.Secret(), "+w+", "+v+", 1)} {
		if _, err := ParseWitnessKey(bad); err == nil {
			t.Errorf("%q was taken for a witness key", bad)
		}
	}
	if _, err := NewWitnessKey("a b"); err == nil {
		t.Error("a name with a space")
	}
}

func TestSubmission(t *testing.T) {
	m, trees := grow(t, 9)
	k := newKey(t)
	msg, err := Sign(trees[0], k)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := ProveConsistency(4, trees[0].Size, m.read)
	if err != nil {
		t.Fatal(err)
	}
	text := Submission{Old: 4, Proof: proof, Checkpoint: msg}.Text()
	s, c, err := ParseSubmission(text)
	if err != nil || s.Old != 4 || len(s.Proof) != len(proof) || !bytes.Equal(s.Checkpoint, msg) || c.Tree != trees[0] {
		t.Fatalf("%+v, %v", s, err)
	}
	for name, bad := range map[string]string{
		"empty":          "",
		"no old":         strings.Replace(string(text), "old 4", "4", 1),
		"leading zero":   strings.Replace(string(text), "old 4", "old 04", 1),
		"negative":       strings.Replace(string(text), "old 4", "old -4", 1),
		"no empty line":  strings.Replace(string(text), "\n\n", "\n", 1),
		"short hash":     strings.Replace(string(text), "old 4\n", "old 4\nAAAA\n", 1),
		"64 hashes":      strings.Replace(string(text), "old 4\n", "old 4\n"+strings.Repeat("PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n", 64), 1),
		"cut":            string(text[:len(text)-1]),
		"carriage ret":   strings.ReplaceAll(string(text), "\n", "\r\n"),
		"too long":       string(text) + strings.Repeat("— x AAAAAAAA\n", 2000),
		"nothing signed": "old 0\n\nx\n1\n",
	} {
		if _, _, err := ParseSubmission([]byte(bad)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzParseSubmission(f *testing.F) {
	msg, _ := signedTree(f, 3)
	f.Add(Submission{Checkpoint: msg}.Text())
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, _, err := ParseSubmission(text); err == nil && !bytes.Equal(s.Text(), text) {
			t.Errorf("%q reads as %q", text, s.Text())
		}
	})
}
