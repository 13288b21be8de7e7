package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/ground/tlog"
)

// A stick is carried to the witness and back: init, know, sign, and what is refused in one sentence.
func TestWitnessByUSB(t *testing.T) {
	var out bytes.Buffer
	term := &Terminal{Out: &out, Err: &out}
	place := WitnessPlace{Dir: filepath.Join(t.TempDir(), "w"), Lang: "zh"}
	key, err := tlog.NewKey("plumbline/usb")
	if err != nil {
		t.Fatal(err)
	}
	if err := (&WitnessInitCmd{WitnessPlace: place, Name: "witness.upper"}).Run(term); err != nil {
		t.Fatal(err)
	}
	vkey := out.String()[strings.Index(out.String(), "witness.upper+"):]
	vkey = strings.TrimSpace(vkey)
	note, err := tlog.Sign(tlog.Tree{Size: 3, Root: tlog.Leaf([]byte("x"))}, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "checkpoint.txt")
	write := func(s tlog.Submission) {
		if err := os.WriteFile(file, s.Text(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(tlog.Submission{Checkpoint: note})
	sign := &WitnessSignCmd{WitnessPlace: place, File: file}
	var exit *Exit
	if err := sign.Run(term); !errors.As(err, &exit) || exit.Code != 1 {
		t.Errorf("an unknown log was cosigned: %v", err)
	}
	if err := (&WitnessKnowCmd{WitnessPlace: place, Key: key.Public(), Label: "市局"}).Run(term); err != nil {
		t.Fatal(err)
	}
	if err := sign.Run(term); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file + ".cosigned")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tlog.Cosignatures(raw, vkey); err != nil || len(got) != 1 {
		t.Errorf("%v %v in %q", got, err, raw)
	}
	if err := sign.Run(term); !errors.As(err, &exit) || !strings.Contains(exit.Sentence, "第 3 条") {
		t.Errorf("the same file again: %v", err)
	}
	out.Reset()
	if err := (&WitnessStatusCmd{place}).Run(term); err != nil || !strings.Contains(out.String(), "市局") {
		t.Errorf("%v %q", err, out.String())
	}
	if err := (&WitnessStatusCmd{WitnessPlace{Dir: t.TempDir(), Lang: "zh"}}).Run(term); !errors.As(err, &exit) || exit.Code != 2 {
		t.Errorf("a folder that is none: %v", err)
	}
}
