// Command bench measures the product beside a bare reference in the same run and prints a readable table; the figures as
// JSON go to bench-out/. It reports and never fails on time.
//
//	BENCH_SIZES=10000,100000,1000000   ledgers to build
//	BENCH_LEAVES=1000000               entries of the record to seal and verify
//	BENCH_DB=sqlite,postgres           databases (PostgreSQL: scripts/pg.sh gives the server)
//	BENCH_SECONDS=6                    how long each measure runs
//	BENCH_PARTS=page,report            measure only these: start, page, deep, scoped, item, search, signin, decide, report, register, matrix, sheets, record
//	BENCH_PROFILE=DIR                  also write CPU profiles of the ledger page and the progress report there
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"time"
)

// report is everything of one run.
type report struct {
	Started string   `json:"started"`
	Machine string   `json:"machine"`
	Figures []figure `json:"figures"`
	Start   *start   `json:"start,omitempty"`
	Missed  []string `json:"missed,omitempty"` // what could not be measured, and why
}

// missed notes a figure that could not be taken; the others are taken all the same, and the run fails at its end.
func (r *report) missed(err error) {
	note("  not measured: %v", err)
	r.Missed = append(r.Missed, err.Error())
}

func main() {
	if err := bench(context.Background()); err != nil {
		note("bench: %v", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context) error {
	r := &report{Started: time.Now().UTC().Format(time.RFC3339), Machine: fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())}
	var err error
	if part("start") {
		if r.Start, err = measureStart(); err != nil {
			return err
		}
	}
	for _, kind := range list("BENCH_DB", "sqlite,postgres") {
		if kind == "postgres" && os.Getenv("PLUMBLINE_TEST_PG") == "" {
			note("no PostgreSQL: run through scripts/pg.sh")
			continue
		}
		for _, s := range list("BENCH_SIZES", "10000,100000,1000000") {
			n, err := strconv.Atoi(s)
			if err != nil {
				return fmt.Errorf("BENCH_SIZES: %q is not a number", s)
			}
			if !part(ledgerParts...) {
				break
			}
			if err := measureLedger(ctx, r, kind, n); err != nil {
				r.missed(fmt.Errorf("%s, %d items: %w", kind, n, err))
			}
		}
		for _, p := range []struct {
			name    string
			measure func(context.Context, *report, string) error
		}{{"matrix", measureMatrix}, {"sheets", measureSheets}, {"record", measureRecord}} {
			if !part(p.name) {
				continue
			}
			if err := p.measure(ctx, r, kind); err != nil {
				r.missed(fmt.Errorf("%s, %s: %w", kind, p.name, err))
			}
		}
	}
	r.compare()
	if err := r.write(); err != nil || len(r.Missed) == 0 {
		return err
	}
	return fmt.Errorf("%d figures could not be taken", len(r.Missed))
}

// compare sets each size beside the smaller one of the same database: what must not grow with the ledger.
func (r *report) compare() {
	const small, large = 100_000, 1_000_000
	for i := range r.Figures {
		f := &r.Figures[i]
		if f.Items != large || !strings.HasPrefix(f.Name, "ledger page") {
			continue
		}
		for _, s := range r.Figures {
			if s.Items == small && s.Name == f.Name && s.Database == f.Database {
				ratio := f.Product.P50 / s.Product.P50
				r.Figures = append(r.Figures, figure{Database: f.Database, Items: large, Name: f.Name + ", 1M against 100k", Product: f.Product,
					Reference: &s.Product, Ratio: ratio, Against: "itself at 100k", Goal: "≤ 1.3", Met: yes(ratio <= 1.3)})
			}
		}
	}
}

func (r *report) write() error {
	dir := "bench-out"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	name := filepath.Join(dir, time.Now().UTC().Format("20060102-150405")+".json")
	if err := os.WriteFile(name, raw, 0o644); err != nil {
		return err
	}
	fmt.Println(r.Machine)
	fmt.Println(r.Start)
	fmt.Println(head)
	for _, f := range r.Figures {
		fmt.Println(f.line())
	}
	fmt.Println("JSON:", name)
	return nil
}

// list reads a list of words from the environment.
func list(name, otherwise string) []string {
	v := os.Getenv(name)
	if v == "" {
		v = otherwise
	}
	return strings.Split(v, ",")
}

// part tells whether one of the parts is to be measured.
func part(names ...string) bool {
	want := list("BENCH_PARTS", "")
	return want[0] == "" || slices.ContainsFunc(names, func(n string) bool { return slices.Contains(want, n) })
}

// long is how long each measure runs.
func long() time.Duration {
	if n, err := strconv.Atoi(os.Getenv("BENCH_SECONDS")); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	return 6 * time.Second
}

// profile writes a CPU profile until it is stopped, where BENCH_PROFILE asks for one.
func profile(name string) (stop func(), err error) {
	dir := os.Getenv("BENCH_PROFILE")
	if dir == "" {
		return func() {}, nil
	}
	f, err := os.Create(filepath.Join(dir, name+".pprof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, nil
}

func note(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
