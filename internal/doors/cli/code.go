package cli

import (
	"context"
	"fmt"

	"plumbline/internal/doors"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/fault"
)

// CodeCmd is the way back when no system administrator can sign in any more.
type CodeCmd struct {
	Place
	Login string `arg:"" help:"Account of a system administrator, or of one of the three at the first run."`
}

// Run makes the code and prints it, this once.
func (c *CodeCmd) Run(ctx context.Context, t *Terminal) error {
	h, err := doors.Open(ctx, c.existing())
	if err != nil {
		return opened(err)
	}
	defer h.Close()
	code, err := h.Access.ConsoleCode(ctx, c.Login)
	if fault.Is(err, fault.KindNotFound) {
		return Mend(c.Login + " is not the account of a system administrator; all others get their code on the page of accounts")
	}
	if fault.Is(err, fault.KindConflict) {
		return Mend("the account " + c.Login + " is closed; another system administrator can open it")
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Out, "%s  %s\n%s\n/enrol  %s %s\n", code.Login, code.Name, code.Text,
		say(c.Lang, "enrol.slip.until"), code.Ends.In(clock.Zone).Format("2006-01-02 15:04"))
	return err
}
