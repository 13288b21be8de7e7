package durable

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/rectify"
)

// T-RACE: sixty-four clients edit the same few persons, each with the version that it has read. As
// many edits succeed as versions were counted, and every version has its one entry in the record.
func TestRace(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		edits := size(20000, 640000)
		if s.postgres() {
			edits = size(3000, 60000)
		}
		began := time.Now()
		h := s.open(t)
		defer h.Close()
		r := newRace(t, h, s, 8)
		r.run(64, edits, r.edit)
		lost := r.lost()
		if lost != 0 {
			t.Errorf("%d edits were answered as saved and are lost", lost)
		}
		for err, n := range r.odd {
			t.Errorf("%d times: %s", n, err)
		}
		for _, f := range inspect(t, s, nil) {
			t.Error(f)
		}
		spent(t, began, "%d edits by 64 clients, %d saved, %d refused as stale, %d lost", edits, r.saved.Load(), r.stale.Load(), lost)
	})
}

// The planted fault: an edit that does not look at the version loses others'.
func TestRaceCatchesAnEditWithoutVersion(t *testing.T) {
	s := build(t, filepath.Join(t.TempDir(), "data"), "")
	h := s.open(t)
	defer h.Close()
	r := newRace(t, h, s, 1)
	r.run(16, 400, func(id string) error {
		version, err := r.version(id)
		if err == nil {
			err = h.DB.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
				if _, err := tx.Exec(`update org_person set version = $1 where id = $2`, version+1, id); err != nil {
					return err
				}
				return record(tx)
			})
		}
		return err
	})
	if r.lost() == 0 || len(r.odd) > 0 {
		t.Fatalf("edits without a version lost nothing: %v", r.odd)
	}
}

// Approvals race: eight second persons agree to the same request at once; one of them does.
func TestRaceOfApprovals(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		h := s.open(t)
		defer h.Close()
		c := &client{task: &task{Site: *s}, h: h, r: rand.New(rand.NewPCG(1, 1))}
		for n := range size(15, 1000) {
			l, err := c.addItem(fmt.Sprint("race", n))
			if err == nil {
				err = askLower(h, s, rectify.ItemID(l.ID))
			}
			if err != nil {
				t.Fatal(err)
			}
			var agreed atomic.Int64
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if agree(h, s, s.fresh(access.Leader), rectify.ItemID(l.ID)) == nil {
						agreed.Add(1)
					}
				})
			}
			wg.Wait()
			if agreed.Load() != 1 {
				t.Errorf("%d of eight agreed to one request", agreed.Load())
			}
		}
		for _, f := range inspect(t, s, nil) {
			t.Error(f)
		}
	})
}

type race struct {
	h            *doors.House
	s            *site
	people       []string
	saved, stale atomic.Int64
	mu           sync.Mutex
	odd          map[string]int
	t            testing.TB
}

func newRace(t testing.TB, h *doors.House, s *site, people int) *race {
	r := &race{h: h, s: s, t: t, odd: map[string]int{}}
	for range people {
		id, err := h.Org.AddPerson(ctx, s.Actors[access.SysAdmin], org.PersonInput{Name: "人员", Unit: s.Unit})
		if err != nil {
			t.Fatal(err)
		}
		r.people = append(r.people, id)
	}
	return r
}

func (r *race) run(clients, edits int, edit func(id string) error) {
	var wg sync.WaitGroup
	left := atomic.Int64{}
	left.Store(int64(edits))
	for range clients {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				switch err := edit(r.people[rand.IntN(len(r.people))]); {
				case err == nil:
					r.saved.Add(1)
				case fault.Is(err, fault.KindConflict):
					r.stale.Add(1)
				default:
					r.mu.Lock()
					r.odd[err.Error()]++
					r.mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
}

func (r *race) version(id string) (version int64, err error) {
	err = r.h.DB.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		version, err = db.Value[int64](tx, `select version from org_person where id = $1`, id)
		return err
	})
	return version, err
}

// edit reads the version as a form does, and saves with it.
func (r *race) edit(id string) error {
	version, err := r.version(id)
	if err != nil {
		return err
	}
	return r.h.Org.ChangePerson(ctx, r.s.Actors[access.SysAdmin], id, version, org.PersonInput{Name: "人员", Unit: r.s.Unit, Phone: fmt.Sprint(rand.IntN(1e9))})
}

// lost is how many edits were answered as saved and are not counted by the versions.
func (r *race) lost() int64 {
	sum := int64(0)
	for _, id := range r.people {
		v, err := r.version(id)
		if err != nil {
			r.t.Fatal(err)
		}
		sum += v - 1
	}
	return r.saved.Load() - sum
}
