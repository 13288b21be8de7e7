package tlog

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func newKey(t testing.TB) Key {
	t.Helper()
	k, err := NewKey("plumbline/test")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestKeyRoundTrip(t *testing.T) {
	k := newKey(t)
	same, err := ParseKey(k.Secret() + "\n")
	if err != nil || same.Public() != k.Public() || same.Origin() != "plumbline/test" {
		t.Fatalf("%v, %v", same, err)
	}
	if s := fmt.Sprintf("%v %+v %#v", k, k, k); strings.Contains(s, "PRIVATE") || strings.Contains(s, k.Secret()) {
		t.Errorf("the secret half prints: %s", s)
	}
	for _, bad := range []string{"", "x", k.Public(), strings.Replace(k.Secret(), "test", "tesu", 1)} {
		if _, err := ParseKey(bad); err == nil {
			t.Errorf("%q passed for a signing key", bad)
		}
	}
}

func TestCheckpointForm(t *testing.T) {
	k := newKey(t)
	_, trees := grow(t, 7)
	msg, err := Sign(trees[0], k)
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Split(string(msg), "\n")
	if line[0] != "plumbline/test" || line[1] != "7" || line[3] != "" || !strings.HasPrefix(line[4], "— plumbline/test ") {
		t.Errorf("not the C2SP form:\n%s", msg)
	}
	c, err := Open(msg, k.Public())
	if err != nil || c.Tree != trees[0] || c.Origin != k.Origin() {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := Open(msg, newKey(t).Public()); !errors.Is(err, ErrSignature) {
		t.Errorf("another key: %v", err)
	}
	if _, err := Open(msg, "nonsense"); !errors.Is(err, ErrKey) {
		t.Errorf("nonsense key: %v", err)
	}
}

// Every bit of a checkpoint counts, the spare bits of base64 included.
func TestCheckpointEveryBit(t *testing.T) {
	k := newKey(t)
	_, trees := grow(t, 300)
	msg, err := Sign(trees[0], k)
	if err != nil {
		t.Fatal(err)
	}
	for i := range msg {
		for bit := range 8 {
			bad := append([]byte(nil), msg...)
			bad[i] ^= 1 << bit
			if _, err := Open(bad, k.Public()); err == nil {
				t.Fatalf("byte %d bit %d flipped and still accepted:\n%s", i, bit, bad)
			}
		}
	}
	key := []byte(k.Public())
	for i := range key {
		for bit := range 8 {
			bad := append([]byte(nil), key...)
			bad[i] ^= 1 << bit
			if _, err := Open(msg, string(bad)); err == nil {
				t.Fatalf("key byte %d bit %d flipped and still accepted: %s", i, bit, bad)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	k := newKey(f)
	msg, err := Sign(Tree{Size: 3}, k)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(msg)
	f.Add([]byte("a\n1\n\n\n"))
	f.Fuzz(func(t *testing.T, msg []byte) {
		c, err := Parse(msg)
		if err == nil && !strings.HasPrefix(string(msg), c.text()+"\n") {
			t.Errorf("two spellings of one checkpoint: %q", msg)
		}
	})
}

func TestProofText(t *testing.T) {
	k := newKey(t)
	m, trees := grow(t, 300)
	msg, err := Sign(trees[0], k)
	if err != nil {
		t.Fatal(err)
	}
	path, err := ProveInclusion(300, 17, m.read)
	if err != nil {
		t.Fatal(err)
	}
	proof := FormatProof(17, path, msg)
	if err := CheckProof(proof, entry(17), k.Public()); err != nil {
		t.Error(err)
	}
	if CheckProof(proof, entry(18), k.Public()) == nil {
		t.Error("another entry is proven")
	}
	for i := range proof {
		bad := append([]byte(nil), proof...)
		bad[i] ^= 1
		if CheckProof(bad, entry(17), k.Public()) == nil {
			t.Fatalf("byte %d flipped and still proven", i)
		}
	}
}
