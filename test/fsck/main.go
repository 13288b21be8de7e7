// Command fsck checks an export of a record with programs of others: Tessera's own fsck for the tree, the
// transparency-dev note library for the cosignatures of witnesses. It is a module of its own, so that
// nothing of it can come into the product; test/tamper runs it.
//
//	fsck DIR PUBLIC-KEY-FILE [WITNESS-KEY...]
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("accepted")
}

func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: fsck DIR PUBLIC-KEY-FILE [WITNESS-KEY...]")
	}
	key, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	v, err := fnote.NewVerifier(string(key[:len(key)-1]))
	if err != nil {
		return err
	}
	f := fsck.New(v.Name(), v, &client.FileFetcher{Root: args[0]}, leaves, fsck.Opts{N: 2})
	if err := f.Check(context.Background()); err != nil {
		return err
	}
	return cosigned(filepath.Join(args[0], "checkpoint"), v, args[2:])
}

// leaves hashes the entries of a bundle.
func leaves(bundle []byte) ([][]byte, error) {
	var b api.EntryBundle
	if err := b.UnmarshalText(bundle); err != nil {
		return nil, err
	}
	var out [][]byte
	for _, e := range b.Entries {
		out = append(out, rfc6962.DefaultHasher.HashLeaf(e))
	}
	return out, nil
}

// cosigned wants a cosignature/v1 of every witness on the checkpoint.
func cosigned(file string, log note.Verifier, witnesses []string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, key := range witnesses {
		w, err := fnote.NewVerifierForCosignatureV1(key)
		if err != nil {
			return err
		}
		n, err := note.Open(raw, note.VerifierList(log, w))
		if err != nil {
			return err
		}
		if len(n.Sigs) != 2 {
			return fmt.Errorf("%s did not cosign", w.Name())
		}
	}
	return nil
}
