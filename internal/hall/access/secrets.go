package access

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/keyring"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// The shared secrets of authenticator apps are the only stored secrets that are not hashes or public
// keys: a code cannot be checked without them. They are sealed under a key of a file outside the
// database (ground/keyring), bound to account and factor: a sealed secret copied to another account
// does not open there.

// about names what a factor's secret belongs to.
func (f Factor) about(login string) string { return "access_factor.secret\n" + login + "\n" + f.ID }

// seal seals the secret of a factor that is about to be kept.
func (f *Factor) seal(tx *db.Tx, login string) (err error) {
	if f.Kind != TOTP {
		return nil // public: a passkey's credential, a certificate's fingerprint
	}
	if err := tx.Settle("access_seal"); err != nil { // nobody exchanges the key meanwhile
		return err
	}
	if err := currentKey(tx); err != nil {
		return err
	}
	f.secret, err = tx.Seal(f.secret, f.about(login))
	return err
}

// key is the shared secret of an app.
func (f Factor) key(tx *db.Tx, login string) (string, error) {
	return tx.Unseal(f.secret, f.about(login))
}

// currentKey sees to it that what is sealed now is sealed with the key that the database names: another
// program may have exchanged it since this one read the file.
func currentKey(tx *db.Tx) error {
	id, err := loadSealKey(tx)
	ring := tx.Ring()
	if err != nil || id == "" || ring == nil || ring.ID() == id {
		return err
	}
	if err := ring.Reload(); err != nil {
		return err
	}
	if ring.ID() != id {
		return &db.ErrPlace{Sentence: WrongKeys(ring.File(), id)}
	}
	return nil
}

// WrongKeys is the sentence for a key file that does not hold the key that the database names.
func WrongKeys(file, id string) string {
	return fmt.Sprintf("%s does not hold the key %s with which this house seals its stored secrets; put the file of the machine that serves this house there "+
		"(every backup holds it too), or, when it is lost for good, run: plumbline secrets forget", file, id)
}

// SealKey is the name of the key with which the database says that its secrets are sealed, "" before
// the first start.
func (h *Hall) SealKey(ctx context.Context) (id string, err error) {
	err = h.db.Read(ctx, who.Job("start"), func(tx *db.Tx) error {
		id, err = loadSealKey(tx)
		return err
	})
	return id, err
}

// SealKeys are the names of the keys without which a copy of this database is of no use: the one that it
// names, and those that sealed what lies there; none before the first start.
func SealKeys(tx *db.Tx) (ids []string, err error) {
	id, err := loadSealKey(tx)
	if err != nil || id == "" {
		return nil, err
	}
	ids = append(ids, id)
	list, err := listSecrets(tx)
	for _, s := range list {
		if by, ok := keyring.KeyOf(s.Factor.secret); ok && !slices.Contains(ids, by) {
			ids = append(ids, by)
		}
	}
	return ids, err
}

// SealSecrets seals with the first key of the ring whatever is not: at the first start, when secrets
// lie there that an older version kept in clear, and after a key was added. It says how many it sealed,
// may run again at any time, and writes nothing when there is nothing to do. *db.ErrPlace when the
// database names a key that the file does not hold.
func (h *Hall) SealSecrets(ctx context.Context) (n int, err error) {
	idle := false
	err = h.db.Read(ctx, who.Job("start"), func(tx *db.Tx) error {
		if tx.Ring() == nil {
			return db.ErrNoRing
		}
		idle, err = sealedAll(tx)
		return err
	})
	if err != nil || idle {
		return 0, err
	}
	err = h.db.Write(ctx, who.Job("start"), func(tx *db.Tx) error {
		n, err = sealAll(tx)
		return err
	})
	if db.IsUnique(err) {
		err = &db.ErrPlace{Sentence: "another machine has just begun to serve this house with its own key file; copy its file here, and start again"}
	}
	return n, err
}

