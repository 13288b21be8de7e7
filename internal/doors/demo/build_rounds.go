package demo

import (
	"fmt"

	"plumbline/internal/ground/clock"
)

// rounds puts the two rounds: the first with its batches, the second planned.
func (b *builder) rounds() {
	for _, r := range b.Rounds {
		round := Round{Number: fmt.Sprintf("%d-%d", b.day(r.Starts).Year(), r.Number), Name: r.Name, Focus: r.Focus, Decision: r.Decision,
			Starts: b.day(r.Starts), Ends: b.day(r.Ends), Approved: b.day(r.Approved), Year: b.day(r.Starts).Year()}
		if len(r.Batches) > 0 {
			b.teams(&round)
			b.inspections(&round, r.Batches)
		}
		b.w.Rounds = append(b.w.Rounds, round)
	}
}

func (b *builder) teams(r *Round) {
	for i, t := range b.Teams {
		team := Team{Name: t.Name, Authority: fmt.Sprintf("临公督授〔%d〕%d号", r.Year, i+1)}
		for j := range t.Members {
			team.Members = append(team.Members, fmt.Sprintf("team%d.%d", i+1, j+1))
		}
		r.Teams = append(r.Teams, team)
	}
}

// inspections gives every unit its place in its batch; those of the fifth are on their way.
func (b *builder) inspections(r *Round, batches []batchData) {
	fifth := map[string]fifthData{}
	for _, f := range b.Fifth {
		fifth[f.Unit] = f
	}
	for n, batch := range batches {
		team := 2 // the first unit of a batch goes to the third team
		for _, u := range b.Units {
			if u.Batch != n+1 {
				continue
			}
			in := &Inspection{Unit: u.Code, Batch: batch.Name, Team: team % len(r.Teams), State: fedBack,
				Enters: b.day(batch.Enters), Leaves: b.day(batch.Leaves), Feedback: b.day(batch.Feedback)}
			team++
			if f, ok := fifth[u.Code]; ok {
				in.Team, in.State, in.Enters, in.Leaves = f.Team-1, f.State, b.day(f.Enters), b.day(f.Leaves)
				in.Leaves = later(in.Leaves, in.Enters.Add(7))
				if in.State == onSite {
					in.Leaves = later(in.Leaves, b.w.Today.Add(1))
				}
			}
			r.Inspections = append(r.Inspections, in)
		}
	}
}

// inspection is a unit's inspection of the first round.
func (b *builder) inspection(unit string) *Inspection {
	for _, in := range b.w.Rounds[0].Inspections {
		if in.Unit == unit {
			return in
		}
	}
	return nil
}

// number is the next number of a document series: 临公审〔2026〕3号.
func (b *builder) number(prefix string, day clock.Day) string {
	key := fmt.Sprintf("%s〔%d〕", prefix, day.Year())
	b.docs[key]++
	return fmt.Sprintf("%s%d号", key, b.docs[key])
}
