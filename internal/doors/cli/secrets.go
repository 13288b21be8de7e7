package cli

import (
	"context"
	"fmt"

	"plumbline/internal/doors"
)

// SecretsCmd looks after the keys with which the house seals the secrets that it stores.
type SecretsCmd struct {
	Rotate SecretsRotateCmd `cmd:"" help:"Exchange the key and seal everything anew; a serving house goes on."`
	Forget SecretsForgetCmd `cmd:"" help:"When the key file is lost for good: take away every authenticator app that cannot be checked any more (recorded)."`
}

// SecretsRotateCmd exchanges the key.
type SecretsRotateCmd struct{ Place }

// Run does it and says how many secrets were sealed anew.
func (c *SecretsRotateCmd) Run(ctx context.Context, t *Terminal) error {
	h, err := doors.Open(ctx, c.existing())
	if err != nil {
		return opened(err)
	}
	defer h.Close()
	n, err := h.Access.RotateKey(ctx)
	if err != nil {
		return opened(err)
	}
	_, err = fmt.Fprintln(t.Out, h.Words.Say(c.Lang, "secrets.cli.rotated", "n", n, "file", h.Config.SecretsFile()))
	return err
}

// SecretsForgetCmd gives up what no key opens.
type SecretsForgetCmd struct {
	Place
	Yes bool `help:"Really: their persons need a new one-time code each."`
}

// Run does it and says how many apps went.
func (c *SecretsForgetCmd) Run(ctx context.Context, t *Terminal) error {
	cfg := c.existing()
	cfg.Forget = true
	if !c.Yes {
		return Mend(say(c.Lang, "secrets.cli.sure"))
	}
	h, err := doors.Open(ctx, cfg)
	if err != nil {
		return opened(err)
	}
	defer h.Close()
	n, err := h.Access.ForgetSecrets(ctx)
	if err != nil {
		return opened(err)
	}
	_, err = fmt.Fprintln(t.Out, h.Words.Say(c.Lang, "secrets.cli.forgotten", "n", n))
	return err
}
