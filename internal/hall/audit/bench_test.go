package audit

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"testing/fstest"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
)

// leaves is how many entries the large benchmarks seal and verify: a million, or PLUMBLINE_LEAVES.
func leaves() int {
	if n, err := strconv.Atoi(os.Getenv("PLUMBLINE_LEAVES")); err == nil && n > 0 {
		return n
	}
	return 1_000_000
}

// filled is a record with n entries, not sealed.
func filled(b *testing.B, n int) *Log {
	b.Helper()
	d := dbtest.SQLite(b)
	l := openLog(b, d)
	for done := 0; done < n; {
		err := d.Write(ctx, person("a"), func(tx *db.Tx) error {
			for range min(20_000, n-done) {
				if err := Record(tx, Entry{Action: "rectify.sign", Kind: "item", ID: fmt.Sprint(done % 5000), Version: 1}); err != nil {
					return err
				}
				done++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return l
}

// BenchmarkSeal seals a record of a million entries.
func BenchmarkSeal(b *testing.B) {
	n := leaves()
	for b.Loop() {
		b.StopTimer()
		l := filled(b, n)
		b.StartTimer()
		if done, err := l.Seal(ctx); err != nil || done != n {
			b.Fatal(done, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "leaves/s")
}

// BenchmarkCheck recomputes a sealed record of a million entries from its rows.
func BenchmarkCheck(b *testing.B) {
	n := leaves()
	l := filled(b, n)
	seal(b, l)
	for b.Loop() {
		if r := l.Check(ctx, nil); !r.Sound() || r.Entries != int64(n) {
			b.Fatal(r.Findings, r.Err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "leaves/s")
}

// BenchmarkVerify checks an export of a million entries without database.
func BenchmarkVerify(b *testing.B) {
	n := leaves()
	l := filled(b, n)
	seal(b, l)
	files := fstest.MapFS{}
	put := func(name string, data []byte) error {
		files[name] = &fstest.MapFile{Data: append([]byte(nil), data...)}
		return nil
	}
	if _, err := l.Export(ctx, person("auditor"), ExportOptions{}, put); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if v, err := VerifyExport(files, VerifyOptions{Key: l.PublicKey()}); err != nil || !v.Sound() {
			b.Fatal(err, v.Findings)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "leaves/s")
}

// BenchmarkAct is one act on one row, protected and not: what the fingerprints cost.
func BenchmarkAct(b *testing.B) {
	for _, watched := range []bool{false, true} {
		b.Run(map[bool]string{false: "plain", true: "protected"}[watched], func(b *testing.B) {
			d := dbtest.SQLite(b)
			if watched {
				protected(b, d)
			}
			put(b, d, insertSetting, "k", "v")
			for b.Loop() {
				put(b, d, `update house_setting set value = $1 where key = $2`, "w", "k")
			}
		})
	}
}
