package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// mark begins every sealed text; another form would have another mark.
const mark = "seal1"

// ErrForeign is a sealed text whose key is not on the ring.
var ErrForeign = errors.New("sealed with a key that is not here")

// ErrSealed is a text that does not open: it was changed, or belongs to something else.
var ErrSealed = errors.New("the sealed text does not open")

// key is one line of the file.
type key struct {
	id   string
	text string // as it stands in the file
	aead cipher.AEAD
}

// parse reads a key as it stands in the file.
func parse(text string) (key, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) != 32 {
		return key{}, errors.New("a line is no key")
	}
	derived, err := hkdf.Key(sha256.New, raw, nil, "plumbline/keyring/v1", 32)
	if err != nil {
		return key{}, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return key{}, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return key{}, err
	}
	name := sha256.Sum256(append([]byte("plumbline/keyring/name\n"), raw...))
	return key{hex.EncodeToString(name[:6]), text, aead}, nil
}

// draw makes a new key.
func draw() (key, error) {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		return key{}, err
	}
	return parse(base64.RawURLEncoding.EncodeToString(b[:]))
}

func (k key) seal(plain, about string) string {
	nonce := make([]byte, k.aead.NonceSize(), k.aead.NonceSize()+len(plain)+k.aead.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	sealed := k.aead.Seal(nonce, nonce, []byte(plain), []byte(about))
	return mark + "." + k.id + "." + base64.RawURLEncoding.EncodeToString(sealed)
}

func (k key) open(body, about string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(body)
	n := k.aead.NonceSize()
	if err != nil || len(raw) < n {
		return "", ErrSealed
	}
	plain, err := k.aead.Open(nil, raw[:n], raw[n:], []byte(about))
	if err != nil {
		return "", ErrSealed
	}
	return string(plain), nil
}

// KeyOf is the name of the key with which a text was sealed; false for a text that is not sealed.
func KeyOf(text string) (id string, sealed bool) {
	part := strings.Split(text, ".")
	if len(part) != 3 || part[0] != mark {
		return "", false
	}
	return part[1], true
}

// Seal seals a text with the first key. about says what it belongs to: it opens with the same only.
func (r *Ring) Seal(plain, about string) string {
	r.mu.Lock()
	first := r.keys[0]
	r.mu.Unlock()
	return first.seal(plain, about)
}

// Open reads a sealed text. A key that is not on the ring is looked for once more in the file, which
// another program may have changed. ErrForeign, or ErrSealed for a text that is not what was sealed.
func (r *Ring) Open(text, about string) (string, error) {
	id, ok := KeyOf(text)
	if !ok {
		return "", ErrSealed
	}
	k, ok := r.find(id)
	if !ok {
		if err := r.Reload(); err != nil {
			return "", err
		}
		if k, ok = r.find(id); !ok {
			return "", fmt.Errorf("%w: %s", ErrForeign, id)
		}
	}
	return k.open(text[strings.LastIndexByte(text, '.')+1:], about)
}
