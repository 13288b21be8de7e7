package audit

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/db/dbtest"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/tlog"
)

func export(t testing.TB, l *Log, details bool) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	put := func(name string, data []byte) error {
		files[name] = &fstest.MapFile{Data: bytes.Clone(data)}
		return nil
	}
	if _, err := l.Export(ctx, person("auditor"), ExportOptions{Details: details, Readme: "read me", Agreed: func(*db.Tx) error { return nil }}, put); err != nil {
		t.Fatal(err)
	}
	return files
}

func verified(t testing.TB, files fstest.MapFS, opt VerifyOptions) *Verified {
	t.Helper()
	v, err := VerifyExport(files, opt)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func has(v *Verified, f Fault) bool {
	return slices.ContainsFunc(v.Findings, func(x Finding) bool { return x.Fault == f })
}

func TestExportVerifies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d)
		none := func(string, []byte) error { return nil }
		if _, err := l.Export(ctx, person("auditor"), ExportOptions{Details: true}, none); !fault.Is(err, fault.KindDenied) {
			t.Errorf("details leave the house without a second person: %v", err)
		}
		if _, err := l.Export(ctx, person("auditor"), ExportOptions{}, none); !fault.Is(err, fault.KindConflict) {
			t.Errorf("an empty record was exported: %v", err)
		}
		act(t, d, "a", "rectify.sign", "i1", 3)
		seal(t, l)
		act(t, d, "b", "rectify.sign", "i2", 300)
		seal(t, l)
		files := export(t, l, true)
		v := verified(t, files, VerifyOptions{Key: l.PublicKey()})
		if !v.Sound() || v.Entries != 304 || v.Details != 304 || v.Checkpoints != 1 || v.OwnKey {
			t.Errorf("%+v", v)
		}
		old := []byte(files["checkpoint"].Data)
		act(t, d, "a", "rectify.sign", "i1", 1)
		seal(t, l)
		bare := export(t, l, false)
		v = verified(t, bare, VerifyOptions{Since: [][]byte{old}})
		if !v.Sound() || v.Details != 0 || v.Checkpoints != 2 || v.Since != 1 || !v.OwnKey {
			t.Errorf("without details: %+v", v)
		}
		for name, f := range bare {
			if strings.HasPrefix(name, "entries/") && bytes.Contains(f.Data, []byte("测试")) {
				t.Errorf("%s holds a name", name)
			}
		}
	})
}

// Every byte of every file is covered: a flipped bit anywhere is found.
func TestExportEveryByte(t *testing.T) {
	d := dbtest.SQLite(t)
	l := openLog(t, d)
	act(t, d, "a", "rectify.sign", "i1", 2)
	seal(t, l)
	act(t, d, "b", "rectify.sign", "i2", 2)
	seal(t, l)
	files := export(t, l, true)
	for name, f := range files {
		if name == "README.txt" {
			continue // a text for people; it proves nothing and is not checked
		}
		for i := range f.Data {
			for _, bit := range []byte{1, 32} {
				f.Data[i] ^= bit
				v, err := VerifyExport(files, VerifyOptions{Key: l.PublicKey()})
				if err == nil && v.Sound() {
					t.Fatalf("%s byte %d: not noticed", name, i)
				}
				f.Data[i] ^= bit
			}
		}
	}
	if v := verified(t, files, VerifyOptions{Key: l.PublicKey()}); !v.Sound() {
		t.Fatalf("restored, yet %v", v.Findings)
	}
}

