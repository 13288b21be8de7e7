package durable

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// T-KILL: the process is killed in the middle of a mixed load, again and again. Everything that was
// acknowledged is there and identical, everything else is wholly there or not at all.
func TestKill(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killMany(t, size(20, 400), "") })
	t.Run("postgres", func(t *testing.T) { killMany(t, size(8, 100), server(t)) })
}

// houseKills is how often one house is killed: a small house is quickly looked through.
const houseKills = 20

func killMany(t *testing.T, kills int, server string) {
	began := time.Now()
	acked := 0
	for left := kills; left > 0 && !t.Failed(); left -= houseKills {
		place, most := "", 200
		if server != "" {
			place, most = database(t, server), 700
		}
		s := build(t, filepath.Join(t.TempDir(), "data"), place)
		acks, findings := killed(t, s, min(left, houseKills), "", most)
		acked += len(acks)
		for _, f := range append(findings, orphans(t, s)...) {
			t.Error(f)
		}
	}
	if acked < kills {
		t.Errorf("only %d acknowledged in %d kills: nothing was proved", acked, kills)
	}
	spent(t, began, "%d kills, %d acknowledged", kills, acked)
}

// The planted fault: a worker that acknowledges before it is answered loses something within a few kills.
func TestKillCatchesAnEarlyAnswer(t *testing.T) {
	s := build(t, filepath.Join(t.TempDir(), "data"), "")
	for range 30 {
		if _, findings := killed(t, s, 1, "early", 60); strings.Contains(strings.Join(findings, "\n"), "lost:") {
			return
		}
	}
	t.Fatal("thirty kills lost nothing of a worker that answers too early")
}

// killed runs and kills workers, checking what each left behind; all acknowledgements are checked
// against the end as well.
func killed(t *testing.T, s *site, kills int, plant string, most int) (all []line, findings []string) {
	t.Helper()
	for n := range kills {
		seed := rand.Uint64()
		w := start(t, task{Site: *s, Clients: 8, Seed: seed, Name: "k" + time.Now().Format("150405.000000"), Plant: plant})
		<-w.ready
		time.Sleep(time.Duration(20+rand.IntN(most)) * time.Millisecond)
		w.kill()
		acks := w.of("ack")
		if errs := w.of("err"); len(errs) > 0 {
			findings = append(findings, "a verb failed without a fault: "+errs[0].Err)
		}
		if len(w.of("ready")) == 0 {
			t.Fatalf("kill %d: the worker did not open the house: %s", n, w.errs.String())
		}
		all = append(all, acks...)
		findings = append(findings, inspect(t, s, acks)...)
	}
	return all, append(findings, inspect(t, s, all)...)
}
