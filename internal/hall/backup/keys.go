package backup

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/disk"
	"plumbline/internal/ground/fault"
)

// Fewest is how many recipients a backup has at least: the backup officer, and the escrow pair that
// opens it when the officer cannot.
const Fewest = 2

// drillFile keeps the drill's own key. It never leaves the house: a backup does not hold it.
const drillFile = "backup-drill.key"

// ParseRecipients reads public keys (age1…, or age1pq1… that also withstand a quantum computer).
// Faults: Invalid backup.recipient_bad; backup.too_few for fewer than Fewest different ones;
// backup.recipients_mixed when only some withstand it, because the weakest would decide.
func ParseRecipients(publics []string) ([]age.Recipient, error) {
	seen := map[string]bool{}
	var out []age.Recipient
	hybrid := 0
	for _, p := range publics {
		p = strings.TrimSpace(p)
		r, err := parseRecipient(p)
		if err != nil {
			return nil, fault.Invalid(fault.On("recipient", "backup.recipient_bad", "key", shorten(p)))
		}
		if seen[p] {
			continue
		}
		seen[p] = true
		out = append(out, r)
		if isHybrid(p) {
			hybrid++
		}
	}
	switch {
	case len(out) < Fewest:
		return nil, fault.Invalid(fault.On("recipient", "backup.too_few", "n", len(out), "least", Fewest))
	case hybrid > 0 && hybrid < len(out):
		return nil, fault.Invalid(fault.On("recipient", "backup.recipients_mixed"))
	}
	return out, nil
}

func isHybrid(public string) bool { return strings.HasPrefix(public, "age1pq1") }

func parseRecipient(p string) (age.Recipient, error) {
	if isHybrid(p) {
		return age.ParseHybridRecipient(p)
	}
	return age.ParseX25519Recipient(p)
}

func shorten(s string) string {
	if len(s) > 24 {
		return s[:24] + "…"
	}
	return s
}

// NewKey makes a key pair: what is kept secret, and what the house is told.
func NewKey(hybrid bool) (secret, public string, err error) {
	if hybrid {
		k, err := age.GenerateHybridIdentity()
		if err != nil {
			return "", "", err
		}
		return k.String(), k.Recipient().String(), nil
	}
	k, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", err
	}
	return k.String(), k.Recipient().String(), nil
}

// WriteKey makes a key pair, writes the secret half to a new file that only its owner can read, and
// answers the public one. Invalid backup.key_exists for a file that is there, backup.folder_gone.
func WriteKey(file string, hybrid bool, at time.Time) (public string, err error) {
	secret, public, err := NewKey(hybrid)
	if err != nil {
		return "", err
	}
	text := "# Plumbline backup key, made " + db.Stamp(at) + "\n# public key: " + public + "\n" + secret + "\n"
	err = writeWhole(file, func(f *os.File) error {
		_, err := f.WriteString(text)
		return err
	})
	switch {
	case errors.Is(err, fs.ErrExist):
		err = fault.Invalid(fault.On("out", "backup.key_exists", "file", file))
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		err = fault.Invalid(fault.On("out", "backup.folder_gone", "dir", filepath.Dir(file)))
	}
	return public, err
}

// ReadIdentities reads a key file as keygen writes it. Invalid backup.identity_unreadable or
// backup.identity_bad when it is none.
func ReadIdentities(file string) ([]age.Identity, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fault.Invalid(fault.On("identity", "backup.identity_unreadable", "file", file))
	}
	defer f.Close()
	ids, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fault.Invalid(fault.On("identity", "backup.identity_bad", "file", file))
	}
	return ids, nil
}

// drillKey finds the house's own key of the kind that the other recipients have, and makes both kinds
// at the first time. Its file is readable by the owner alone.
func drillKey(src Source, hybrid bool) (age.Recipient, []age.Identity, error) {
	file := src.drill()
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		if err := moveDrillKey(filepath.Join(src.Data, drillFile), file); err != nil {
			return nil, nil, err
		}
	}
	if err := disk.CloseOff(file); err != nil {
		return nil, nil, err
	}
	ids, err := ReadIdentities(file)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		switch k := id.(type) {
		case *age.HybridIdentity:
			if hybrid {
				return k.Recipient(), ids, nil
			}
		case *age.X25519Identity:
			if !hybrid {
				return k.Recipient(), ids, nil
			}
		}
	}
	return nil, nil, fault.Invalid(fault.On("identity", "backup.identity_bad", "file", file))
}

// moveDrillKey brings the key that lies in the data folder to the place that was named for it, or makes a
// new one there. What it opened before, it still opens.
func moveDrillKey(from, to string) error {
	text, err := os.ReadFile(from)
	switch {
	case from == to || errors.Is(err, fs.ErrNotExist):
		err = makeDrillKey(to)
	case err == nil:
		err = writeWhole(to, func(f *os.File) error {
			_, err := f.Write(text)
			return err
		})
		if err == nil {
			err = os.Remove(from)
		}
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		err = fault.Conflict("backup.folder_gone", "dir", filepath.Dir(to))
	}
	return err
}

func makeDrillKey(file string) error {
	plain, _, err := NewKey(false)
	if err != nil {
		return err
	}
	hybrid, _, err := NewKey(true)
	if err != nil {
		return err
	}
	text := "# opens the backups of this house for its own drill; not in any backup\n" + plain + "\n" + hybrid + "\n"
	return writeWhole(file, func(f *os.File) error {
		_, err := f.WriteString(text)
		return err
	})
}

// writeWhole writes a file so that it is there whole or not at all: mode 0600, synced, renamed, the
// folder synced. An existing file of the name is not touched: fs.ErrExist.
func writeWhole(file string, write func(*os.File) error) (err error) {
	dir := filepath.Dir(file)
	f, err := os.CreateTemp(dir, partMark+"*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if e := os.Remove(f.Name()); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}()
	if err := write(f); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := rename(f.Name(), file); err != nil {
		return err
	}
	return disk.SyncDir(dir)
}

// rename gives a finished file its name and never replaces one. A link does both in one step where the
// file system has links.
func rename(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	}
	return os.Rename(from, to)
}

// partMark begins the names of what is being written; a later start removes what is left of it.
const partMark = ".plumbline-part-"
