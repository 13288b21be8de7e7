package ballot

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/disk"
)

// A code is twelve letters in three groups: the first three name the poll, the other nine are the
// secret (45 random bits; guesses are held up at the door).
const (
	letters    = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // without I, L, O, U
	markSize   = 3
	secretSize = 9
	codeSize   = markSize + secretSize
)

func random(n int) string {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	for i := range b {
		b[i] = letters[b[i]&31]
	}
	return string(b)
}

// Shown is a code as it is printed: 7KP-3M9Q… in groups of four.
func Shown(code string) string {
	var out []string
	for len(code) > 4 {
		out, code = append(out, code[:4]), code[4:]
	}
	return strings.Join(append(out, code), "-")
}

var alike = strings.NewReplacer("O", "0", "I", "1", "L", "1")

// tidy reads a code as people type it; false when it cannot be one.
func tidy(typed string) (mark, secret string, ok bool) {
	s := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '－' || r == '　' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	s = alike.Replace(s)
	if len(s) != codeSize || strings.Trim(s, letters) != "" {
		return "", "", false
	}
	return s[:markSize], s[markSize:], true
}

const keyFile = "ballot.key"

// mac is what is kept of a token: without the key, which is not in the database, nobody can try codes
// against the roll.
func (h *Hall) mac(p PollID, secret string) (string, error) {
	key, err := h.secret()
	if err != nil {
		return "", err
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte("plumbline/ballot/v1\n" + string(p) + "\n" + secret))
	return hex.EncodeToString(m.Sum(nil)[:16]), nil
}

// secret is the key of the data folder; the first call of a house makes it.
func (h *Hall) secret() ([]byte, error) {
	h.once.Lock()
	defer h.once.Unlock()
	if h.key != nil {
		return h.key, nil
	}
	file := filepath.Join(h.dir, keyFile)
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		raw, err = makeKey(file)
	}
	if err != nil {
		return nil, &db.ErrPlace{Sentence: "the key of the ballots, " + file + ", cannot be read or made: " + err.Error()}
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(raw)))
	if err != nil || len(key) != 32 {
		return nil, &db.ErrPlace{Sentence: file + " is not a key of ballots; move it away, and slips that were not used must be given out anew"}
	}
	h.key = key
	return key, nil
}

func makeKey(file string) ([]byte, error) {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a working system
	}
	text := []byte(hex.EncodeToString(b[:]) + "\n")
	f, err := os.CreateTemp(filepath.Dir(file), "."+keyFile+"-*") // mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name()) // gone already when all went well
	if _, err := f.Write(text); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	// A link fails when another process was first; then its key counts.
	if err := os.Link(f.Name(), file); err != nil {
		return os.ReadFile(file)
	}
	if err := disk.SyncDir(filepath.Dir(file)); err != nil {
		return nil, fmt.Errorf("syncing the data folder: %w", err)
	}
	return text, nil
}
