package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"plumbline/internal/ground/db"
	"plumbline/internal/ground/tlog"
)

// VerifyOptions say against what an export is checked.
type VerifyOptions struct {
	Key   string   // the house's public key, kept outside; "" takes the one in the export
	Since [][]byte // checkpoints kept outside, which the log must extend
	// Witnesses are the public keys of witnesses, kept outside, of which Need must have cosigned the
	// checkpoint; Need 0 asks for one when any key is given.
	Witnesses []string
	Need      int
}

// Verified is the outcome of checking an export.
type Verified struct {
	Checkpoint  tlog.Checkpoint
	OwnKey      bool  // the key came from the export itself: it proves wholeness, not origin
	Entries     int64 // entries recomputed
	Details     int64 // of these, with details that fit their commitment
	Checkpoints int   // older checkpoints of the export that the log extends
	Since       int   // and of those kept outside
	// Cosigned are the cosignatures of the given witnesses on the newest checkpoint that has enough of
	// them; CosignedSize is its size. What follows it is not witnessed yet.
	Cosigned     []tlog.Cosignature
	CosignedSize int64
	Policy       json.RawMessage // what the house last declared about its policy; nil if nothing, or without details
	Findings     []Finding
}

// Sound tells whether nothing was found.
func (v *Verified) Sound() bool { return len(v.Findings) == 0 }

// ErrNoExport means that a folder does not hold an export of a record.
var ErrNoExport = errors.New("there is no export of a record here")

// VerifyExport checks an export with nothing but its files: no database, no network. It recomputes
// signatures, every leaf and the whole tree, the older checkpoints, the readable copy, the links of
// every object's chain, and the rules that need two people. It returns [ErrNoExport], or
// [tlog.ErrKey] for a malformed opt.Key; everything else is a finding.
func VerifyExport(fsys fs.FS, opt VerifyOptions) (*Verified, error) {
	if _, err := fs.Stat(fsys, "checkpoint"); err != nil {
		return nil, ErrNoExport
	}
	v := &verify{fsys: fsys, out: &Verified{}, seen: map[string]bool{"checkpoint": true, keyInExport: true, "README.txt": true}}
	key, err := v.key(opt.Key)
	if err != nil {
		return v.out, err
	}
	for _, w := range opt.Witnesses {
		if _, err := tlog.WitnessName(w); err != nil {
			return v.out, fmt.Errorf("%w: of a witness", err)
		}
	}
	older := v.older()
	v.objects, v.rules = map[string]*links{}, newRules()
	rep := tlog.Verify(fsys, key, append(append([][]byte(nil), older...), opt.Since...), v.entry)
	v.out.Checkpoint = rep.Checkpoint
	for _, p := range rep.Problems {
		v.add(Fault(p.Kind), p.File, p.First, p.Last)
	}
	for _, alone := range v.rules.rest() {
		v.add(alone.fault, "", alone.index, alone.index)
	}
	v.out.Policy = v.rules.policy
	v.cosigned(opt.Witnesses, opt.Need, older)
	v.out.Checkpoints, v.out.Since = len(older), len(opt.Since)
	v.surplus()
	return v.out, nil
}

type verify struct {
	fsys    fs.FS
	out     *Verified
	seen    map[string]bool
	lines   *bufio.Scanner
	file    string
	objects map[string]*links
	rules   *rules
	full    bool
}

func (v *verify) add(f Fault, file string, first, last int64) {
	if len(v.out.Findings) >= mostFindings {
		return
	}
	v.out.Findings = append(v.out.Findings, Finding{Fault: f, File: file, Seq: -1, Index: first, Last: last})
}

// key is the given key, or that of the export; the two must agree.
func (v *verify) key(given string) (string, error) {
	raw, err := fs.ReadFile(v.fsys, keyInExport)
	own := string(raw)
	if err != nil {
		v.add(Fault(tlog.Missing), keyInExport, -1, -1)
	}
	given = strings.TrimSpace(given)
	if given == "" {
		v.out.OwnKey = true
		if own != strings.TrimSpace(own)+"\n" {
			v.add(Fault(tlog.BadForm), keyInExport, -1, -1)
		}
		return own, nil
	}
	if err := tlog.CheckKey(given); err != nil {
		return "", err
	}
	if err == nil && own != given+"\n" {
		v.add(Fault(tlog.BadKey), keyInExport, -1, -1)
	}
	return given, nil
}

// cosigned looks for the newest checkpoint that enough of the given witnesses cosigned. The very last one
// is often a minute too young; that the log extends the older ones is checked elsewhere.
func (v *verify) cosigned(keys []string, need int, older [][]byte) {
	if len(keys) == 0 {
		return
	}
	list := older
	if msg, err := fs.ReadFile(v.fsys, "checkpoint"); err == nil {
		list = append(slices.Clone(older), msg)
	}
	for _, msg := range slices.Backward(list) {
		got, err := tlog.Cosignatures(msg, keys...)
		if err != nil || len(got) < max(1, need) {
			continue
		}
		if cp, err := tlog.Parse(msg); err == nil {
			v.out.Cosigned, v.out.CosignedSize = got, cp.Size
			return
		}
	}
	v.add(NotCosigned, "checkpoint", -1, -1)
}

