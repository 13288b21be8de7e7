package file

import (
	"bytes"
	"compress/zlib"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"

	"plumbline/internal/ground/fault"
)

// actions are the names of what a PDF can do by itself when it is opened.
var actions = [][]byte{[]byte("/JavaScript"), []byte("/Launch")}

func named(data []byte) bool {
	return slices.ContainsFunc(actions, func(a []byte) bool { return bytes.Contains(data, a) })
}

// escaped is a character of a name written by its number, as a disguise does it.
var escaped = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)

// packedObjects begins a stream that holds further objects.
var packedObjects = regexp.MustCompile(`/ObjStm[^>]{0,400}>>\s{0,4}stream\r?\n`)

// mostObjects bounds what is unpacked of a PDF's packed objects.
const mostObjects = 64 << 20

// judgePDF refuses a PDF that carries scripts or starts programs, in plain objects and in packed
// ones. It does not read encrypted objects: whoever opens those has been asked for a password first.
func judgePDF(file *os.File, size int64, name string) error {
	refuse := func(key string) error { return fault.Invalid(fault.On("file", key, "name", name)) }
	data := make([]byte, 0, min(size, 8<<20))
	buf := make([]byte, 4<<20)
	left := int64(mostObjects)
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	for first := true; ; first = false {
		n, err := file.Read(buf)
		if first && !bytes.HasPrefix(bytes.TrimLeft(buf[:n], "\ufeff \t\r\n"), []byte("%PDF-")) {
			return refuse("file.content_unknown") // something else comes first, which another program may believe
		}
		data = append(data, buf[:n]...)
		if acting(data) || packedActing(data, &left) {
			return refuse("file.pdf_acts")
		}
		if len(data) > len(buf) { // the end of one piece and the beginning of the next belong together
			data = append(data[:0], data[len(data)-len(buf):]...)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func acting(data []byte) bool {
	if named(data) {
		return true
	}
	if !bytes.ContainsRune(data, '#') {
		return false
	}
	return named(escaped.ReplaceAllFunc(data, func(m []byte) []byte {
		n, err := strconv.ParseUint(string(m[1:]), 16, 8)
		if err != nil {
			return m
		}
		return []byte{byte(n)}
	}))
}

func packedActing(data []byte, left *int64) bool {
	for _, at := range packedObjects.FindAllIndex(data, 2000) {
		z, err := zlib.NewReader(bytes.NewReader(data[at[1]:]))
		if err != nil {
			continue
		}
		objects, _ := io.ReadAll(io.LimitReader(z, *left)) // what can be read of a torn stream counts
		if *left -= int64(len(objects)); acting(objects) {
			return true
		}
	}
	return false
}
