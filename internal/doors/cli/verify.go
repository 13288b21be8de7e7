package cli

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/tlog"
	"plumbline/internal/hall/audit"
	"plumbline/words"
)

// VerifyCmd checks an export of the record with nothing but its files: no database, no network.
// Exit code 0 is sound, 1 broken, 2 that there is nothing to check.
type VerifyCmd struct {
	Dir        string   `arg:"" optional:"" help:"Folder or .zip file that export-log or the auditor's page made."`
	Key        string   `help:"Public key of the record, kept outside. Default: the one in the export, which proves less."`
	Since      []string `help:"Checkpoint files kept outside, which the record must extend." type:"existingfile"`
	Checkpoint []string `help:"The same as --since; may be repeated." type:"existingfile"`
	Witness    []string `help:"Public key of a witness, kept outside; may be repeated." sep:"none"`
	Need       int      `help:"How many of the given witnesses must have cosigned." default:"1"`
	Policy     bool     `help:"Print which invariants this program holds, with the hashes of its tables; with an export also what the house declared."`
	Lang       string   `help:"Language of the verdict: zh or en." default:"zh" enum:"zh,en"`
}

// Run prints the verdict in one line, and what was found below it.
func (c *VerifyCmd) Run(t *Terminal) error {
	w, err := words.Load()
	if err != nil {
		return err
	}
	say := func(key string, args ...any) string { return w.Say(c.Lang, "audit.verify."+key, args...) }
	if c.Policy {
		if _, err := io.WriteString(t.Out, policyText(w, c.Lang, t.Version)); err != nil || c.Dir == "" {
			return err
		}
	}
	if c.Dir == "" {
		return Mend(say("no_arg"))
	}
	for _, key := range c.Witness {
		if _, err := tlog.WitnessName(key); err != nil {
			return Mend(say("bad_witness", "key", key))
		}
	}
	fsys, closeIt, err := openExport(c.Dir)
	if err != nil {
		return Mend(say("no_dir", "dir", c.Dir, "why", plainReason(err)))
	}
	defer closeIt()
	since, err := readAll(slices.Concat(c.Since, c.Checkpoint))
	if err != nil {
		return err
	}
	v, err := audit.VerifyExport(fsys, audit.VerifyOptions{Key: c.Key, Since: since, Witnesses: c.Witness, Need: c.Need})
	switch {
	case errors.Is(err, audit.ErrNoExport):
		return Mend(say("no_export", "dir", c.Dir))
	case errors.Is(err, tlog.ErrKey):
		return Mend(say("bad_key"))
	case err != nil:
		return err
	}
	if c.Policy {
		if _, err := io.WriteString(t.Out, declaredText(w, c.Lang, v.Policy)); err != nil {
			return err
		}
	}
	return verdict(t, v, say, func(f audit.Finding) string { return finding(w, c.Lang, f) })
}

func verdict(t *Terminal, v *audit.Verified, say func(string, ...any) string, tell func(audit.Finding) string) error {
	var b strings.Builder
	if v.Sound() {
		fmt.Fprintln(&b, say("sound", "n", v.Entries, "origin", v.Checkpoint.Origin))
	} else {
		fmt.Fprintln(&b, say("broken", "n", len(v.Findings)))
		for _, f := range v.Findings {
			fmt.Fprintln(&b, "  "+tell(f))
		}
	}
	fmt.Fprintln(&b, say("root", "root", v.Checkpoint.Root.String()))
	fmt.Fprintln(&b, say("counts", "details", v.Details, "checkpoints", v.Checkpoints, "since", v.Since))
	for _, s := range v.Cosigned {
		fmt.Fprintln(&b, say("cosigned", "name", s.Name, "at", s.At.UTC().Format("2006-01-02 15:04:05Z"), "n", v.CosignedSize))
	}
	if v.OwnKey {
		fmt.Fprintln(&b, say("own_key"))
	}
	if _, err := t.Out.Write([]byte(b.String())); err != nil {
		return err
	}
	if !v.Sound() {
		return &Exit{Code: 1}
	}
	return nil
}

func finding(w *i18n.Words, lang string, f audit.Finding) string {
	where := ""
	if f.File != "" {
		where = w.Say(lang, "audit.verify.at_file", "file", f.File)
	}
	switch {
	case f.Index >= 0 && f.Last > f.Index:
		where += w.Say(lang, "audit.verify.at_range", "from", f.Index, "to", f.Last)
	case f.Index >= 0:
		where += w.Say(lang, "audit.verify.at_entry", "from", f.Index)
	}
	return where + w.Say(lang, "audit.fault."+string(f.Fault))
}

// openExport opens a folder or a zip file.
func openExport(name string) (fs.FS, func(), error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return os.DirFS(name), func() {}, nil
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, nil, err
	}
	return z, func() { z.Close() }, nil
}

func readAll(names []string) ([][]byte, error) {
	var out [][]byte
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, Mend(name + ": " + plainReason(err))
		}
		out = append(out, raw)
	}
	return out, nil
}
