package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/crypto/argon2"

	"plumbline/internal/doors"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/audit"
)

// decide asks the policy table about places all over the tree: the p99 of one decision, goal under 20 µs (TRUST.md 2.5).
func (m *measurer) decide() error {
	actor := who.Actor{Login: "bench", Person: "bench", Stepped: today.Time(), Recused: []who.Span{{First: 3, Last: 5}}}
	for _, u := range []int{0, len(m.w.units) / 3, len(m.w.units) / 2} {
		unit := m.w.units[u]
		actor.Grants = append(actor.Grants, who.Grant{Role: access.Liaison, Unit: unit.ID, First: unit.Ord, Last: unit.Last},
			who.Grant{Role: access.TeamLeader, Unit: unit.ID, First: unit.Ord, Last: unit.Last})
	}
	rights := []access.Right{access.ReadItem, access.CloseItem, access.WritePaper, access.DoMeasure, access.VerifyItem}
	var odd error
	p := run(1, long()/2, func(_, n int) error {
		u := m.w.units[n%len(m.w.units)]
		err := access.May(actor, rights[n%len(rights)], access.Place{Ord: u.Ord, Team: []string{"another", "bench"}})
		if err != nil {
			if _, ours := fault.As(err); !ours {
				odd = err
			}
		}
		return nil
	})
	m.put("one decision of the policy table", p, nil, 0, "", "p99 < 0.02 ms", yes(p.P99 < 0.02))
	return odd
}

// signIn is the password half of a sign-in: it should cost its Argon2id and hardly anything else.
func (m *measurer) signIn() error {
	ctx := context.Background()
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return err
	}
	product := func(_, _ int) error {
		_, err := m.w.house.Access.SignIn(ctx, access.Attempt{Login: "scoped", Password: password, Place: "127.0.0.1"})
		return err
	}
	p, q := beside(1, long(), product, func(_, _ int) error {
		argon2.IDKey([]byte(password), salt, 3, 64*1024, 1, 32)
		return nil
	})
	ratio := p.P50 / q.P50
	m.put("sign-in, password step", p, &q, ratio, "Argon2id alone", "≤ 1.3", yes(ratio <= 1.3))
	return nil
}

// scopedList is the ledger of somebody whose role reaches one squad and one station: cost must follow the page, not the
// ledger.
func (m *measurer) scopedList() error {
	s := *m.s
	var err error
	if s.cookie, err = accesstest.Open(context.Background(), m.w.house.Access, "scoped"); err != nil {
		return err
	}
	p := run(1, long(), s.get(same("/rectify?sort=due")))
	wide := run(1, long(), m.s.get(same("/rectify?sort=due")))
	m.put("ledger page of a narrow scope", p, &wide, p.P50/wide.P50, "the same page of the whole bureau", "≤ 1.3", yes(p.P50/wide.P50 <= 1.3))
	return nil
}

// measureRecord seals and verifies a record of so many leaves (BENCH_LEAVES, 1,000,000), beside hashing the same leaves
// and their tree in memory.
func measureRecord(ctx context.Context, r *report, kind string) error {
	leaves, err := strconv.Atoi(list("BENCH_LEAVES", "1000000")[0])
	if err != nil {
		return fmt.Errorf("BENCH_LEAVES: %w", err)
	}
	data, database, drop, err := place(kind)
	if err != nil {
		return err
	}
	defer drop()
	h, err := doors.Open(ctx, doors.Config{Data: data, DB: database, Bulk: true, Clock: now})
	if err != nil {
		return err
	}
	defer h.Close()
	note("%s: writing a record of %d entries", kind, leaves)
	if err := fillRecord(ctx, h, leaves); err != nil {
		return err
	}
	bare := bareTree(leaves)
	put := func(name string, took time.Duration) {
		p := timing{Calls: leaves, Clients: 1, P50: ms(took), P99: ms(took), Rate: float64(leaves) / took.Seconds()}
		q := timing{Calls: leaves, Clients: 1, P50: ms(bare), Rate: float64(leaves) / bare.Seconds()}
		f := figure{Database: kind, Items: leaves, Name: name, Product: p, Reference: &q, Ratio: p.P50 / q.P50, Against: "hashing leaves and tree in memory"}
		r.Figures = append(r.Figures, f)
		note("  %s", f.line())
	}
	began := time.Now()
	if _, err := h.Audit.Seal(ctx); err != nil {
		return err
	}
	put("sealing the record", time.Since(began))
	began = time.Now()
	if res := h.Audit.Check(ctx, nil); !res.Sound() {
		return fmt.Errorf("the record is not sound: %v %w", res.Findings, res.Err)
	}
	put("checking the record in the house", time.Since(began))
	return offline(ctx, h, data, put)
}

// offline exports the record and verifies the export as an outsider does.
func offline(ctx context.Context, h *doors.House, data string, put func(string, time.Duration)) error {
	dir := filepath.Join(data, "export")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	began := time.Now()
	if _, err := h.Audit.Export(ctx, clerk, audit.ExportOptions{}, tlog.ToDir(root)); err != nil {
		return err
	}
	put("exporting the record", time.Since(began))
	began = time.Now()
	v, err := audit.VerifyExport(os.DirFS(dir), audit.VerifyOptions{})
	if err != nil {
		return err
	}
	if !v.Sound() {
		return fmt.Errorf("the export is not sound: %v", v.Findings)
	}
	put("verifying the export offline", time.Since(began))
	return nil
}

func fillRecord(ctx context.Context, h *doors.House, leaves int) error {
	const chunk = 1000
	for from := 0; from < leaves; from += chunk {
		err := h.DB.Write(ctx, clerk, func(tx *db.Tx) error {
			for i := from; i < min(leaves, from+chunk); i++ {
				e := audit.Entry{Action: "rectify.note", Kind: "bench", ID: strconv.Itoa(i % 50_000), Version: int64(i), Details: map[string]int{"n": i}}
				if err := audit.Record(tx, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// bareTree hashes as many leaves of a usual length, and the tree over them.
func bareTree(leaves int) time.Duration {
	began := time.Now()
	text := make([]byte, 320)
	var g tlog.Grower
	for i := range leaves {
		copy(text, strconv.Itoa(i))
		h := sha256.Sum256(text) // as the leaf column is
		copy(text[32:], h[:])
		g.Add(tlog.Leaf(text))
	}
	_ = g.Tree()
	return time.Since(began)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
