package main

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"strings"

	"plumbline/internal/doors"
	"plumbline/internal/doors/web"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/pack"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/access/accesstest"
	"plumbline/internal/hall/org"
	"plumbline/internal/rooms/orglife"
)

// The matrix of a large force: 500 branches, nine duties, each of every month.
const (
	matrixBranches = 500
	matrixDuties   = 9
)

// measureMatrix shows the compliance matrix beside a handler that runs its statement and writes the same bytes.
func measureMatrix(ctx context.Context, r *report, kind string) error {
	data, database, drop, err := place(kind)
	if err != nil {
		return err
	}
	defer drop()
	note("%s: a matrix of %d branches × 12 months × %d duties", kind, matrixBranches, matrixDuties)
	h, err := doors.Open(ctx, doors.Config{Data: data, DB: database, Bulk: true, Clock: now})
	if err != nil {
		return err
	}
	defer h.Close()
	h.Orglife = orglife.New(h.DB, nineDuties)
	w := &world{house: h}
	if err := w.branches(ctx); err != nil {
		return err
	}
	s, err := serve(web.New(h, "bench", false))
	if err != nil {
		return err
	}
	defer s.close()
	if s.cookie, err = accesstest.Open(ctx, h.Access, "officer"); err != nil {
		return err
	}
	const address = "/orglife?of=all"
	page, err := s.page(address)
	if err != nil {
		return err
	}
	ref, err := openReference(database)
	if err != nil {
		return err
	}
	defer ref.close()
	bare, err := serve(ref.matrix(page))
	if err != nil {
		return err
	}
	defer bare.close()
	again, err := bare.page("/")
	if err != nil {
		return err
	}
	if !bytes.Equal(page, again) {
		return fmt.Errorf("the reference's matrix is another page: %d and %d bytes", len(page), len(again))
	}
	p, q := beside(1, long(), s.get(same(address)), bare.get(same("/")))
	p.Bytes, q.Bytes = len(page), len(again)
	ratio := p.P50 / q.P50
	r.Figures = append(r.Figures, figure{Database: kind, Items: matrixBranches * 12 * matrixDuties, Name: "matrix of 500 branches, 12 months, 9 duties", Product: p, Reference: &q, Ratio: ratio,
		Against: "one statement, the same bytes by fmt", Goal: "≤ 3", Met: yes(ratio <= 3)})
	note("  %s", r.Figures[len(r.Figures)-1].line())
	return nil
}

// nineDuties is a pack in which nine duties are owed each month.
func nineDuties(*db.Tx, clock.Day) (*pack.Pack, error) {
	p := &pack.Pack{Version: "bench"}
	for i := range matrixDuties {
		t := pack.Text{Zh: fmt.Sprintf("会议%d", i+1), En: fmt.Sprintf("Meeting %d", i+1)}
		p.Rhythm.Beats = append(p.Rhythm.Beats, pack.Beat{Code: fmt.Sprintf("duty%d", i+1), Title: t, Short: t, Every: pack.EachMonth, First: 1, Last: 12, For: []string{"party_cell"}, Matrix: true})
	}
	return p, nil
}

// branches fills the Party tree and a year of duties, every cell of it laid down.
func (w *world) branches(ctx context.Context) error {
	r := rand.New(rand.NewPCG(5, 500))
	var root string
	err := w.house.DB.Write(ctx, clerk, func(tx *db.Tx) (err error) {
		unit, err := org.AddUnit(tx, org.UnitInput{Name: "市局", Short: "市局", Kind: "city"}, "")
		if err != nil {
			return err
		}
		w.root = unit
		if root, err = org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: "市局党委", Short: "市局党委", Kind: "party_committee"}, ""); err != nil {
			return err
		}
		for i := range matrixBranches {
			if _, err := org.AddUnit(tx, org.UnitInput{Tree: org.PartyTree, Name: fmt.Sprintf("第%d支部", i+1), Short: fmt.Sprintf("第%d支部", i+1), Kind: "party_cell", Parent: root}, ""); err != nil {
				return err
			}
		}
		return filled(tx, nil)
	})
	if err != nil {
		return err
	}
	err = w.house.DB.Write(ctx, clerk, func(tx *db.Tx) error {
		f, err := org.Tree(tx)
		if err != nil {
			return err
		}
		for _, u := range f.Under(root)[1:] {
			var v values
			for d := range matrixDuties {
				for m := range 12 {
					mark := []string{"done", "done", "done", "done", "done", "late", "missed", "made_up", "open"}[r.IntN(9)]
					day := fmt.Sprintf("2026-%02d", m+1)
					v.add(db.NewID(), u.ID, u.Ord, fmt.Sprintf("duty%d", d+1), "会议", day, 2026, m+1, day+"-01", day+"-28", "2026-12-31", "2026-12-31", "bench", mark, db.Stamp(tx.Now))
				}
			}
			if err := v.insert(tx, "orglife_duty (id, party_id, party_ord, kind, title, period, year, slot, period_from, period_until, closes, late_until, pack, mark, made_at)"); err != nil {
				return err
			}
		}
		return filled(tx, nil)
	})
	if err != nil {
		return err
	}
	if err := w.account(ctx, w.root, "officer", access.PartyAff); err != nil {
		return err
	}
	l, err := w.house.Access.Login(ctx, clerk, "officer")
	if err != nil {
		return err
	}
	return w.house.Access.Grant(ctx, clerk, access.NewGrant{Login: l.ID, Role: access.PartyAff, Unit: root, Since: "2020-01-01", Basis: "测量"})
}

