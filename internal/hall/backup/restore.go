package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/keyring"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/file"
)

// target is where a backup is unpacked.
type target struct {
	clock clock.Clock
	who   who.Actor
	db    string   // database file that does not exist, or postgres:// address of an empty database
	root  *os.Root // folder for keys and evidence; nil to read them only
	keep  func(hash string) bool
	key   string // public key that must have signed, "" for the one in the backup
	// beside rehearses in a PostgreSQL schema of that name, which is not kept.
	beside string
	// after runs in the transaction when everything was verified, on today's schema.
	after func(*db.Loader, Manifest) error
}

// unpacking is one restore under way.
type unpacking struct {
	*archived
	t      target
	head   head
	keys   map[string][]byte
	hashes map[string]bool // evidence that came: hash of the name → whether the bytes give it
}

// unpack reads a backup to its end into a new database and verifies all of it: encryption, member
// hashes, the signature of the manifest, every table's count and fingerprint as the new database
// gives them back, foreign keys, the file's own integrity, the record against its checkpoint, and
// the evidence that the rows name. Any difference undoes everything in the database.
func unpack(ctx context.Context, a *archived, t target) (m Manifest, err error) {
	u := &unpacking{archived: a, t: t, keys: map[string][]byte{}, hashes: map[string]bool{}}
	if _, err := u.json(headName, &u.head); err != nil {
		return m, err
	}
	if u.head.Format != format {
		return m, damagedf("its format is %q, and this program reads %q", u.head.Format, format)
	}
	opt := db.LoadOptions{Clock: t.clock, Who: t.who, Steps: u.head.Schema, Beside: t.beside}
	err = db.Load(ctx, t.db, opt, func(l *db.Loader) error {
		if err := u.load(l); err != nil {
			return err
		}
		if m, err = u.manifest(); err != nil {
			return err
		}
		if err := u.verify(l, m); err != nil {
			return err
		}
		if t.after == nil {
			return nil
		}
		return t.after(l, m)
	})
	return m, err
}

func (u *unpacking) load(l *db.Loader) error {
	for i, t := range u.head.Tables {
		if err := l.Put(t.db(), t.Next, u.lines(tableDir(i, t.Name))); err != nil {
			return err
		}
	}
	for {
		name, err := u.peek()
		if err != nil {
			return err
		}
		switch {
		case strings.HasPrefix(name, keysDir+"/"):
			err = u.takeKey(strings.TrimPrefix(name, keysDir+"/"))
		case isFile(name):
			err = u.takeFile(name)
		default:
			return nil
		}
		if err != nil {
			return err
		}
	}
}

const mostKey = 1 << 20

func (u *unpacking) takeKey(name string) error {
	raw, err := u.whole(keysDir+"/"+name, mostKey)
	if err != nil {
		return err
	}
	u.keys[name] = raw
	if u.t.root == nil {
		return nil
	}
	if err := u.t.root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	return u.t.root.WriteFile(name, raw, 0o600)
}

func (u *unpacking) takeFile(name string) error {
	hash := strings.ReplaceAll(strings.TrimPrefix(name, filesDir+"/"), "/", "")
	if u.t.root != nil && (u.t.keep == nil || u.t.keep(hash)) {
		if err := u.storeFile(name); err != nil {
			return err
		}
	}
	if err := u.done(); err != nil {
		return err
	}
	u.hashes[hash] = u.seen[len(u.seen)-1].Sum == hash
	return nil
}

func (u *unpacking) storeFile(name string) error {
	if err := u.t.root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := u.t.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.ReadFrom(u.body); err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(f.Sync(), f.Close())
}

