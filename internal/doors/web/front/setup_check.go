package front

import (
	"os"
	"runtime"
	"strings"

	"plumbline/internal/doors/pages/setuppage"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
)

// environment checks what the house stands on. Everything here was really tried just now.
func (s *Server) environment(c *Ctx) []setuppage.Check {
	say := func(key string, args ...any) string { return i18n.T(c.ctx, key, args...) }
	version := s.DB.Version(c.ctx)
	schema, err := s.schema(c)
	now := s.DB.Clock().Now()
	return []setuppage.Check{
		{OK: writable(s.Config.Data), Text: say("setup.check.data", "folder", s.Config.Data)},
		{OK: version[len(version)-1] != '?', Text: say("setup.check.database", "version", version)},
		{OK: err == nil && schema != "", Text: say("setup.check.schema", "name", strings.TrimSuffix(schema, ".sql"))},
		{OK: now.Year() >= 2026 && now.Year() < 2100, Text: say("setup.check.clock", "t", i18n.Minute(c.ctx, now), "zone", clock.Zone.String())},
		{OK: s.Words.Has("setup.title"), Text: say("setup.check.words", "n", len(s.Words.Keys()))},
		{OK: true, Text: say("setup.check.program", "version", s.Version, "go", runtime.Version(), "platform", runtime.GOOS+"/"+runtime.GOARCH)},
	}
}

// writable tries to make a file in the folder.
func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".plumbline-*")
	if err != nil {
		return false
	}
	name := f.Name()
	return f.Close() == nil && os.Remove(name) == nil
}

func (s *Server) schema(c *Ctx) (name string, err error) {
	err = s.DB.Read(c.ctx, c.Who, func(tx *db.Tx) error {
		name, err = db.Schema(tx)
		return err
	})
	return name, err
}
