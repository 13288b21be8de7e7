package part

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// picture is a QR code as the path of a drawing and the number of its squares on a side, with the
// quiet zone of four that readers need.
func picture(content string) (path string, side int) {
	code, err := qr.Encode(content, qr.M, qr.Unicode)
	if err != nil {
		return "", 0 // too long for a picture: the letters beside it say the same
	}
	const quiet = 4
	var b strings.Builder
	r := code.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if dark, _, _, _ := code.At(x, y).RGBA(); dark == 0 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return b.String(), r.Dx() + 2*quiet
}