func TestExportTampering(t *testing.T) {
	d := dbtest.SQLite(t)
	l := openLog(t, d)
	act(t, d, "a", "rectify.sign", "i1", 2)
	seal(t, l)
	act(t, d, "b", "rectify.sign", "i2", 2)
	seal(t, l)
	const set = "entries/000000000.jsonl"
	cases := map[string]struct {
		do   func(fstest.MapFS)
		want Fault
	}{
		"line removed":       {func(f fstest.MapFS) { f[set].Data = f[set].Data[bytes.IndexByte(f[set].Data, '\n')+1:] }, TextDiffers},
		"line added":         {func(f fstest.MapFS) { f[set].Data = append(f[set].Data, "{}\n"...) }, TextDiffers},
		"last line end cut":  {func(f fstest.MapFS) { f[set].Data = f[set].Data[:len(f[set].Data)-1] }, TextDiffers},
		"readable copy gone": {func(f fstest.MapFS) { delete(f, set) }, Fault(tlog.Missing)},
		"name replaced": {func(f fstest.MapFS) {
			f[set].Data = bytes.Replace(f[set].Data, []byte("测试 b"), []byte("测试 c"), 1)
		}, DetailChanged},
		"one detail left out": {func(f fstest.MapFS) { dropDetail(f[set]) }, DetailGone},
		"old checkpoint forged": {func(f fstest.MapFS) {
			c := f["checkpoints/000000002"]
			c.Data = bytes.Replace(c.Data, []byte("\n2\n"), []byte("\n1\n"), 1)
		}, Fault(tlog.BadForm)},
		"foreign file":      {func(f fstest.MapFS) { f["notes.txt"] = &fstest.MapFile{} }, Fault(tlog.Extra)},
		"other key":         {func(f fstest.MapFS) { f[keyInExport].Data = []byte(otherKey(t) + "\n") }, Fault(tlog.BadKey)},
		"key gone":          {func(f fstest.MapFS) { delete(f, keyInExport) }, Fault(tlog.Missing)},
		"entries gone":      {func(f fstest.MapFS) { delete(f, "tile/entries/000.p/4") }, Fault(tlog.Missing)},
		"signed by another": {func(f fstest.MapFS) { resign(t, f) }, Fault(tlog.BadSignature)},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			files := export(t, l, true)
			c.do(files)
			if v := verified(t, files, VerifyOptions{Key: l.PublicKey()}); !has(v, c.want) {
				t.Errorf("got %+v, want %s", v.Findings, c.want)
			}
		})
	}
	if _, err := VerifyExport(fstest.MapFS{}, VerifyOptions{}); !errors.Is(err, ErrNoExport) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := VerifyExport(export(t, l, true), VerifyOptions{Key: "x"}); !errors.Is(err, tlog.ErrKey) {
		t.Errorf("a bad key: %v", err)
	}
}

func dropDetail(f *fstest.MapFile) {
	lines := strings.SplitAfter(string(f.Data), "\n")
	i := strings.Index(lines[2], `,"detail"`)
	lines[2] = lines[2][:i] + "}\n"
	f.Data = []byte(strings.Join(lines, ""))
}

func otherKey(t testing.TB) string {
	k, err := tlog.NewKey("plumbline/other")
	if err != nil {
		t.Fatal(err)
	}
	return k.Public()
}

func resign(t testing.TB, f fstest.MapFS) {
	cp, err := tlog.Parse(f["checkpoint"].Data)
	if err != nil {
		t.Fatal(err)
	}
	k, err := tlog.NewKey(cp.Origin)
	if err != nil {
		t.Fatal(err)
	}
	if f["checkpoint"].Data, err = tlog.Sign(cp.Tree, k); err != nil {
		t.Fatal(err)
	}
}

// A house that lets one person do both acts is shown by its own record.
func TestTwoPeopleAreProven(t *testing.T) {
	for _, two := range Apart {
		for _, second := range []string{"a", "b"} {
			d := dbtest.SQLite(t)
			l := openLog(t, d)
			act(t, d, "a", two.First, "i1", 1)
			act(t, d, "a", two.Then, "i2", 1) // another object: no breach
			act(t, d, second, two.Then, "i1", 1)
			seal(t, l)
			v := verified(t, export(t, l, true), VerifyOptions{Key: l.PublicKey()})
			if has(v, OneHand) != (second == "a") {
				t.Errorf("%s then %s by %s: %v", two.First, two.Then, second, v.Findings)
			}
		}
	}
}

