package durable

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/org"
)

// T-LIN: what concurrent clients saw of one person's entry, a register that is written by version, can
// be put into one order that contradicts none of them.
func TestLinear(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		began := time.Now()
		h := s.open(t)
		defer h.Close()
		r := newRace(t, h, s, 1)
		ops := history(r, 8, size(150, 3000))
		if !porcupine.CheckOperations(register, ops) {
			t.Error("the history has no order")
		}
		spent(t, began, "%d operations of 8 clients", len(ops))
	})
}

// The planted fault: one read that answers what was overwritten before it began.
func TestLinearCatchesAStaleRead(t *testing.T) {
	s := build(t, filepath.Join(t.TempDir(), "data"), "")
	h := s.open(t)
	defer h.Close()
	ops := history(newRace(t, h, s, 1), 4, 50)
	end := int64(0)
	for _, o := range ops {
		end = max(end, o.Return)
	}
	ops = append(ops, porcupine.Operation{ClientId: 99, Input: act{}, Call: end + 1, Output: seen{version: 1, phone: ""}, Return: end + 2})
	if porcupine.CheckOperations(register, ops) {
		t.Fatal("a read of what was long overwritten was taken")
	}
}

// act is a read, or a write of a phone number over a version.
type act struct {
	write   bool
	version int64
	phone   string
}

type seen struct {
	version int64
	phone   string
	ok      bool
}

var register = porcupine.Model{
	Init: func() any { return seen{version: 1} },
	Step: func(state, input, output any) (bool, any) {
		now, in, out := state.(seen), input.(act), output.(seen)
		switch {
		case !in.write:
			return out.version == now.version && out.phone == now.phone, now
		case in.version != now.version:
			return !out.ok, now
		}
		return out.ok, seen{version: now.version + 1, phone: in.phone}
	},
	Equal: func(a, b any) bool { return a == b },
}

func history(r *race, clients, each int) (ops []porcupine.Operation) {
	began := time.Now()
	var mu sync.Mutex
	var wg sync.WaitGroup
	id := r.people[0]
	for c := range clients {
		wg.Go(func() {
			last := seen{version: 1}
			for i := range each {
				in := act{write: rand.IntN(2) == 0, version: last.version, phone: strconv.Itoa(c) + "-" + strconv.Itoa(i)}
				call := time.Since(began).Nanoseconds()
				out, err := r.step(id, in)
				back := time.Since(began).Nanoseconds()
				if err != nil {
					r.t.Error(err)
					return
				}
				if !in.write {
					last = out
				}
				mu.Lock()
				ops = append(ops, porcupine.Operation{ClientId: c, Input: in, Call: call, Output: out, Return: back})
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return ops
}

func (r *race) step(id string, in act) (out seen, err error) {
	if in.write {
		err = r.h.Org.ChangePerson(ctx, r.s.Actors[access.SysAdmin], id, in.version, org.PersonInput{Name: "人员", Unit: r.s.Unit, Phone: in.phone})
		out.ok = err == nil
		if fault.Is(err, fault.KindConflict) {
			err = nil
		}
		return out, err
	}
	err = r.h.DB.Read(ctx, who.Job("test"), func(tx *db.Tx) error {
		return tx.Row(`select version, phone from org_person where id = $1`, id).Scan(&out.version, &out.phone)
	})
	if strings.Contains(fmt.Sprint(err), "no rows") {
		err = fmt.Errorf("the person is gone: %w", err)
	}
	return out, err
}
