// Package calendartest fills a test's database with the shipped deadline rules and calendars.
package calendartest

import (
	"context"
	"testing"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/packs"
)

// Seed puts the shipped deadline rules in force and enters the shipped calendars.
func Seed(t testing.TB, d *db.DB) {
	t.Helper()
	all, err := pack.ReadFS(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(context.Background(), who.Job("seed"), func(tx *db.Tx) error {
		for _, p := range all {
			switch p.Kind {
			case pack.Deadlines:
				err = calendar.Install(tx, p, p.From)
			case pack.Calendar:
				_, err = calendar.InstallYear(tx, p, "zh")
			}
			if err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "calendar.seed", Kind: "job", ID: "seed"})
	})
	if err != nil {
		t.Fatal(err)
	}
}
