package tlog

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Key signs checkpoints. Its name is the origin of the log. It prints as its
// public half.
type Key struct {
	secret string
	public string
	signer note.Signer
}

// NewKey makes a key for a log called origin, which may hold neither spaces
// nor plus signs.
func NewKey(origin string) (Key, error) {
	secret, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return Key{}, err
	}
	return ParseKey(secret)
}

// ParseKey reads the text that [Key.Secret] returned.
func ParseKey(secret string) (Key, error) {
	secret = strings.TrimSpace(secret)
	signer, err := note.NewSigner(secret)
	if err != nil {
		return Key{}, errors.New("tlog: malformed signing key")
	}
	// PRIVATE+KEY+name+hash+base64(algorithm byte, 32-byte seed)
	part := strings.SplitN(secret, "+", 5)
	raw, err := base64.StdEncoding.DecodeString(part[len(part)-1])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return Key{}, errors.New("tlog: malformed signing key")
	}
	pub := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	public, err := note.NewEd25519VerifierKey(signer.Name(), pub)
	if err != nil {
		return Key{}, err
	}
	return Key{secret: secret, public: public, signer: signer}, nil
}

// Origin names the log that the key speaks for.
func (k Key) Origin() string { return k.signer.Name() }

// Public is the verifier key ("vkey"): name, key hash and key in one line.
func (k Key) Public() string { return k.public }

// Secret is the signing key ("skey") in one line. Store it with mode 0600.
func (k Key) Secret() string { return k.secret }

// String keeps the secret half out of logs.
func (k Key) String() string { return k.public }

// GoString keeps the secret half out of %#v.
func (k Key) GoString() string { return k.public }

// verifier reads a vkey in its one canonical spelling.
func verifier(vkey string) (note.Verifier, error) {
	vkey = strings.TrimSpace(vkey)
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, ErrKey
	}
	part := strings.SplitN(vkey, "+", 3)
	raw, err := base64.StdEncoding.DecodeString(part[2])
	if err != nil || len(raw) != 1+ed25519.PublicKeySize {
		return nil, ErrKey
	}
	same, err := note.NewEd25519VerifierKey(v.Name(), ed25519.PublicKey(raw[1:]))
	if err != nil || same != vkey {
		return nil, ErrKey
	}
	return v, nil
}

// ErrKey means that a text is not a public key of this kind.
var ErrKey = errors.New("tlog: malformed public key")

// CheckKey is nil if vkey is a well-formed public key, else [ErrKey].
func CheckKey(vkey string) error {
	_, err := verifier(vkey)
	return err
}