// older reads the earlier checkpoints of the export.
func (v *verify) older() [][]byte {
	names, err := fs.Glob(v.fsys, "checkpoints/*")
	if err != nil {
		return nil
	}
	var out [][]byte
	for _, name := range names {
		v.seen[name] = true
		msg, err := fs.ReadFile(v.fsys, name)
		if err != nil {
			v.add(Fault(tlog.Missing), name, -1, -1)
			continue
		}
		cp, err := tlog.Parse(msg)
		if err != nil || checkpointFile(cp.Size) != name {
			v.add(Fault(tlog.BadForm), name, -1, -1)
			continue
		}
		out = append(out, msg)
	}
	return out
}

// entry checks one sealed entry: its form, its place in its object's chain, the rules of two people,
// and the line that shows it in words.
func (v *verify) entry(n int64, data []byte) {
	v.out.Entries++
	l, ok := parse(data)
	if !ok {
		v.add(BadSchema, "", n, n)
	} else {
		object := l.Kind + "\x00" + l.ID
		if v.objects[object] == nil {
			v.objects[object] = &links{}
		}
		if !v.objects[object].follow(hexSum(data), l.Prev) {
			v.add(PrevBroken, "", n, n)
		}
	}
	if t, whole := v.text(n, data); whole {
		l.Detail = t.Detail
	}
	if ok {
		l.Index = n
		for _, f := range v.rules.see(l) {
			v.add(f, "", n, n)
		}
	}
}

// parse reads the canonical text of an entry back into its fields.
func parse(data []byte) (Line, bool) {
	f := strings.Split(string(data), "\n")
	state := ""
	if len(f) == 13 && f[0] == stateHead && isHash(f[11]) {
		state, f = f[11], append(f[:11:11], f[12])
	} else if f[0] != leafHead {
		return Line{}, false
	}
	if len(f) != 12 || f[11] != "" {
		return Line{}, false
	}
	l := Line{At: f[1], Actor: f[2], Session: f[3], Action: f[4], Kind: f[5], ID: f[6], Version: f[7], Unit: f[8], Prev: f[9], Sum: f[10], State: state}
	at, err := db.ReadStamp(l.At)
	ok := err == nil && db.Stamp(at) == l.At && l.At != "" && l.Actor != "" && l.Action != "" && l.Kind != ""
	return l, ok && isHash(l.Sum) && (l.Prev == "" || isHash(l.Prev))
}

func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// text compares the readable copy with the sealed entry.
// It answers the line, and whether it is whole and its details are those that were committed to.
func (v *verify) text(n int64, data []byte) (l Line, whole bool) {
	if n%linesPerSet == 0 {
		v.nextSet(n)
	}
	if v.lines == nil {
		return l, false
	}
	ok := v.lines.Scan() && json.Unmarshal(v.lines.Bytes(), &l) == nil
	if ok {
		again, err := l.encode()
		ok = err == nil && bytes.Equal(again, append(bytes.Clone(v.lines.Bytes()), '\n')) && l.Index == n && bytes.Equal(l.canonical(), data)
	}
	if !ok {
		v.add(TextDiffers, v.file, n, n)
		return l, false
	}
	switch {
	case l.Detail == nil && v.full:
		v.add(DetailGone, v.file, n, n)
	case l.Detail == nil:
	case Commitment(l.Detail.Nonce, l.Detail.Name, l.Detail.Body) != l.Sum:
		v.add(DetailChanged, v.file, n, n)
	default:
		v.out.Details++
		v.full = true // an export holds all details or none
		return l, true
	}
	return l, false
}

func (v *verify) nextSet(n int64) {
	v.endSet()
	v.file = linesFile(n)
	v.seen[v.file] = true
	raw, err := fs.ReadFile(v.fsys, v.file)
	if err != nil {
		v.add(Fault(tlog.Missing), v.file, n, n+linesPerSet-1)
		v.lines = nil
		return
	}
	v.lines = bufio.NewScanner(bytes.NewReader(raw))
	v.lines.Buffer(nil, len(raw)+1)
	v.lines.Split(wholeLines)
}

// endSet wants nothing left over in the set just read.
func (v *verify) endSet() {
	if v.lines != nil && v.lines.Scan() {
		v.add(TextDiffers, v.file, -1, -1)
	}
}

// wholeLines splits at line feeds and keeps what bufio.ScanLines would forgive: a carriage return,
// a last line without its end.
func wholeLines(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), append(bytes.Clone(data), '\r'), nil // never equal to a line of ours
	}
	return 0, nil, nil
}

// surplus names files that belong to no part of an export.
func (v *verify) surplus() {
	v.endSet()
	_ = fs.WalkDir(v.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !v.seen[name] && !strings.HasPrefix(name, "tile/") {
			v.add(Fault(tlog.Extra), name, -1, -1)
		}
		return nil
	})
}
