package tlog

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/mod/sumdb/note"
)

// A witness states with its own key that, at a time, a checkpoint was the largest it had seen of a log
// and extended everything it had seen before (C2SP tlog-cosignature, cosignature/v1, Ed25519).
const (
	cosignKind = 0x04 // signature type of cosignature/v1 in keys of signed notes
	cosignSize = 8 + ed25519.SignatureSize
	keyHead    = "PRIVATE+KEY+"
)

// WitnessKey cosigns checkpoints. It prints as its public half.
type WitnessKey struct {
	name string
	key  ed25519.PrivateKey
}

// NewWitnessKey makes a key for a witness called name, which may hold neither spaces nor plus signs.
// A key serves one witness only: the signed text does not name it.
func NewWitnessKey(name string) (WitnessKey, error) {
	if !plainName(name) {
		return WitnessKey{}, fmt.Errorf("%w: a name has neither spaces nor plus signs", ErrKey)
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return WitnessKey{name, key}, err
}

func plainName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' || r == unicode.ReplacementChar
	})
}

// ParseWitnessKey reads the text that [WitnessKey.Secret] returned.
func ParseWitnessKey(secret string) (WitnessKey, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(secret), keyHead)
	part := strings.SplitN(rest, "+", 3)
	if !ok || len(part) != 3 {
		return WitnessKey{}, errors.New("tlog: malformed witness key")
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(part[2])
	if err != nil || len(raw) != 1+ed25519.SeedSize || raw[0] != cosignKind {
		return WitnessKey{}, errors.New("tlog: malformed witness key")
	}
	k := WitnessKey{part[0], ed25519.NewKeyFromSeed(raw[1:])}
	if !plainName(k.name) || part[1] != fmt.Sprintf("%08x", k.id()) {
		return WitnessKey{}, errors.New("tlog: malformed witness key")
	}
	return k, nil
}

func (k WitnessKey) public() ed25519.PublicKey { return k.key.Public().(ed25519.PublicKey) }
func (k WitnessKey) id() uint32                { return cosignID(k.name, k.public()) }

// Name is the witness's name.
func (k WitnessKey) Name() string { return k.name }

// Public is the verifier key ("vkey") of the witness.
func (k WitnessKey) Public() string {
	return fmt.Sprintf("%s+%08x+%s", k.name, k.id(), base64.StdEncoding.EncodeToString(append([]byte{cosignKind}, k.public()...)))
}

// Secret is the signing key in one line. Store it with mode 0600.
func (k WitnessKey) Secret() string {
	return fmt.Sprintf("%s%s+%08x+%s", keyHead, k.name, k.id(), base64.StdEncoding.EncodeToString(append([]byte{cosignKind}, k.key.Seed()...)))
}

// String and GoString keep the secret half out of logs.
func (k WitnessKey) String() string   { return k.Public() }
func (k WitnessKey) GoString() string { return k.Public() }

// Cosign is the signature line over the text of a checkpoint at that time. The caller has checked that
// the checkpoint extends all that this witness has seen.
func (k WitnessKey) Cosign(checkpoint []byte, at time.Time) ([]byte, error) {
	body, err := bodyOf(checkpoint)
	if err != nil {
		return nil, err
	}
	sig := binary.BigEndian.AppendUint32(nil, k.id())
	sig = binary.BigEndian.AppendUint64(sig, uint64(at.Unix()))
	sig = append(sig, ed25519.Sign(k.key, cosigned(body, at.Unix()))...)
	return []byte("— " + k.name + " " + base64.StdEncoding.EncodeToString(sig) + "\n"), nil
}

func cosigned(body []byte, at int64) []byte {
	return append([]byte("cosignature/v1\ntime "+strconv.FormatInt(at, 10)+"\n"), body...)
}

func cosignID(name string, pub ed25519.PublicKey) uint32 {
	h := sha256.Sum256(append([]byte(name+"\n"+string(rune(cosignKind))), pub...))
	return binary.BigEndian.Uint32(h[:])
}

// bodyOf is the signed part of a checkpoint, with its last line feed.
func bodyOf(msg []byte) ([]byte, error) {
	if _, err := Parse(msg); err != nil {
		return nil, err
	}
	return msg[:bytes.Index(msg, []byte("\n\n"))+1], nil
}

// cosigner checks cosignatures of one witness.
type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

var _ note.Verifier = cosigner{}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.id }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != cosignSize {
		return false
	}
	at := binary.BigEndian.Uint64(sig)
	return at < 1<<63 && ed25519.Verify(c.key, cosigned(msg, int64(at)), sig[8:])
}

func witness(vkey string) (cosigner, error) {
	part := strings.SplitN(strings.TrimSpace(vkey), "+", 3)
	if len(part) != 3 || !plainName(part[0]) {
		return cosigner{}, ErrKey
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(part[2])
	if err != nil || len(raw) != 1+ed25519.PublicKeySize || raw[0] != cosignKind {
		return cosigner{}, ErrKey
	}
	c := cosigner{name: part[0], key: raw[1:]}
	if c.id = cosignID(c.name, c.key); fmt.Sprintf("%08x", c.id) != part[1] {
		return cosigner{}, ErrKey
	}
	return c, nil
}

// WitnessName is the name in a witness's public key; the error wraps [ErrKey].
func WitnessName(vkey string) (string, error) {
	c, err := witness(vkey)
	return c.name, err
}

// Cosignature is a valid statement of a witness about a checkpoint.
type Cosignature struct {
	Name string
	At   time.Time
	Line []byte // the signature line as it stands in the note
}

// Cosignatures checks which of the witnesses cosigned a checkpoint; one for each that did, in the order
// of the keys. Signatures of others are left alone. The error wraps [ErrKey] or [ErrCheckpoint].
func Cosignatures(msg []byte, vkeys ...string) ([]Cosignature, error) {
	body, err := bodyOf(msg)
	if err != nil {
		return nil, err
	}
	lines := bytes.SplitAfter(msg[len(body)+1:], []byte("\n"))
	var out []Cosignature
	for _, vkey := range vkeys {
		w, err := witness(vkey)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			if at, ok := w.signed(body, line); ok {
				out = append(out, Cosignature{Name: w.name, At: at, Line: line})
				break
			}
		}
	}
	return out, nil
}

// signed tells whether a signature line is this witness's over body, and when it was made.
func (c cosigner) signed(body, line []byte) (time.Time, bool) {
	f := strings.Split(strings.TrimSuffix(string(line), "\n"), " ")
	if len(f) != 3 || f[0] != "—" || f[1] != c.name {
		return time.Time{}, false
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(f[2])
	if err != nil || len(raw) != 4+cosignSize || binary.BigEndian.Uint32(raw) != c.id || !c.Verify(body, raw[4:]) {
		return time.Time{}, false
	}
	return time.Unix(int64(binary.BigEndian.Uint64(raw[4:])), 0), true
}

// AddLines appends signature lines to a checkpoint, each once.
func AddLines(msg []byte, lines ...[]byte) []byte {
	out := bytes.Clone(msg)
	for _, l := range lines {
		if !bytes.Contains(out, l) {
			out = append(out, l...)
		}
	}
	return out
}
