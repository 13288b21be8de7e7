package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"plumbline/internal/ground/i18n"
	"plumbline/internal/ground/pack"
	"plumbline/words"
)

// PackCmd holds the tools for whoever writes packs.
type PackCmd struct {
	Check PackCheckCmd `cmd:"" help:"Check a pack file, or all packs of a folder, and name every mistake by file and line."`
}

// PackCheckCmd checks a file or a folder. It needs no database.
type PackCheckCmd struct {
	Path string `arg:"" help:"A .yaml file or a folder."`
	Lang string `help:"Language of the sentences: zh or en." default:"zh" enum:"zh,en"`
}

// Run prints one line for each correct pack, or every mistake and exit code 2.
func (c *PackCheckCmd) Run(t *Terminal) error {
	w, err := words.Load()
	if err != nil {
		return err
	}
	say := func(key string, args ...any) string { return w.Say(c.Lang, key, args...) }
	found, err := c.read()
	var mistakes pack.Mistakes
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			fmt.Fprintln(t.Err, m.Sentence(say))
		}
		return Mend(say("pack.check.bad", "n", len(mistakes)))
	case err != nil:
		return Mend(say("pack.check.unreadable", "path", c.Path, "detail", detail(err)))
	case len(found) == 0:
		return Mend(say("pack.check.none", "path", c.Path))
	}
	c.list(t, w, found)
	return nil
}

func (c *PackCheckCmd) list(t *Terminal, w *i18n.Words, found []*pack.Pack) {
	for _, p := range found {
		_, n := p.Size()
		fmt.Fprintln(t.Out, w.Say(c.Lang, "pack.check.ok", "file", p.File, "kind", w.Say(c.Lang, "pack.kind."+string(p.Kind)), "name", p.Name(), "n", n))
	}
}

func (c *PackCheckCmd) read() ([]*pack.Pack, error) {
	st, err := os.Stat(c.Path)
	if err != nil {
		return nil, err
	}
	if st.IsDir() {
		return pack.ReadFS(os.DirFS(c.Path))
	}
	raw, err := os.ReadFile(c.Path)
	if err != nil {
		return nil, err
	}
	p, err := pack.Read(filepath.Base(c.Path), raw)
	if err != nil {
		return nil, err
	}
	return []*pack.Pack{p}, nil
}

// detail is the cause without the path, which the sentence already names.
func detail(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
