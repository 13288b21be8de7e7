package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/keyring"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/file"
)

// Source is the house that is copied: its database, open, and its data folder.
type Source struct {
	DB      *db.DB
	Data    string
	Program string // version, for the manifest
	// Secrets is the file with the keys that seal stored secrets, "" for the one in Data.
	Secrets string
	// Drill is the file of the drill's own key, "" for the one in Data: then whoever takes the folder
	// can open the backups beside it.
	Drill string
}

func (s Source) secrets() string {
	if s.Secrets != "" {
		return s.Secrets
	}
	return filepath.Join(s.Data, keyring.FileName)
}

func (s Source) drill() string {
	if s.Drill != "" {
		return s.Drill
	}
	return filepath.Join(s.Data, drillFile)
}

// inside is the name of a file below the data folder, false for one that lies elsewhere.
func (s Source) inside(file string) (name string, ok bool) {
	data, err := filepath.Abs(s.Data)
	if err != nil {
		return "", false
	}
	if file, err = filepath.Abs(file); err != nil {
		return "", false
	}
	name, err = filepath.Rel(data, file)
	return filepath.ToSlash(name), err == nil && filepath.IsLocal(name)
}

var keeper = who.Job("backup")

// write streams a backup of the house to w: one snapshot of the database, then the files that its rows
// name. Evidence is never changed and is on the disk before the row that names it commits, so what
// the snapshot names is there, whatever happens meanwhile.
func write(ctx context.Context, src Source, w io.Writer, to []age.Recipient) (m Manifest, err error) {
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return m, err
	}
	// A failure of the disk that the backup goes to is none of the house's own: the database must not
	// take it for one and give up its spare file.
	var failed error
	err = src.DB.Read(ctx, keeper, func(tx *db.Tx) error {
		a := &archive{tw: tar.NewWriter(sealed), at: tx.Now}
		if m, failed = a.house(tx, src); failed == nil {
			failed = a.tw.Close()
		}
		return nil
	})
	return m, errors.Join(failed, err, sealed.Close())
}

func (a *archive) house(tx *db.Tx, src Source) (Manifest, error) {
	tables, err := db.Tables(tx)
	if err != nil {
		return Manifest{}, err
	}
	tables = slices.DeleteFunc(tables, func(t db.Table) bool { return left[t.Name] != "" })
	h, err := headOf(tx, src, tables)
	if err != nil {
		return Manifest{}, err
	}
	if _, err := a.json(headName, h); err != nil {
		return Manifest{}, err
	}
	m := Manifest{Format: format, Program: h.Program, Taken: h.Taken, Dialect: h.Dialect, Left: leftOut(), Damaged: []string{}}
	if n := len(h.Schema); n > 0 {
		m.Schema = h.Schema[n-1].Name
	}
	for i, t := range tables {
		c, err := a.rows(tx, i, t)
		if err != nil {
			return m, err
		}
		m.Tables = append(m.Tables, c)
	}
	if m.Record, err = audit.ExtentOf(tx); err != nil {
		return m, err
	}
	secret, err := a.keys(src)
	if err == nil {
		m.Damaged, err = a.evidence(tx, src.Data)
	}
	if err != nil {
		return m, err
	}
	m.Members = a.members
	return m, a.finish(m, secret)
}

func headOf(tx *db.Tx, src Source, tables []db.Table) (h head, err error) {
	h = head{Format: format, Program: src.Program, Taken: db.Stamp(tx.Now), Dialect: src.DB.Dialect()}
	if h.Schema, err = db.Applied(tx); err != nil {
		return h, err
	}
	for _, t := range tables {
		x := table{Name: t.Name, Columns: t.Columns, Key: t.Key, Counter: t.Counter}
		if x.Next, err = db.Next(tx, t); err != nil {
			return h, err
		}
		h.Tables = append(h.Tables, x)
	}
	return h, nil
}

func leftOut() (out []string) {
	for name := range left {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// secrets copies the keys that seal stored secrets when they lie outside the data folder: a house that is
// restored without them could recognise nobody by an authenticator app.
func (a *archive) secrets(src Source) error {
	file := src.secrets()
	if name, in := src.inside(file); in && name == keyring.FileName {
		return nil // among the others
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil // an older house has sealed nothing yet; the drill asks whether it has
	}
	root, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer root.Close()
	_, _, err = a.file(root, filepath.Base(file), path.Join(keysDir, keyring.FileName))
	return err
}

// keys copies the keys of the house: the one that signs the record, without which a restored house
// could not go on with its log, and whatever else lies beside it as .key or .pem. The drill's own key
// stays behind. It answers the signing key.
func (a *archive) keys(src Source) (secret string, err error) {
	data := src.Data
	drill, _ := src.inside(src.drill())
	root, err := os.OpenRoot(data)
	if err != nil {
		return "", err
	}
	defer root.Close()
	for _, pattern := range []string{"*.key", "*.pem", "*/*.key", "*/*.pem"} {
		names, err := filepath.Glob(filepath.Join(data, pattern))
		if err != nil {
			return "", err
		}
		for _, full := range names {
			name, err := filepath.Rel(data, full)
			if err != nil {
				return "", err
			}
			if name = filepath.ToSlash(name); name == drillFile || name == drill || strings.HasPrefix(path.Base(name), ".") || isFile(name) {
				continue
			}
			if _, _, err := a.file(root, name, path.Join(keysDir, name)); err != nil {
				return "", err
			}
		}
	}
	if err := a.secrets(src); err != nil {
		return "", err
	}
	raw, err := root.ReadFile(audit.KeyFile)
	if err != nil {
		return "", fmt.Errorf("the key of the record: %w", err)
	}
	return string(raw), nil
}

// evidence copies what the snapshot names. What is missing or no longer gives its hash is copied as it
// is and named: one bad file must not keep everything else from being saved.
func (a *archive) evidence(tx *db.Tx, data string) (damaged []string, err error) {
	damaged = []string{}
	folder := filepath.Join(data, filesDir)
	if err := os.MkdirAll(folder, 0o700); err != nil { // a house that never had any
		return nil, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	err = file.Stored(tx, func(hash string) error {
		name := file.Path(hash)
		sum, ok, err := a.file(root, name, path.Join(filesDir, name))
		if err == nil && (!ok || sum != hash) {
			damaged = append(damaged, hash)
		}
		return err
	})
	return damaged, err
}

// noteHead is the first line of the signed note, so that it is never taken for a checkpoint.
const noteHead = "plumbline/backup/v1"

// finish writes the manifest and the log's signature under its hash.
func (a *archive) finish(m Manifest, secret string) error {
	raw, err := a.json(manifestName, m)
	if err != nil {
		return err
	}
	key, err := tlog.ParseKey(secret)
	if err != nil {
		return err
	}
	note, err := tlog.SignText(noteText(raw), key)
	if err != nil {
		return err
	}
	return a.bytes(noteName, note)
}

func noteText(manifest []byte) string {
	sum := sha256.Sum256(manifest)
	return noteHead + "\n" + hex.EncodeToString(sum[:]) + "\n"
}
