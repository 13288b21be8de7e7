// Package demotest gives a test the demo's bureau to walk in, lived once for all test programs of a run.
package demotest

import (
	"context"

	"plumbline/internal/doors"
	"plumbline/internal/doors/demo"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db/dbtest"
)

// Live fills an empty folder with the bureau as it stands at dbtest.Start, and answers how the house in it is opened
// and who can sign in.
func Live(ctx context.Context, dir string) (doors.Config, []demo.Account, error) {
	cfg := doors.Config{Data: dir, Lang: "zh", Clock: clock.NewSettable(dbtest.Start), Bulk: true}
	err := dbtest.Fill(dir, "demo", func(dir string) error {
		inner := cfg
		inner.Data = dir
		_, err := demo.Make(ctx, inner)
		return err
	})
	return cfg, demo.Build(clock.DayOf(dbtest.Start)).Printed(), err
}
