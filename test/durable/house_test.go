package durable

import (
	"strings"
	"testing"

	"plumbline/internal/doors"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/audit"
	"plumbline/words"
)

func openHouse(cfg doors.Config) (*doors.House, error) { return doors.Open(ctx, cfg) }

// must ends the test when the house does not open.
func must(h *doors.House, err error) func(testing.TB) *doors.House {
	return func(t testing.TB) *doors.House {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
}

// record writes an entry of some size.
func record(tx *db.Tx) error {
	return audit.Record(tx, audit.Entry{Action: "test.fill", Kind: "test", ID: "fill", Details: strings.Repeat("x", 8000)})
}

func loadWords() (*i18n.Words, error) { return words.Load() }
