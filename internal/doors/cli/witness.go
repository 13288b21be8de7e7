package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"plumbline/internal/doors/web/witness"
	"plumbline/internal/ground/clock"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/tlog"
	"plumbline/words"
)

// WitnessCmd is the program as somebody else's witness: outside the reporting line of the house that it
// watches, with its own folder and key.
type WitnessCmd struct {
	Init   WitnessInitCmd   `cmd:"" help:"Make the folder and the key of a new witness."`
	Know   WitnessKnowCmd   `cmd:"" help:"Take in a log to be witnessed, by its public key."`
	Serve  WitnessServeCmd  `cmd:"" help:"Wait for checkpoints over HTTP (C2SP tlog-witness)."`
	Sign   WitnessSignCmd   `cmd:"" help:"Cosign a checkpoint file that came on a USB stick."`
	Status WitnessStatusCmd `cmd:"" help:"Print the known logs; exit code 1 when one has been silent for a day."`
}

// WitnessPlace is where a witness keeps its things.
type WitnessPlace struct {
	Dir  string `help:"Folder of the witness." default:"witness" type:"path"`
	Lang string `help:"Language: zh or en." default:"zh" enum:"zh,en"`
}

func (p WitnessPlace) open() (*witness.Folder, *i18n.Words, error) {
	w, err := words.Load()
	if err != nil {
		return nil, nil, err
	}
	f, err := witness.Open(p.Dir, clock.System)
	return f, w, usable(err)
}

func usable(err error) error {
	var no *witness.Unusable
	if errors.As(err, &no) {
		return Mend(no.Error())
	}
	return err
}

// WitnessInitCmd makes a witness.
type WitnessInitCmd struct {
	WitnessPlace
	Name string `arg:"" help:"Name of the witness, without spaces: usually a host name that it owns."`
}

// Run makes folder and key and prints the public half.
func (c *WitnessInitCmd) Run(t *Terminal) error {
	w, err := words.Load()
	if err != nil {
		return err
	}
	f, err := witness.Make(c.Dir, c.Name)
	if err != nil {
		return usable(err)
	}
	_, err = fmt.Fprintln(t.Out, w.Say(c.Lang, "witness.cli.made", "name", f.Name(), "key", f.PublicKey()))
	return err
}

// WitnessKnowCmd takes a log in.
type WitnessKnowCmd struct {
	WitnessPlace
	Key   string `arg:"" help:"Public key of the record, handed over in person."`
	Label string `help:"What people call the house."`
}

// Run takes it in.
func (c *WitnessKnowCmd) Run(t *Terminal) error {
	f, w, err := c.open()
	if err != nil {
		return err
	}
	if err := f.Know(c.Key, c.Label); err != nil {
		return usable(err)
	}
	origin := witness.Log{Key: c.Key}.Origin()
	_, err = fmt.Fprintln(t.Out, w.Say(c.Lang, "witness.cli.known", "origin", origin))
	return err
}

// WitnessServeCmd serves the protocol.
type WitnessServeCmd struct {
	WitnessPlace
	Addr string `help:"Address to listen on." default:"127.0.0.1:8081"`
}

// Run serves until interrupted.
func (c *WitnessServeCmd) Run(ctx context.Context, t *Terminal) error {
	f, w, err := c.open()
	if err != nil {
		return err
	}
	ln, err := listen(c.Addr)
	if err != nil {
		return err
	}
	fmt.Fprintln(t.Out, w.Say(c.Lang, "witness.cli.serving", "name", f.Name(), "addr", "http://"+ln.Addr().String()+"/", "key", f.PublicKey()))
	return witness.NewServer(f, w, c.Lang).Listen(ctx, ln)
}

// WitnessSignCmd cosigns a file.
type WitnessSignCmd struct {
	WitnessPlace
	File string `arg:"" help:"File that the auditor's page wrote." type:"existingfile"`
	Out  string `help:"File to write; default: the same name with .cosigned." type:"path"`
}

// Run writes the checkpoint with this witness's cosignature, to be carried back.
func (c *WitnessSignCmd) Run(t *Terminal) error {
	f, w, err := c.open()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(c.File)
	if err != nil {
		return Mend(c.File + ": " + plainReason(err))
	}
	line, err := f.Add(text)
	var no *witness.Refusal
	if errors.As(err, &no) {
		key := "witness.cli.refused"
		if no.Behind() {
			key = "witness.cli.refused_size"
		}
		return &Exit{Code: 1, Sentence: w.Say(c.Lang, key, "why", no.Why, "size", no.Size)}
	}
	if err != nil {
		return err
	}
	s, cp, err := tlog.ParseSubmission(text)
	if err != nil {
		return err
	}
	if c.Out == "" {
		c.Out = c.File + ".cosigned"
	}
	if err := os.WriteFile(c.Out, tlog.AddLines(s.Checkpoint, line), 0o600); err != nil {
		return Mend(c.Out + ": " + plainReason(err))
	}
	_, err = fmt.Fprintln(t.Out, w.Say(c.Lang, "witness.cli.signed", "size", cp.Size, "file", c.Out))
	return err
}

// WitnessStatusCmd prints the state.
type WitnessStatusCmd struct{ WitnessPlace }

// Run prints it; silence is exit code 1.
func (c *WitnessStatusCmd) Run(t *Terminal) error {
	f, w, err := c.open()
	if err != nil {
		return err
	}
	text, silent, err := f.Status(w, c.Lang)
	if err != nil {
		return err
	}
	if _, err := t.Out.Write([]byte(text)); err != nil {
		return err
	}
	if silent > 0 {
		return &Exit{Code: 1}
	}
	return nil
}
