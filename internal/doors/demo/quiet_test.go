package demo

import (
	"bytes"
	"testing"
	"testing/fstest"
	"time"

	"plumbline/internal/doors"
	"plumbline/internal/ground/db"
	"plumbline/internal/ground/who"
	"plumbline/internal/hall/audit"
)

// quiet shows (T-TAMPER) that three years of acts, imports, reorganisations and night work raise no false alarm; a row
// that was changed past them raises one. It is the last thing done with a demo: it leaves the changed row.
func quiet(t *testing.T, h *doors.House) {
	t.Helper()
	ctx := t.Context()
	began := time.Now()
	res, err := h.Audit.ReconcileAll(ctx)
	if err != nil || !res.Whole || res.Rows < 10_000 || len(res.Findings) > 0 {
		t.Fatalf("%d rows compared, %d findings, %v\n%.2000v", res.Rows, len(res.Findings), err, res.Findings)
	}
	t.Logf("%d rows and fingerprints in %v", res.Rows, time.Since(began))
	alarms, err := h.Audit.Alarms(ctx, who.Job("test"))
	if err != nil || len(alarms) > 0 {
		t.Fatalf("alarms raised on the way: %v, %v", alarms, err)
	}
	if r := h.Audit.Check(ctx, nil); !r.Sound() {
		t.Fatalf("%+v", r)
	}
	invariants(t, h)
	var changed string
	err = h.DB.Read(ctx, who.Job("test"), func(tx *db.Tx) (err error) {
		changed, err = db.Value[string](tx, `select min(id) from rectify_item where state = 'closed'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.DB.Watch(ctx, nil) // the application looks away, as a bare SQL tool would
	err = h.DB.Upkeep(ctx, who.Job("mallory"), func(tx *db.Tx) error {
		_, err := tx.Exec(`update rectify_item set severity = 'light' where id = $1`, changed)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.DB.Watch(ctx, doors.Protected); err != nil {
		t.Fatal(err)
	}
	if res, err = h.Audit.ReconcileAll(ctx); err != nil || len(res.Findings) != 1 || res.Findings[0].Row != changed {
		t.Errorf("one planted change, found %v, %v", res.Findings, err)
	}
}

// invariants holds the demo's whole record against the rules that the record proves.
func invariants(t *testing.T, h *doors.House) {
	t.Helper()
	if _, err := h.Audit.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	put := func(name string, data []byte) error {
		files[name] = &fstest.MapFile{Data: bytes.Clone(data)}
		return nil
	}
	if _, err := h.Audit.Export(t.Context(), who.Job("test"), audit.ExportOptions{Details: true, Agreed: func(*db.Tx) error { return nil }}, put); err != nil {
		t.Fatal(err)
	}
	v, err := audit.VerifyExport(files, audit.VerifyOptions{Key: h.Audit.PublicKey()})
	if err != nil || !v.Sound() || v.Details < 1000 || len(v.Policy) == 0 {
		t.Fatalf("%d entries, %v, %.2000v", v.Entries, err, v.Findings)
	}
}
