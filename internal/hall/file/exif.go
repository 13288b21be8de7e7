package file

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
)

// orientation reads the one EXIF field that a picture needs to stand upright, and nothing else; 1 if
// there is none.
func orientation(f *os.File) int {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 1
	}
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return 1
	}
	return tiffOrientation(exifOf(head[:n]))
}

// exifOf finds the TIFF block in the APP1 segment of a JPEG.
func exifOf(b []byte) []byte {
	for at := 2; at+4 <= len(b) && b[at] == 0xFF; {
		size := int(binary.BigEndian.Uint16(b[at+2:]))
		end := at + 2 + size
		if size < 2 || end > len(b) || b[at+1] == 0xDA {
			return nil
		}
		if tiff, ok := bytes.CutPrefix(b[at+4:end], []byte("Exif\x00\x00")); ok && b[at+1] == 0xE1 {
			return tiff
		}
		at = end
	}
	return nil
}

func tiffOrientation(b []byte) int {
	if len(b) < 10 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(b[4:]))
	if at < 8 || at+2 > len(b) {
		return 1
	}
	n := int(order.Uint16(b[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > len(b) {
			return 1
		}
		if order.Uint16(b[e:]) == 0x0112 {
			if v := int(order.Uint16(b[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
