package doors

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/keyring"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/backup"
)

// SecretsFile is where the keys of the house's sealed secrets lie.
func (c Config) SecretsFile() string {
	if c.Secrets != "" {
		return c.Secrets
	}
	return filepath.Join(c.Data, keyring.FileName)
}

// source is the house as its backups see it.
func (c Config) source(d *db.DB) backup.Source {
	return backup.Source{DB: d, Data: c.Data, Program: c.Program, Secrets: c.Secrets, Drill: c.DrillKey}
}

// openSecrets gives the database the keys of its sealed secrets. A house that never had any makes the
// file; one whose file is gone, or is another house's, does not open: it would take every authenticator
// app for a wrong one.
func (h *House) openSecrets(ctx context.Context) error {
	file := h.Config.SecretsFile()
	id, err := h.Access.SealKey(ctx)
	if err != nil {
		return err
	}
	ring, err := keyring.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		if id != "" && !h.Config.Forget {
			return &db.ErrPlace{Sentence: access.WrongKeys(file, id)}
		}
		ring, err = keyring.Make(file)
	}
	if err != nil {
		return &db.ErrPlace{Sentence: err.Error()}
	}
	h.DB.KeepSecrets(ring)
	if h.Config.Forget {
		return nil
	}
	if id != "" && !ring.Has(id) {
		return &db.ErrPlace{Sentence: access.WrongKeys(file, id)}
	}
	_, err = h.Access.SealSecrets(ctx)
	return err
}