// manifest reads the last two members and compares what was read with what was written.
func (u *unpacking) manifest() (m Manifest, err error) {
	before := u.seen
	raw, err := u.json(manifestName, &m)
	if err != nil {
		return m, err
	}
	note, err := u.whole(noteName, mostKey)
	if err != nil {
		return m, err
	}
	if err := u.atEnd(); err != nil {
		return m, err
	}
	key, err := u.logKey()
	if err != nil {
		return m, err
	}
	text, err := tlog.OpenText(note, key)
	if err != nil || text != noteText(raw) {
		return m, damagedf("its manifest is not signed by the key of the record")
	}
	want, err := json.Marshal(m.Members)
	if err != nil {
		return m, err
	}
	if got, err := json.Marshal(before); err != nil || string(got) != string(want) {
		return m, damagedf("its files are not those of the manifest")
	}
	return m, nil
}

// logKey is the public key that must have signed: the one that was given, or that of the backup.
func (u *unpacking) logKey() (string, error) {
	if u.t.key != "" {
		return u.t.key, nil
	}
	key, err := tlog.ParseKey(string(u.keys[audit.KeyFile]))
	if err != nil {
		return "", damagedf("the key of the record is not in it")
	}
	return key.Public(), nil
}

func (u *unpacking) verify(l *db.Loader, m Manifest) error {
	if len(m.Tables) != len(u.head.Tables) {
		return damagedf("%d tables, and the manifest names %d", len(u.head.Tables), len(m.Tables))
	}
	for i, t := range u.head.Tables {
		n, sum, err := db.Sum(l.Tx, t.db())
		if err != nil {
			return err
		}
		if want := m.Tables[i]; want.Name != t.Name || want.Rows != n || want.Sum != sum {
			return damagedf("table %s has %d rows with fingerprint %.12s…, and the manifest says %d and %.12s…", t.Name, n, sum, want.Rows, want.Sum)
		}
	}
	if bad, err := l.Unsound(); err != nil || bad != "" {
		return errors.Join(err, damagedf("%s", bad))
	}
	if err := u.verifyFiles(l, m); err != nil {
		return err
	}
	if err := u.upgrade(l); err != nil {
		return err
	}
	return u.verifyRecord(l, m)
}

// upgrade brings an older backup to today's schema; the history must stay as it was.
func (u *unpacking) upgrade(l *db.Loader) error {
	before, err := audit.Unchanged(l.Tx)
	if err != nil {
		return err
	}
	if err := l.Upgrade(); err != nil {
		return err
	}
	after, err := audit.Unchanged(l.Tx)
	if err == nil && after != before {
		err = &db.ErrHistory{Before: before, After: after}
	}
	return err
}

func (u *unpacking) verifyFiles(l *db.Loader, m Manifest) error {
	known := map[string]bool{}
	for _, h := range m.Damaged {
		known[h] = true
	}
	named := 0
	err := file.Stored(l.Tx, func(hash string) error {
		good, came := u.hashes[hash]
		if came {
			named++
		}
		if !good && !known[hash] {
			return damagedf("the evidence %.12s… is missing or changed", hash)
		}
		return nil
	})
	if err == nil && named != len(u.hashes) {
		err = damagedf("%d pieces of evidence that no row names", len(u.hashes)-named)
	}
	return err
}

func (u *unpacking) verifyRecord(l *db.Loader, m Manifest) error {
	key, err := u.logKey()
	if err != nil {
		return err
	}
	if err := u.verifySecrets(l); err != nil {
		return err
	}
	got, err := audit.Recompute(l.Tx, key)
	var broken *audit.ErrBroken
	if errors.As(err, &broken) {
		return damagedf("its record is broken (%s at entry %d)", broken.Finding.Fault, broken.Finding.Seq)
	}
	if err == nil && got != m.Record {
		err = damagedf("its record has root %s over %d entries, and the manifest says %s over %d", got.Root, got.Size, m.Record.Root, m.Record.Size)
	}
	return err
}

// verifySecrets wants the keys with which the house sealed its stored secrets.
func (u *unpacking) verifySecrets(l *db.Loader) error {
	ids, err := access.SealKeys(l.Tx)
	for _, id := range ids {
		if !keyring.Holds(u.keys[keyring.FileName], id) {
			return damagedf("the key %s that seals its stored secrets is not in it", id)
		}
	}
	return err
}

// Restored is what a restore made.
type Restored struct {
	Manifest
	ID   string
	Hash string // of the backup file
}

