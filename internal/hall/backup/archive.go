package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"plumbline/internal/ground/db"
	"plumbline/internal/hall/file"
)

// The members of an archive, in this order.
const (
	headName     = "head.json"
	rowsDir      = "db"
	keysDir      = "keys"
	filesDir     = file.Folder
	manifestName = "manifest.json"
	noteName     = "manifest.note"
)

func isFile(member string) bool { return strings.HasPrefix(member, filesDir+"/") }

// chunkSize is about how much of a table stands in one member before it is packed.
const chunkSize = 1 << 20

// archive writes members and keeps their hashes.
type archive struct {
	tw      *tar.Writer
	at      time.Time
	members []Member
}

func (a *archive) stream(name string, size int64, r io.Reader) (sum string, err error) {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: a.at, Format: tar.FormatPAX}
	if err := a.tw.WriteHeader(h); err != nil {
		return "", err
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(a.tw, hash), io.LimitReader(r, size))
	if err != nil {
		return "", err
	}
	if n != size {
		return "", fmt.Errorf("%s became shorter while it was copied", name)
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	a.members = append(a.members, Member{name, size, sum})
	return sum, nil
}

func (a *archive) bytes(name string, b []byte) error {
	_, err := a.stream(name, int64(len(b)), bytes.NewReader(b))
	return err
}

func (a *archive) json(name string, v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return raw, a.bytes(name, raw)
}

// rows writes a table in packed chunks and answers how many rows it has and their fingerprint.
func (a *archive) rows(tx *db.Tx, place int, t db.Table) (Count, error) {
	c := Count{Name: t.Name}
	all := sha256.New()
	var plain, packed bytes.Buffer
	chunk := 0
	flush := func() error {
		if plain.Len() == 0 {
			return nil
		}
		chunk++
		all.Write(plain.Bytes())
		packed.Reset()
		z, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
		if err != nil {
			return err
		}
		if _, err := z.Write(plain.Bytes()); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		plain.Reset()
		return a.bytes(path.Join(tableDir(place, t.Name), fmt.Sprintf("%06d.jsonl.gz", chunk)), packed.Bytes())
	}
	err := db.Rows(tx, t, func(line []byte) error {
		c.Rows++
		plain.Write(line)
		plain.WriteByte('\n')
		if plain.Len() < chunkSize {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	c.Sum = hex.EncodeToString(all.Sum(nil))
	return c, err
}

func tableDir(place int, name string) string {
	return path.Join(rowsDir, fmt.Sprintf("%03d-%s", place+1, name))
}

// file copies one file of a folder. A file that is not there is no error but ok false.
func (a *archive) file(root *os.Root, name, member string) (sum string, ok bool, err error) {
	f, err := root.Open(name)
	if os.IsNotExist(err) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", false, err
	}
	sum, err = a.stream(member, info.Size(), f)
	return sum, err == nil, err
}
