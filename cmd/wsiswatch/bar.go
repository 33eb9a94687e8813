package main

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar is a progress bar on a terminal and nothing elsewhere.
type bar struct {
	label string
	app   *app
	shown *progressbar.ProgressBar
}

func (a *app) bar(label string) *bar { return &bar{label: label, app: a} }

// step shows that done of total are done. The bar appears with the first step,
// so that work which turns out to be none stays silent.
func (b *bar) step(done, total int) {
	f, ok := b.app.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return
	}
	if b.shown == nil {
		b.shown = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(f),
			progressbar.OptionSetDescription(b.label),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(50*time.Millisecond),
			progressbar.OptionClearOnFinish())
	}
	// A bar that cannot be drawn must not stop the work that it shows.
	_ = b.shown.Set(done)
}

func (b *bar) finish() {
	if b.shown != nil {
		_ = b.shown.Finish()
	}
}
