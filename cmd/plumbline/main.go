// Command plumbline is the whole product: the server, the demo, and the offline tools.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"plumbline/internal/doors/cli"
)

// version is set by the release build.
var version = "1.0.0-dev"

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli.Commands
	parser, err := kong.New(&c, kong.Name("plumbline"), kong.Description("Internal oversight of public organisations: plan, inspect, rectify, verify, prove."),
		kong.UsageOnError(), kong.Vars{"version": version}, kong.DefaultEnvars("PLUMBLINE"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "plumbline:", err)
		return 1
	}
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "plumbline:", err)
		return 2
	}
	k.BindTo(ctx, (*context.Context)(nil))
	err = k.Run(&cli.Terminal{Out: os.Stdout, Err: os.Stderr, Version: version})
	var e *cli.Exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		if e.Sentence != "" {
			fmt.Fprintln(os.Stderr, "plumbline:", e.Sentence)
		}
		return e.Code
	}
	fmt.Fprintln(os.Stderr, "plumbline:", err)
	return 1
}
