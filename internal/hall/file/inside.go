package file

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"io/fs"
	"net/netip"
	"net/url"
	"path"
	"strings"

	"plumbline/internal/ground/fault"
)

// What a document that is a zip file may hold (TRUST.md 2.8). The bounds are those of the program
// that will open it: here its parts are only counted, never kept.
const (
	mostParts    = 1000
	mostUnpacked = 1 << 30
	mostRatio    = 100
	freeUnpacked = 16 << 20 // below this a high ratio is only an empty form
	mostInner    = 64 << 20 // of a document inside a document
)

// unpacking counts what the parts of a document, and of documents inside it, come to.
type unpacking struct {
	packed, unpacked int64
	name             string
}

func (u *unpacking) refuse(key string) error {
	return fault.Invalid(fault.On("file", key, "name", u.name))
}

// look reads every part of a document once and refuses what would act, or explode, on the machine of
// whoever opens it. depth is how many documents it lies in.
func (u *unpacking) look(z *zip.Reader, depth int) error {
	if len(z.File) > mostParts {
		return u.refuse("file.bomb")
	}
	for _, part := range z.File {
		if !tame(part) {
			return u.refuse("file.damaged")
		}
		if strings.HasSuffix(part.Name, "/") {
			continue
		}
		if err := u.part(part, depth); err != nil {
			return err
		}
	}
	return nil
}

// tame tells whether a part has a name that stays inside its document and is a plain file.
func tame(part *zip.File) bool {
	name := strings.ReplaceAll(part.Name, `\`, "/")
	if part.Mode()&(fs.ModeSymlink|fs.ModeDevice|fs.ModeNamedPipe|fs.ModeSocket) != 0 || strings.ContainsAny(name, "\x00:") {
		return false
	}
	clean := path.Clean(strings.TrimPrefix(name, "/"))
	return clean != ".." && !strings.HasPrefix(clean, "../")
}

func (u *unpacking) part(part *zip.File, depth int) error {
	lower := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/"))
	for _, sign := range []string{"vbaproject", "activex/", "/xlm/", "macrosheets/"} {
		if strings.Contains(lower, sign) {
			return u.refuse("file.macros")
		}
	}
	r, err := part.Open()
	if err != nil {
		return u.refuse("file.damaged")
	}
	defer r.Close()
	kept := newKept(lower)
	n, err := io.Copy(kept, io.LimitReader(r, mostUnpacked-u.unpacked+1))
	u.unpacked += n
	if u.unpacked > mostUnpacked || u.unpacked > freeUnpacked && u.unpacked > mostRatio*u.packed {
		return u.refuse("file.bomb")
	}
	if err != nil {
		return u.refuse("file.damaged")
	}
	return u.judge(lower, kept, depth)
}

// judge looks at the beginning of a part, or at all of a small one.
func (u *unpacking) judge(name string, k *kept, depth int) error {
	head := bytes.ReplaceAll(k.data.Bytes(), []byte{0}, nil) // UTF-16 would hide the signs
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return u.inner(name, k, depth)
	case bytes.HasPrefix(head, []byte("MZ")), bytes.HasPrefix(head, []byte("\x7fELF")), bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")):
		return u.refuse("file.nested")
	case bytes.Contains(head, []byte("Ole10Native")): // a file of any kind, packed into an object
		return u.refuse("file.nested")
	case k.markup && (bytes.Contains(head, []byte("<!DOCTYPE")) || bytes.Contains(head, []byte("<!ENTITY"))):
		return u.refuse("file.entities") // no office format has them; they are there to read other files, or to swell
	case k.relations && fetches(k.data.Bytes()):
		return u.refuse("file.external")
	}
	return nil
}

// inner looks into a document inside a document; what is deeper, or no document, is refused.
func (u *unpacking) inner(name string, k *kept, depth int) error {
	switch path.Ext(name) {
	case ".docx", ".xlsx", ".pptx":
	default:
		return u.refuse("file.nested")
	}
	if depth > 0 || k.more {
		return u.refuse("file.nested")
	}
	z, err := zip.NewReader(bytes.NewReader(k.data.Bytes()), int64(k.data.Len()))
	if err != nil {
		return u.refuse("file.damaged")
	}
	return u.look(z, depth+1)
}

// kept holds the beginning of a part: all of a relation list or an inner document, else enough to
// see what it is.
type kept struct {
	data      bytes.Buffer // not embedded: io.Copy would find its ReadFrom and keep everything
	most      int
	more      bool // there was more than is held
	markup    bool
	relations bool
}

func newKept(name string) *kept {
	k := &kept{most: 64 << 10, markup: strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels"), relations: strings.HasSuffix(name, ".rels")}
	switch {
	case k.relations:
		k.most = 4 << 20
	case strings.Contains(name, "embeddings/"):
		k.most = mostInner
	}
	return k
}

func (k *kept) Write(p []byte) (int, error) {
	take := min(len(p), k.most-k.data.Len())
	k.more = k.more || take < len(p)
	k.data.Write(p[:take])
	return len(p), nil
}

// fetches tells whether a list of relations makes the program that opens the document fetch something
// from another machine. A link that a person has to click does not.
func fetches(raw []byte) bool {
	var rels struct {
		List []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if xml.Unmarshal(raw, &rels) != nil {
		return bytes.Contains(raw, []byte("External")) // cannot be read by us, and might be by others
	}
	for _, r := range rels.List {
		if strings.EqualFold(r.Mode, "External") && !strings.HasSuffix(r.Type, "/hyperlink") && elsewhere(r.Target) {
			return true
		}
	}
	return false
}

// elsewhere tells whether a target lies on another machine. The author's own template in a local
// folder is in every second document and harmless.
func elsewhere(target string) bool {
	t := strings.ReplaceAll(strings.TrimSpace(target), `\`, "/")
	if strings.HasPrefix(t, "//") {
		return true
	}
	scheme, rest, ok := strings.Cut(t, ":")
	if !ok || len(scheme) < 2 {
		return false // a relative name, or a drive letter
	}
	if !strings.EqualFold(scheme, "file") {
		return true
	}
	u, err := url.Parse("file:" + rest)
	if err != nil {
		return strings.HasPrefix(rest, "//") && !strings.HasPrefix(rest, "///")
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && a.IsLoopback() {
		return false
	}
	return u.Host != "" && !strings.EqualFold(u.Host, "localhost") && !strings.HasSuffix(u.Host, ":") || strings.HasPrefix(u.Path, "//")
}