// Somebody with the key and the database can write another history, flawless in itself. Whoever kept
// an older checkpoint sees it.
func TestRewrittenHistory(t *testing.T) {
	first, second := dbtest.SQLite(t), dbtest.SQLite(t)
	l := openLog(t, first)
	act(t, first, "a", "rectify.sign", "i1", 3)
	seal(t, l)
	kept := export(t, l, true)["checkpoint"].Data
	rewritten := &Log{db: second, key: l.key}
	act(t, second, "a", "rectify.sign", "i1", 2)
	act(t, second, "b", "rectify.close", "i1", 2)
	seal(t, rewritten)
	files := export(t, rewritten, true)
	if v := verified(t, files, VerifyOptions{Key: l.PublicKey()}); !v.Sound() {
		t.Fatalf("the rewriting is flawless, yet %v", v.Findings)
	}
	if v := verified(t, files, VerifyOptions{Key: l.PublicKey(), Since: [][]byte{kept}}); !has(v, Fault(tlog.Forked)) {
		t.Errorf("got %v, want forked", v.Findings)
	}
}

// Cosignatures of keys that the visitor brings are checked: on the newest checkpoint or, when that is too
// young, on the newest that has enough; a key that nobody signed with is a finding.
func TestExportIsCosigned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := openLog(t, d)
		act(t, d, "a", "rectify.sign", "i1", 3)
		seal(t, l)
		auditor := person("auditor")
		var keys []tlog.WitnessKey
		for _, name := range []string{"upper", "peer"} {
			k, err := tlog.NewWitnessKey(name)
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, k)
			if _, err := l.AddWitness(ctx, auditor, NewWitness{Holder: name, Kind: ByUSB, Key: k.Public()}); err != nil {
				t.Fatal(err)
			}
		}
		w, err := l.Watching(ctx, auditor)
		if err != nil || w.Need != 1 || w.Proven != 0 {
			t.Fatalf("%+v %v", w, err)
		}
		carry := func(n int) {
			t.Helper()
			text, _, err := l.StickFor(ctx, auditor, w.Witnesses[n].ID)
			if err != nil {
				t.Fatal(err)
			}
			s, _, err := tlog.ParseSubmission(text)
			if err != nil {
				t.Fatal(err)
			}
			key := keys[slices.IndexFunc(keys, func(k tlog.WitnessKey) bool { return k.Public() == w.Witnesses[n].Key })]
			line, err := key.Cosign(s.Checkpoint, d.Clock().Now())
			if err == nil {
				_, err = l.StickBack(ctx, auditor, w.Witnesses[n].ID, tlog.AddLines(s.Checkpoint, line))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		carry(0)
		carry(1)
		seal(t, l) // what was carried is recorded and not cosigned yet
		other, err := tlog.NewWitnessKey("other")
		if err != nil {
			t.Fatal(err)
		}
		pub := []string{keys[0].Public(), keys[1].Public()}
		files := export(t, l, true)
		for name, c := range map[string]struct {
			opt  VerifyOptions
			good bool
		}{
			"both":           {VerifyOptions{Witnesses: pub, Need: 2}, true},
			"one":            {VerifyOptions{Witnesses: pub[:1]}, true},
			"one of two":     {VerifyOptions{Witnesses: []string{pub[0], other.Public()}}, true},
			"two of those":   {VerifyOptions{Witnesses: []string{pub[0], other.Public()}, Need: 2}, false},
			"somebody else":  {VerifyOptions{Witnesses: []string{other.Public()}}, false},
			"asked for none": {VerifyOptions{Need: 2}, true},
		} {
			v := verified(t, files, c.opt)
			if v.Sound() != c.good || c.good && len(c.opt.Witnesses) > 0 && v.CosignedSize != 3 {
				t.Errorf("%s: %v, cosigned %d", name, v.Findings, v.CosignedSize)
			}
		}
		if _, err := VerifyExport(files, VerifyOptions{Witnesses: []string{"x"}}); !errors.Is(err, tlog.ErrKey) {
			t.Errorf("a bad key: %v", err)
		}
		if w, err = l.Watching(ctx, auditor); err != nil || w.Proven != 3 || w.Tail == 0 {
			t.Errorf("%+v %v", w, err)
		}
		if err := l.SetQuorum(ctx, auditor, 2); err != nil {
			t.Error(err)
		}
		if err := l.SetQuorum(ctx, auditor, 3); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("three of two: %v", err)
		}
	})
}
