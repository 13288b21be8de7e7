package chronic

import (
	"bytes"
	"context"
	"testing"

	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/pack"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/access"
	"plumbline/internal/hall/audit"
	"plumbline/internal/hall/calendar"
	"plumbline/internal/hall/file"
	"plumbline/internal/hall/org"
	"plumbline/packs"
)

var ctx = context.Background()

// world is a small bureau with a running campaign: three branches with a liaison and a head each, an
// office of two, a leader, a verifier.
type world struct {
	t        *testing.T
	d        *db.DB
	r        *Room
	files    *file.Store
	unit     map[string]org.Unit
	actor    map[string]who.Actor
	campaign string
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	store, err := file.Open(d, t.TempDir(), file.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	GuardFiles(store)
	raw, err := packs.FS.ReadFile("chronic_problems.yaml")
	if err != nil {
		t.Fatal(err)
	}
	list, err := pack.Read("chronic_problems.yaml", raw)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, d: d, files: store, unit: map[string]org.Unit{}, actor: map[string]who.Actor{}, campaign: "c1",
		r: New(d, func(*db.Tx, string, string) (*pack.Pack, error) { return list, nil })}
	w.write(func(tx *db.Tx) error {
		for _, u := range [][3]string{{"市局", "", "city"}, {"督察办", "市局", "department"}, {"城东分局", "市局", "branch"}, {"东门派出所", "城东分局", "station"}, {"江北分局", "市局", "branch"}, {"江南分局", "市局", "branch"}} {
			id, err := org.AddUnit(tx, org.UnitInput{Name: u[0], Short: u[0], Parent: w.unit[u[1]].ID, Kind: u[2], Inspected: u[2] == "branch"}, "")
			if err != nil {
				return err
			}
			w.unit[u[0]] = org.Unit{ID: id}
		}
		for _, f := range []string{"calendar/2026.yaml", "rules/deadlines.yaml"} {
			raw, err := packs.FS.ReadFile(f)
			if err != nil {
				return err
			}
			p, err := pack.Read(f, raw)
			if err != nil {
				return err
			}
			if p.Kind == pack.Calendar {
				if _, err = calendar.InstallYear(tx, p, "zh"); err != nil {
					return err
				}
			} else if err = calendar.Install(tx, p, "2023-01-01"); err != nil {
				return err
			}
		}
		return audit.Record(tx, audit.Entry{Action: "org.setup", Kind: "org", ID: "x", Version: 1})
	})
	w.write(func(tx *db.Tx) error {
		for name := range w.unit {
			u, err := org.UnitByID(tx, w.unit[name].ID)
			if err != nil {
				return err
			}
			w.unit[name] = u
		}
		_, err := tx.Exec(`insert into campaign_campaign (id, number, year, title, unit_id, unit_ord, lead, aim, state, pack, pack_version, open_code, drafted_by, drafted_at)
			values ('c1', 'ZX-26-001', 2026, '执法突出问题专项整治', $1, $2, '[]', '', 'rectify', 'x', '1', 'abc', 'x', 'x')`, w.unit["市局"].ID, w.unit["市局"].Ord)
		return err
	})
	for login, x := range map[string][3]string{"office": {"督察办", access.Office, "市局"}, "office2": {"督察办", access.Office, "市局"}, "leader": {"市局", access.Leader, "市局"}, "verifier": {"督察办", access.Verifier, "市局"},
		"east": {"城东分局", access.Liaison, "城东分局"}, "easthead": {"城东分局", access.UnitHead, "城东分局"}, "north": {"江北分局", access.Liaison, "江北分局"}, "south": {"江南分局", access.Liaison, "江南分局"},
		"eastoffice": {"城东分局", access.Office, "市局"}} {
		w.person(login, x[0], x[1], x[2])
	}
	return w
}

func (w *world) person(login, unit, role, at string) {
	var id string
	w.write(func(tx *db.Tx) (err error) {
		if id, err = org.AddPerson(tx, org.PersonInput{Name: login, Badge: login, Unit: w.unit[unit].ID}); err != nil {
			return err
		}
		if role == access.Liaison {
			_, err = org.Appoint(tx, org.Appointment{Person: id, Unit: w.unit[unit].ID, Title: "联络员", Kind: "liaison", Since: "2026-01-01"})
		}
		return err
	})
	g := w.unit[at]
	w.actor[login] = who.Actor{Login: login, Person: id, Name: login, UnitOrd: w.unit[unit].Ord, Grants: []who.Grant{{ID: "g-" + login, Role: role, Unit: g.ID, First: g.Ord, Last: g.Last}}}
}

func (w *world) write(do func(*db.Tx) error) {
	w.t.Helper()
	err := w.d.Write(ctx, who.Job("test"), func(tx *db.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return audit.Record(tx, audit.Entry{Action: "test", Kind: "test", ID: "t", Version: 1})
	})
	w.ok(err)
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) is(err error, k fault.Kind, what string) {
	w.t.Helper()
	if !fault.Is(err, k) {
		w.t.Errorf("%s: %v", what, err)
	}
}

func (w *world) registration(unit string) Registration {
	return Registration{Campaign: w.campaign, Unit: w.unit[unit].ID, Title: "受案后超30日未立案审查17起", Facts: "抽查受案登记，17起超过三十日没有结论。", Category: "G6", Way: "self", Source: "法制大队", From: "2026-01-01", To: "2026-05-31"}
}

func (w *world) register(unit string) ID {
	w.t.Helper()
	id, err := w.r.Register(ctx, w.actor["office"], w.registration(unit))
	w.ok(err)
	return id
}

func (w *world) today() clock.Day { return clock.DayOf(dbtest.Clock(w.d).Now()) }

// planned is a problem of the unit with all three fields, at work.
func (w *world) working(unit, liaison string) ID {
	id := w.register(unit)
	w.ok(w.r.Classify(ctx, w.actor["office"], id, Classifying{Track: TrackCampaign, Verdict: "属顽疾，在专项台账整改"}))
	w.ok(w.r.Plan(ctx, w.actor[liaison], id, Planned{Due: w.today().Add(20), Measure: "逐案复核", Standard: "17/17起有结论"}))
	return id
}

func (w *world) evidence(actor string, id ID) {
	w.t.Helper()
	data := []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
	_, err := w.files.Put(ctx, w.actor[actor], file.Attachment{Name: "核查表.pdf", Size: int64(len(data)), Kind: fileKind, Ref: string(id)}, bytes.NewReader(data))
	w.ok(err)
}

func (w *world) claimed(unit, liaison string) ID {
	id := w.working(unit, liaison)
	w.evidence(liaison, id)
	w.ok(w.r.Claim(ctx, w.actor[liaison], id, "17起全部有结论"))
	return id
}

func (w *world) problem(id ID) Dossier {
	w.t.Helper()
	d, err := w.r.Dossier(ctx, w.actor["office"], id)
	w.ok(err)
	return d
}