type branchName struct{ id, short string }

// branches are the rows' heads, by tree number.
func (r *reference) branches(ctx context.Context) (map[int64]branchName, error) {
	names, err := r.db.QueryContext(ctx, `select ord, id, short from org_unit where tree = 'party' and kind = 'party_cell' order by ord`)
	if err != nil {
		return nil, err
	}
	defer names.Close()
	out := map[int64]branchName{}
	for names.Next() {
		var ord int64
		var b branchName
		if err := names.Scan(&ord, &b.id, &b.short); err != nil {
			return nil, err
		}
		out[ord] = b
	}
	return out, names.Err()
}

// matrix is the reference: the statement of the product, its rows written with fmt between what stands around them.
func (r *reference) matrix(page []byte) http.Handler {
	head, rest, _ := strings.Cut(string(page), "<tbody>")
	_, tail, _ := strings.Cut(rest, "</tbody>")
	draw := map[string][3]string{"done": {"o-d", "●", "已开"}, "late": {"o-d", "◐", "已开补记"}, "missed": {"o-x", "✕", "缺"}, "made_up": {"o-x", "⊗", "缺，已补开"}, "open": {"o-w", "▲", "本期待开"}}
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		known, err := r.branches(q.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		rows, err := r.db.QueryContext(q.Context(), `select party_ord, kind, slot, mark, closes, id from orglife_duty where year = $1 and party_ord >= $2 order by party_ord, kind, slot`, 2026, int64(1)<<51)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer rows.Close()
		var out bytes.Buffer
		out.Grow(len(page))
		out.WriteString(head + "<tbody>")
		var at int64
		n, done, missed := 0, 0, 0
		end := func() {
			if at == 0 {
				return
			}
			red := "0"
			if missed > 0 {
				red = fmt.Sprintf(`<span class="pl-red"><svg viewBox="0 0 10 10" fill="currentColor" aria-hidden="true"><rect x="1" y="1" width="8" height="8"/></svg>%d</span>`, missed)
			}
			fmt.Fprintf(&out, "<td class=\"is-first r\">%s</td><td class=\"r\">%d%%</td></tr>\n", red, done*100/n)
		}
		for rows.Next() {
			var ord int64
			var slot int
			var kind, mark, closes, id string
			if err := rows.Scan(&ord, &kind, &slot, &mark, &closes, &id); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			if ord != at {
				end()
				at, n, done, missed = ord, 0, 0, 0
				b := known[ord]
				fmt.Fprintf(&out, `<tr><th scope="row"><a class="pl-row-link" href="/orglife/branches/%s?year=2026">%s</a><span>0</span></th>`, b.id, html.EscapeString(b.short))
			}
			n++
			switch mark {
			case "done", "late":
				done++
			case "missed", "made_up":
				missed++
			}
			d := draw[mark]
			class := d[0]
			if slot == 1 {
				class += " is-first"
			}
			if slot == 6 {
				class += " is-now"
			}
			fmt.Fprintf(&out, `<td class="%s" data-duty="%s"><span role="img" aria-label="%s">%s</span></td>`, class, id, html.EscapeString(d[2]), d[1])
		}
		end()
		if err := rows.Err(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		out.WriteString("</tbody>" + tail)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(out.Bytes()) //nolint:errcheck // the client has gone
	})
}
