package doors

import (
	"context"
	"errors"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/backup"
)

// Said is the sentence of a failure for a terminal or a log: that of the fault in the house's words,
// else the failure itself.
func Said(w *i18n.Words, lang string, err error) string {
	f, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	var all []string
	for _, x := range f.Fields {
		all = append(all, w.Say(lang, x.Key, x.Args...))
	}
	if f.Key != "" {
		all = append(all, w.Say(lang, f.Key, f.Args...))
	}
	if f.Rule != "" {
		all = append(all, f.Rule)
	}
	return strings.Join(all, " ")
}

// upgrade is the opening of a house whose schema is older: what was put aside before it was changed.
type upgrade struct {
	cfg   Config
	words *i18n.Words
	saved *backup.Saved
}

// before makes a proven backup; without one nothing is changed.
func (u *upgrade) before(ctx context.Context, d *db.DB, missing []string) error {
	s, err := backup.BeforeUpgrade(ctx, u.cfg.source(d), missing)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return &db.ErrPlace{Sentence: u.words.Say(u.cfg.Lang, "backup.upgrade.refused", "why", Said(u.words, u.cfg.Lang, err))}
	}
	u.saved = &s
	return nil
}

// keep records what was put aside, and says it.
func (h *House) keepSaved(ctx context.Context, s *backup.Saved) error {
	if s == nil {
		return nil
	}
	key := "backup.upgrade.backup"
	switch {
	case s.Plain:
		key = "backup.upgrade.plain"
	case s.OwnKey:
		key = "backup.upgrade.own_key"
	}
	h.Upgraded = h.Words.Say(h.Config.Lang, key, "file", s.Run.File, "n", len(s.Missing))
	return h.Backup.KeepSaved(ctx, *s)
}

// unfinished refuses a place where a restore was cut short: half a house must not be used.
func unfinished(cfg Config) error {
	if !backup.Unfinished(cfg.Data) {
		return nil
	}
	return &db.ErrPlace{Sentence: "a restore into " + cfg.Data + " was cut short; empty the folder and the database and restore again"}
}

// plain keeps the errors of opening as they are and names a history that would have changed.
func plain(err error) error {
	var history *db.ErrHistory
	if errors.As(err, &history) {
		return &db.ErrPlace{Sentence: history.Error()}
	}
	return err
}