// RestoreOptions say what is restored and to where.
type RestoreOptions struct {
	File       string
	Identities []age.Identity
	Data       string // folder that does not exist, or is empty
	DB         string // "" for a file in the folder, or the address of an empty PostgreSQL database
	Key        string // public key of the record kept outside; "" takes the one in the backup
	Clock      clock.Clock
	// After runs in the transaction that fills the database, once everything is verified: for what a
	// hall above this one makes anew.
	After func(*db.Tx) error
}

// halfMark lies in a folder while its database is being committed: such a place does not open.
const halfMark = "restore-unfinished"

// dbFile is the database file of a house that has none elsewhere.
const dbFile = "plumbline.db"

// Restore makes a house from a backup in an empty place. It works in a folder beside it and renames
// that when everything is verified; on PostgreSQL the transaction commits last. The house is
// read-only until two persons agree (see Waiting). Faults: Invalid backup.place_not_empty and those
// of the key and the file; backup.damaged for a backup that is not what it was; *db.ErrPlace.
func Restore(ctx context.Context, opt RestoreOptions) (r Restored, err error) {
	if opt.Clock == nil {
		opt.Clock = clock.System
	}
	if err := emptyFolder(opt.Data); err != nil {
		return r, err
	}
	if r.Hash, err = hashFile(opt.File); err != nil {
		return r, unreadable(opt.File)
	}
	f, err := os.Open(opt.File)
	if err != nil {
		return r, unreadable(opt.File)
	}
	defer f.Close()
	a, err := open(f, opt.Identities)
	if err != nil {
		return r, err
	}
	work, err := os.MkdirTemp(filepath.Dir(opt.Data), "."+filepath.Base(opt.Data)+"-restore-*")
	if err != nil {
		return r, placef("the folder beside %s cannot be written; name a folder whose parent can be: %v", opt.Data, errors.Unwrap(err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	return r, said(r.into(ctx, a, work, opt))
}

func (r *Restored) into(ctx context.Context, a *archived, work string, opt RestoreOptions) error {
	root, err := os.OpenRoot(work)
	if err != nil {
		return err
	}
	defer root.Close()
	apart := opt.DB != ""
	moved := false
	t := target{clock: opt.Clock, who: keeper, db: opt.DB, root: root, key: opt.Key}
	if !apart {
		t.db = filepath.Join(work, dbFile)
	}
	t.after = func(l *db.Loader, m Manifest) error {
		if opt.After != nil {
			if err := opt.After(l.Tx); err != nil {
				return err
			}
		}
		if r.ID, err = markRestored(l.Tx, m, filepath.Base(opt.File), r.Hash); err != nil || !apart {
			return err
		}
		if err := root.WriteFile(halfMark, nil, 0o600); err != nil {
			return err
		}
		moved = true
		return settle(work, opt.Data)
	}
	if r.Manifest, err = unpack(ctx, a, t); err != nil {
		if moved {
			err = errors.Join(err, os.RemoveAll(opt.Data))
		}
		return err
	}
	if apart {
		return os.Remove(filepath.Join(opt.Data, halfMark))
	}
	return settle(work, opt.Data)
}

// settle gives the finished folder its name, with everything in it on the disk.
func settle(work, data string) error {
	if err := syncTree(work); err != nil {
		return err
	}
	if err := os.Remove(data); err != nil && !errors.Is(err, os.ErrNotExist) {
		return placef("%s is not empty any more, or cannot be replaced; name another folder", data)
	}
	if err := os.Rename(work, data); err != nil {
		return placef("%s cannot be made: %v", data, errors.Unwrap(err))
	}
	return syncDir(filepath.Dir(data))
}

// Unfinished tells whether a restore into the folder was cut short.
func Unfinished(data string) bool {
	_, err := os.Lstat(filepath.Join(data, halfMark))
	return err == nil
}

func placef(format string, args ...any) error {
	return &db.ErrPlace{Sentence: fmt.Sprintf(format, args...)}
}
