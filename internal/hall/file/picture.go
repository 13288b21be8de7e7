package file

import (
	"bytes"
	"image"
	_ "image/gif" // decoders of the picture forms
	"image/jpeg"
	_ "image/png"
	"io"
	"os"
	"strings"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"plumbline/internal/ground/fault"
)

// A small file can claim to be an enormous picture. Up to mostDrawn pixels are decoded for a
// thumbnail; up to mostPixels are stored without one, if the file has at least a byte for every
// leastDense pixels; everything else is refused, because the next program that opens it would choke.
const (
	mostDrawn  = 48 << 20
	mostPixels = 400 << 20
	leastDense = 100
	thumbEdge  = 360
)

// thumbnail draws a small JPEG of a picture. Drawing anew leaves every metadata of the original
// behind, the place where it was taken among them. For other files it returns nil.
func (s *Store) thumbnail(f *os.File, mime, name string) (data []byte, width, height int, err error) {
	if !strings.HasPrefix(mime, "image/") {
		return nil, 0, 0, nil
	}
	damaged := fault.Invalid(fault.On("file", "file.damaged", "name", name))
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, 0, 0, err
	}
	c, format, err := image.DecodeConfig(f)
	if err != nil || "image/"+format != mime || c.Width < 1 || c.Height < 1 {
		return nil, 0, 0, damaged
	}
	pixels := int64(c.Width) * int64(c.Height)
	info, err := f.Stat()
	if err != nil {
		return nil, 0, 0, err
	}
	if pixels > mostPixels || pixels > mostDrawn && info.Size()*leastDense < pixels {
		return nil, 0, 0, fault.Invalid(fault.On("file", "file.too_many_pixels", "name", name, "width", c.Width, "height", c.Height))
	}
	if pixels > mostDrawn {
		return nil, c.Width, c.Height, nil
	}
	s.draw <- struct{}{}
	defer func() { <-s.draw }()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, 0, 0, err
	}
	img, _, err := image.Decode(f)
	if err != nil {
		return nil, 0, 0, damaged
	}
	turn := 1
	if mime == "image/jpeg" {
		turn = orientation(f)
	}
	data, err = small(img, turn)
	return data, c.Width, c.Height, err
}

// small scales to the thumbnail's edge on white and turns the picture upright.
func small(img image.Image, turn int) ([]byte, error) {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if long := max(w, h); long > thumbEdge {
		w, h = max(1, w*thumbEdge/long), max(1, h*thumbEdge/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(out, out.Bounds(), img, img.Bounds(), draw.Over, nil)
	var b bytes.Buffer
	err := jpeg.Encode(&b, upright(out, turn), &jpeg.Options{Quality: 80})
	return b.Bytes(), err
}

// upright undoes the turn that a camera noted (EXIF orientation 1 to 8).
func upright(in *image.RGBA, turn int) image.Image {
	if turn < 2 || turn > 8 {
		return in
	}
	w, h := in.Bounds().Dx(), in.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if turn >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			to := [...]image.Point{2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x}}[turn]
			out.SetRGBA(to.X, to.Y, in.RGBAAt(x, y))
		}
	}
	return out
}
