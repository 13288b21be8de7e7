package main

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// timing is what a number of calls took.
type timing struct {
	Calls   int     `json:"calls"`
	Clients int     `json:"clients"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
	Rate    float64 `json:"per_second"`
	CPU     float64 `json:"cpu_ms"` // of one call, of this process: its client's and its server's
	Allocs  int     `json:"allocs"` // of one call, the same
	Bytes   int     `json:"bytes,omitempty"`
	Failed  int     `json:"failed,omitempty"`
}

// run calls f with consecutive numbers from so many clients for about a time, and answers what the calls took.
func run(clients int, long time.Duration, f func(client, n int) error) timing {
	var mu sync.Mutex
	var took []time.Duration
	t := timing{Clients: clients}
	end := time.Now().Add(long)
	began, cpu, allocs := time.Now(), processor(), mallocs()
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for n := 0; time.Now().Before(end); n++ {
				at := time.Now()
				err := f(c, n)
				d := time.Since(at)
				mu.Lock()
				if err != nil {
					if t.Failed == 0 {
						note("a call failed: %v", err)
					}
					t.Failed++
				}
				took = append(took, d)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.Calls, t.Rate = len(took), float64(len(took))/time.Since(began).Seconds()
	if t.Calls > 0 {
		t.CPU, t.Allocs = ms(processor()-cpu)/float64(t.Calls), int(mallocs()-allocs)/t.Calls
	}
	slices.Sort(took)
	t.P50, t.P99 = at(took, 50), at(took, 99)
	return t
}

// mallocs is how many things this process has allocated so far.
func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

func at(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(len(sorted)-1, len(sorted)*percent/100)].Microseconds()) / 1000
}

// beside runs the product and its reference in turns, so that a disturbance of the machine meets both, and answers the
// turn with the middle speed of each.
func beside(clients int, long time.Duration, product, reference func(client, n int) error) (p, r timing) {
	const turns = 3
	var ps, rs []timing
	for range turns {
		ps = append(ps, run(clients, long/turns, product))
		rs = append(rs, run(clients, long/turns, reference))
	}
	return middle(ps), middle(rs)
}

func middle(ts []timing) timing {
	slices.SortFunc(ts, func(a, b timing) int { return cmp.Compare(a.Rate, b.Rate) })
	m := ts[len(ts)/2]
	m.Failed = 0
	for _, t := range ts {
		m.Failed += t.Failed
	}
	return m
}

// figure is one line of the table: a measure, its reference, their ratio and the goal.
type figure struct {
	Database  string  `json:"database"`
	Items     int     `json:"items"`
	Name      string  `json:"name"`
	Product   timing  `json:"product"`
	Reference *timing `json:"reference,omitempty"`
	Ratio     float64 `json:"ratio,omitempty"`
	Against   string  `json:"against,omitempty"`
	Goal      string  `json:"goal,omitempty"`
	Met       *bool   `json:"met,omitempty"`
}

func (f figure) line() string {
	ref, ratio, met := "–", "–", ""
	cost := fmt.Sprintf("%.2f / %d", f.Product.CPU, f.Product.Allocs)
	if f.Reference != nil {
		ref = fmt.Sprintf("%.2f", f.Reference.P50)
		cost += fmt.Sprintf(" (%.2f / %d)", f.Reference.CPU, f.Reference.Allocs)
	}
	if f.Ratio > 0 {
		ratio = fmt.Sprintf("%.2f", f.Ratio)
	}
	if f.Met != nil {
		met = map[bool]string{true: "yes", false: "NO"}[*f.Met]
	}
	if f.Product.Failed > 0 {
		met += fmt.Sprintf(" (%d failed)", f.Product.Failed)
	}
	return fmt.Sprintf("| %s | %s | %s | %.2f | %.2f | %.0f | %s | %s | %s | %s | %s |", f.Database, thousands(f.Items), f.Name,
		f.Product.P50, f.Product.P99, f.Product.Rate, ref, ratio, f.Goal, met, cost)
}

const head = "| database | items | measure | p50 ms | p99 ms | per s | reference p50 ms | ratio | goal | met | CPU ms / allocations of a call (reference) |\n|---|---|---|---|---|---|---|---|---|---|---|"

func thousands(n int) string {
	switch {
	case n == 0:
		return "–"
	case n%1_000_000 == 0:
		return fmt.Sprintf("%dM", n/1_000_000)
	case n%1000 == 0:
		return fmt.Sprintf("%dk", n/1000)
	}
	return fmt.Sprint(n)
}

func yes(b bool) *bool { return &b }
