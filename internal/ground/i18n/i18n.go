// Package i18n finds a sentence by its key in the asker's language. Sentences live in words/*.toml,
// Chinese and English side by side; the language travels in the context of the request.
package i18n

import (
	"context"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Languages the house speaks; the first is the default.
var Languages = []string{"zh", "en"}

// Entry is one key with its sentences. One is the English singular, where it differs.
type Entry struct {
	Zh  string `toml:"zh"`
	En  string `toml:"en"`
	One string `toml:"en_one"`
}

// Words is a loaded catalogue.
type Words struct{ entries map[string]Entry }

// Load reads every *.toml of fsys and refuses a key with an empty side or defined twice.
func Load(fsys fs.FS) (*Words, error) {
	w := &Words{entries: map[string]Entry{}}
	files, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		part := map[string]Entry{}
		if err := toml.Unmarshal(raw, &part); err != nil {
			return nil, fmt.Errorf("words/%s: %w", name, err)
		}
		for key, e := range part {
			if e.Zh == "" || e.En == "" {
				return nil, fmt.Errorf("words/%s: %q lacks one of its two languages", name, key)
			}
			if _, dup := w.entries[key]; dup {
				return nil, fmt.Errorf("words/%s: %q is defined twice", name, key)
			}
			w.entries[key] = e
		}
	}
	return w, nil
}

// Keys lists every key.
func (w *Words) Keys() map[string]Entry { return w.entries }

// Say is the sentence of key in lang with named values filled in. An unknown key answers the key
// itself, so that a missing sentence is seen rather than blank.
func (w *Words) Say(lang, key string, args ...any) string {
	e, ok := w.entries[key]
	if !ok {
		return key
	}
	s := e.Zh
	if lang == "en" {
		s = e.En
		if e.One != "" && isOne(args) {
			s = e.One
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		name := "{" + fmt.Sprint(args[i]) + "}"
		if strings.Contains(s, name) {
			s = strings.ReplaceAll(s, name, text(lang, args[i+1]))
		}
	}
	return s
}

// Has tells whether the key exists.
func (w *Words) Has(key string) bool { _, ok := w.entries[key]; return ok }

func isOne(args []any) bool {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == "n" {
			return fmt.Sprint(args[i+1]) == "1"
		}
	}
	return false
}

// text is a value within a sentence. What a pack words in both languages (In) is said in the sentence's.
func text(lang string, v any) string {
	switch x := v.(type) {
	case interface{ In(lang string) string }:
		return x.In(lang)
	case string:
		return x
	case int:
		return strconv.Itoa(x)
	}
	return fmt.Sprint(v)
}

type ctxKey struct{}

type speaker struct {
	words *Words
	lang  string
}

// With puts the catalogue and language of a request into ctx.
func With(ctx context.Context, w *Words, lang string) context.Context {
	return context.WithValue(ctx, ctxKey{}, speaker{w, lang})
}

// T is the sentence of key in the request's language; args are name, value pairs.
func T(ctx context.Context, key string, args ...any) string {
	s, ok := ctx.Value(ctxKey{}).(speaker)
	if !ok {
		return key
	}
	return s.words.Say(s.lang, key, args...)
}

// Has tells whether the request's catalogue knows the key.
func Has(ctx context.Context, key string) bool {
	s, ok := ctx.Value(ctxKey{}).(speaker)
	return ok && s.words.Has(key)
}

// Lang is the request's language, "zh" when none was set.
func Lang(ctx context.Context) string {
	if s, ok := ctx.Value(ctxKey{}).(speaker); ok {
		return s.lang
	}
	return "zh"
}
