package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"filippo.io/age"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
)

// errDamaged is a backup whose content is not what its manifest says; the age layer has found every
// change of the file itself before.
type errDamaged struct{ what string }

func (e *errDamaged) Error() string { return "the backup does not hold what it says: " + e.what }

func damagedf(format string, args ...any) error { return &errDamaged{fmt.Sprintf(format, args...)} }

// archived reads members in order and keeps their hashes.
type archived struct {
	plain io.Reader
	tr    *tar.Reader
	next  *tar.Header // the member that comes, nil before it was looked at
	body  io.Reader
	hash  hash.Hash
	seen  []Member
	ended bool
}

// open decrypts. Faults: Invalid backup.not_for_key when no identity fits, backup.not_a_backup when it
// is no age file, or damaged in its first lines.
func open(r io.Reader, ids []age.Identity) (*archived, error) {
	plain, err := age.Decrypt(r, ids...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, fault.Invalid(fault.On("identity", "backup.not_for_key"))
	case err != nil:
		return nil, fault.Invalid(fault.On("file", "backup.not_a_backup", "why", err.Error()))
	}
	return &archived{plain: plain, tr: tar.NewReader(plain)}, nil
}

// peek is the name of the member that comes, "" at the end.
func (a *archived) peek() (string, error) {
	if a.next != nil || a.ended {
		return a.name(), nil
	}
	h, err := a.tr.Next()
	if errors.Is(err, io.EOF) {
		a.ended = true
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if h.Typeflag != tar.TypeReg || h.Size < 0 {
		return "", damagedf("%s is no plain file", h.Name)
	}
	a.next, a.hash = h, sha256.New()
	a.body = io.TeeReader(a.tr, a.hash)
	return h.Name, nil
}

func (a *archived) name() string {
	if a.next == nil {
		return ""
	}
	return a.next.Name
}

// done reads the rest of the member and notes its hash.
func (a *archived) done() error {
	if _, err := io.Copy(io.Discard, a.body); err != nil {
		return err
	}
	a.seen = append(a.seen, Member{a.next.Name, a.next.Size, hex.EncodeToString(a.hash.Sum(nil))})
	a.next = nil
	return nil
}

// whole reads the member of that name, which must come now and is small.
func (a *archived) whole(name string, most int64) ([]byte, error) {
	got, err := a.peek()
	if err != nil {
		return nil, err
	}
	if got != name || a.next.Size > most {
		return nil, damagedf("%s should come and %q comes", name, got)
	}
	raw, err := io.ReadAll(a.body)
	if err != nil {
		return nil, err
	}
	return raw, a.done()
}

// mostJSON bounds head and manifest: ten million files.
const mostJSON = 2 << 30

func (a *archived) json(name string, v any) ([]byte, error) {
	raw, err := a.whole(name, mostJSON)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return nil, damagedf("%s: %v", name, err)
	}
	return raw, nil
}

// lines gives the rows of one table, over all its chunks.
func (a *archived) lines(dir string) db.Lines {
	var plain []byte
	return func() ([]byte, error) {
		for len(plain) == 0 {
			name, err := a.peek()
			if err != nil {
				return nil, err
			}
			if !strings.HasPrefix(name, dir+"/") {
				return nil, io.EOF
			}
			if plain, err = a.unpack(); err != nil {
				return nil, err
			}
		}
		end := bytes.IndexByte(plain, '\n')
		if end < 0 {
			return nil, damagedf("a row of %s has no end", dir)
		}
		line := plain[:end]
		plain = plain[end+1:]
		return line, nil
	}
}

// mostChunk bounds what a chunk may unpack to: one row is never larger.
const mostChunk = 1 << 30

func (a *archived) unpack() ([]byte, error) {
	z, err := gzip.NewReader(a.body)
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(z, mostChunk+1))
	if err != nil {
		return nil, err
	}
	if len(plain) > mostChunk {
		return nil, damagedf("%s is larger than any row", a.name())
	}
	return plain, errors.Join(z.Close(), a.done())
}

// atEnd wants nothing more to come, inside and behind.
func (a *archived) atEnd() error {
	name, err := a.peek()
	if err != nil {
		return err
	}
	if name != "" {
		return damagedf("%s should not be there", name)
	}
	_, err = io.Copy(io.Discard, a.plain)
	return err
}
