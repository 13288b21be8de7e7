package demo

import (
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

func TestMake(t *testing.T) {
	dir := t.TempDir()
	now := reference.Time().Add(9*time.Hour + 20*time.Minute)
	cfg := doors.Config{Data: dir, Clock: clock.Fixed(now)}
	began := time.Now()
	accounts, err := Make(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("made in %s, %d accounts", time.Since(began), len(accounts))
	h, err := doors.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	counts(t, h)
}

func counts(t *testing.T, h *doors.House) {
	t.Helper()
	var top org.Unit
	err := h.DB.Read(t.Context(), who.Job("test"), func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		top, _ = f.Root(org.UnitTree)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	actor := who.Actor{Login: "t", Grants: []who.Grant{{Role: "office", Unit: top.ID, First: top.Ord, Last: top.Last}}}
	c, err := h.Rectify.Counts(t.Context(), actor, "", 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	for state, want := range states {
		if got := c.States[rectify.State(state)].All; got != int64(want) {
			t.Errorf("%s: %d items, want %d", state, got, want)
		}
	}
	if got := c.States[""].Late; got != 7 {
		t.Errorf("%d overdue, want 7", got)
	}
}
