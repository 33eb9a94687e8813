package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	pagecmd "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pictured are the pages that docs/screenshots shows, by the name of the file.
var pictured = map[string]string{
	"overview": "/", "paragraph": "/p/12", "indicator": "/i/internet_users", "area": "/a/KEN", "matrix": "/matrix",
	"indicators": "/indicators", "areas": "/areas", "compare": "/compare?area=KEN&area=UGA&area=LDC", "instruments": "/instruments",
	"coverage": "/coverage", "changes": "/changes", "sources": "/sources", "method": "/method", "search": "/search?q=broadband",
	"reports": "/reports", "about": "/about",
}

// largestPicture is the limit of one, in bytes: they come with every clone.
const largestPicture = 60 << 10

// TestScreenshots holds docs/screenshots to its pages: each has one picture
// from a desktop and one from a telephone, and no other is there. With -update
// they are taken anew.
func TestScreenshots(t *testing.T) {
	dir := filepath.Join("..", "..", "docs", "screenshots")
	if *update {
		takePictures(t, dir)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 2*len(pictured) {
		t.Errorf("%d pictures of %d pages", len(files), len(pictured))
	}
	for name := range pictured {
		for _, form := range []string{"desktop", "phone"} {
			file := filepath.Join(dir, name+"-"+form+".webp")
			picture, err := os.ReadFile(file)
			if err != nil {
				t.Error(err)
				continue
			}
			if !bytes.HasPrefix(picture, []byte("RIFF")) || len(picture) > largestPicture {
				t.Errorf("%s is no picture, or larger than %d bytes: %d", file, largestPicture, len(picture))
			}
		}
	}
}

func takePictures(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	browser, s := newBrowser(t), theSite(t)
	for name, page := range pictured {
		for form, size := range map[string][3]float64{"desktop": {1280, 900, 0.75}, "phone": {390, 844, 1}} {
			tab := visit(t, browser, s, page, int64(size[0]))
			if err := chromedp.Do(tab, chromedp.EmulateViewport(int64(size[0]), int64(size[1]))); err != nil {
				t.Fatal(err)
			}
			picture, err := chromedp.Run(tab, shoot(size[0], size[1], size[2]))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name+"-"+form+".webp"), picture, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// shoot takes the part of a page that is seen first.
func shoot(width, height, scale float64) chromedp.Action[[]byte] {
	quality := int64(60)
	return func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		res, err := cdp.Call(ctx, target, pagecmd.CaptureScreenshot, pagecmd.CaptureScreenshotParams{
			Format: pagecmd.CaptureScreenshotFormatWebp, Quality: &quality,
			Clip: &pagecmd.Viewport{Width: width, Height: height, Scale: scale},
		})
		return res.Data, err
	}
}
