package figure

import (
	"bytes"
	"encoding/binary"
	imagecolor "image/color"
	"image/png"
	"strconv"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// TestPNG reads the drawing back: its size at 300 dots an inch, what the file
// says of it, that something is drawn in the colour of the series, and that a
// second drawing has the same bytes.
func TestPNG(t *testing.T) {
	points := []progress.Point{}
	for y := 2015; y <= 2023; y++ {
		points = append(points, progress.Point{Point: data.Point{Year: y, Value: float64(y-2010) * 5, Status: data.Normal}})
	}
	c := Chart{Title: "x", Unit: "per cent", Series: []Series{{Name: "World", Points: points}, {Name: "Kenya", Points: points[3:], Dashed: true}},
		Target: &Target{Label: "Target 95 by 2030", Value: 95, Year: 2030, Path: "Path", From: &progress.Value{Year: 2015, Value: 25}}}
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	b, err := c.PNG(640, 320, 300, number)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Size(); got.X != 2000 || got.Y != 1000 {
		t.Errorf("640 by 320 pixels are %v at 300 dots an inch", got)
	}
	at := bytes.Index(b, []byte("pHYs"))
	if at < 0 || binary.BigEndian.Uint32(b[at+4:]) != 11811 {
		t.Error("the file does not say 300 dots an inch")
	}
	blue, total := 0, img.Bounds()
	for y := total.Min.Y; y < total.Max.Y; y++ {
		for x := total.Min.X; x < total.Max.X; x++ {
			if imagecolor.NRGBAModel.Convert(img.At(x, y)) == (imagecolor.NRGBA{0x2f, 0x77, 0xd0, 255}) {
				blue++
			}
		}
	}
	if blue < 2000 {
		t.Errorf("%d points in the colour of the series", blue)
	}
	if again, err := c.PNG(640, 320, 300, number); err != nil || !bytes.Equal(b, again) {
		t.Errorf("a second drawing differs: %v", err)
	}
	if _, err := (Chart{}).PNG(640, 320, 300, number); err == nil {
		t.Error("a chart without a value was drawn")
	}
}
