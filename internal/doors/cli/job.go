package cli

import (
	"context"
	"fmt"

	"plumbline/internal/doors"
	"plumbline/internal/doors/job"
)

// JobCmd is the night work from the command line.
type JobCmd struct {
	Run JobRunCmd `cmd:"" help:"Run one pass of the night work: due dates, reminders, sealing. Twice is once."`
}

// JobRunCmd runs one pass.
type JobRunCmd struct{ Place }

// Run prints one line a task; a task that failed makes exit code 1 after all have run.
func (c *JobRunCmd) Run(ctx context.Context, t *Terminal) error {
	h, err := doors.Open(ctx, c.existing())
	if err != nil {
		return opened(err)
	}
	defer h.Close()
	failed := false
	for _, r := range job.RunOnce(ctx, job.Tasks(h)) {
		key, args := "job."+r.Name, []any{"n", r.Done}
		if r.Err != nil {
			failed = true
			key, args = "job.failed", []any{"task", r.Name, "detail", r.Err}
		}
		fmt.Fprintln(t.Out, h.Words.Say(c.Lang, key, args...))
	}
	if failed {
		return &Exit{Code: 1, Sentence: h.Words.Say(c.Lang, "job.failed_pass")}
	}
	return nil
}
