package pack

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// ReadFS reads every .yaml file below fsys and checks the packs against each other: one code and
// version once, versions of one pack not in force at the same time, problem categories that exist.
// It answers the packs in order of path, or the Mistakes of all files.
func ReadFS(fsys fs.FS) ([]*Pack, error) {
	var packs []*Pack
	var bad Mistakes
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		raw, err := fs.ReadFile(fsys, path)
		if err != nil {
			return err
		}
		p, err := Read(path, raw)
		var ms Mistakes
		if errors.As(err, &ms) {
			bad = append(bad, ms...)
			return nil
		}
		packs = append(packs, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	bad = append(bad, Together(packs)...)
	if len(bad) > 0 {
		return nil, bad
	}
	return packs, nil
}

// Together checks packs that are each correct against each other.
func Together(packs []*Pack) Mistakes {
	var bad Mistakes
	for i, p := range packs {
		for _, q := range packs[:i] {
			if p.Code != q.Code {
				continue
			}
			switch {
			case p.Kind != q.Kind:
				bad = append(bad, at(p, 1, "code_of_other_kind", "code", p.Code, "file", q.File))
			case p.Version == q.Version:
				bad = append(bad, at(p, 1, "version_twice", "code", p.Name(), "file", q.File))
			case !apart(Rule{From: p.From, To: p.To}, Rule{From: q.From, To: q.To}):
				bad = append(bad, at(p, 1, "packs_overlap", "code", p.Name(), "other", q.Name(), "file", q.File))
			}
		}
	}
	return append(bad, strayCategories(packs)...)
}

// strayCategories finds check points that name a problem category which no taxonomy has.
func strayCategories(packs []*Pack) Mistakes {
	var codes []string
	for _, p := range packs {
		if p.Kind == Taxonomy {
			Walk(p.Categories, func(_ int, c Category) { codes = append(codes, c.Code) })
		}
	}
	var bad Mistakes
	for _, p := range packs {
		for _, pt := range p.Points() {
			for _, c := range pt.Categories {
				if !slices.Contains(codes, c) {
					bad = append(bad, at(p, pt.Line, "stray_category", "code", pt.Code, "category", c))
				}
			}
		}
	}
	return bad
}

func at(p *Pack, line int, key string, args ...any) Mistake {
	r := reader{file: p.File}
	r.fail(&yaml.Node{Line: line}, key, args...)
	return r.bad[0]
}
