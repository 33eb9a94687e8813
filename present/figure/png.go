package figure

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
)

// screenDPI is how many pixels of the measures of SVG go to an inch.
const screenDPI = 96

// PNG draws the chart as SVG does: width and height in pixels of a screen.
func (c Chart) PNG(width, height, dpi int, number func(float64) string) ([]byte, error) {
	return PNG(c, Sheet{Width: width, Height: height}, dpi, number)
}

// header is the length of the signature and of the first chunk of a PNG.
const header = 8 + 4 + 4 + 13 + 4

// withDensity writes the chunk that says how large the image is on paper.
func withDensity(png []byte, dpi int) []byte {
	if len(png) < header {
		return png
	}
	perMetre := uint32(math.Round(float64(dpi) / 0.0254))
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1)
	var out bytes.Buffer
	out.Write(png[:header])
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4)))
	out.Write(chunk)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk)))
	out.Write(png[header:])
	return out.Bytes()
}