func sealedAll(tx *db.Tx) (bool, error) {
	id, err := loadSealKey(tx)
	if err != nil || id != tx.Ring().ID() {
		return false, err
	}
	list, err := listSecrets(tx)
	for _, s := range list {
		if by, ok := keyring.KeyOf(s.Factor.secret); !ok || by != id {
			return false, err
		}
	}
	return true, err
}

func sealAll(tx *db.Tx) (n int, err error) {
	ring := tx.Ring()
	if err := tx.Settle("access_seal"); err != nil {
		return 0, err
	}
	was, err := loadSealKey(tx)
	if err != nil {
		return 0, err
	}
	if was != "" && !ring.Has(was) {
		return 0, &db.ErrPlace{Sentence: WrongKeys(ring.File(), was)}
	}
	list, err := listSecrets(tx)
	if err != nil {
		return 0, err
	}
	for _, s := range list {
		if by, ok := keyring.KeyOf(s.Factor.secret); ok && by == ring.ID() {
			continue
		}
		plain := s.Factor.secret
		if _, ok := keyring.KeyOf(plain); ok {
			if plain, err = s.Factor.key(tx, s.login); err != nil {
				return n, err
			}
		}
		again, err := tx.Seal(plain, s.Factor.about(s.login))
		if err != nil {
			return n, err
		}
		if err := resealFactor(tx, s.Factor.ID, again); err != nil {
			return n, err
		}
		n++
	}
	if was != ring.ID() {
		if err := declareSealKey(tx, ring.ID()); err != nil {
			return n, err
		}
	}
	return n, audit.Record(tx, audit.Entry{Action: "access.seal_secrets", Kind: "house", ID: "house", Details: map[string]any{"was": was, "is": ring.ID(), "secrets": n}})
}

// RotateKey puts a new key before the others, seals everything with it, and drops the older ones. A
// program that serves the house meanwhile reads the file again when it meets the new key.
func (h *Hall) RotateKey(ctx context.Context) (n int, err error) {
	var ring *keyring.Ring
	err = h.db.Read(ctx, who.Job("console"), func(tx *db.Tx) error { ring = tx.Ring(); return nil })
	if err != nil {
		return 0, err
	}
	if ring == nil {
		return 0, db.ErrNoRing
	}
	if err := ring.Add(); err != nil {
		return 0, err
	}
	if n, err = h.SealSecrets(ctx); err != nil {
		return n, err
	}
	return n, ring.Only()
}

// ForgetSecrets is for a key file that is lost for good: every app whose secret cannot be opened any
// more is taken from its account, whose sessions end, and the file's first key is the house's from now
// on. Their persons need a new one-time code each. It answers how many apps went.
func (h *Hall) ForgetSecrets(ctx context.Context) (n int, err error) {
	err = h.db.Write(ctx, who.Job("console"), func(tx *db.Tx) error {
		ring := tx.Ring()
		if ring == nil {
			return db.ErrNoRing
		}
		list, err := listSecrets(tx)
		if err != nil {
			return err
		}
		for _, s := range list {
			_, sealed := keyring.KeyOf(s.Factor.secret)
			if _, err := s.Factor.key(tx, s.login); !sealed || err == nil {
				continue
			} else if !errors.Is(err, keyring.ErrForeign) {
				return err
			}
			if err := deleteFactor(tx, s.Factor.ID); err != nil {
				return err
			}
			if _, err := endSessions(tx, s.login); err != nil {
				return err
			}
			if err := audit.Record(tx, audit.Entry{Action: "access.remove_factor", Kind: "login", ID: s.login, Details: map[string]string{"factor": s.Factor.ID, "kind": TOTP, "name": s.Factor.Name}}); err != nil {
				return err
			}
			n++
		}
		was, err := loadSealKey(tx)
		if err != nil {
			return err
		}
		if was != ring.ID() {
			if err := declareSealKey(tx, ring.ID()); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "access.forget_secrets", Kind: "house", ID: "house", Details: map[string]any{"was": was, "is": ring.ID(), "secrets": n}})
	})
	return n, err
}
