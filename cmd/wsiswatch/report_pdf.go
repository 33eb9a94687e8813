package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// printPDF prints a page with a Chromium on the path. Its bytes hold the time
// and the browser, so that it stands outside the manifest.
func printPDF(ctx context.Context, page, pdf string) error {
	browser, err := findBrowser()
	if err != nil {
		return err
	}
	address, err := filepath.Abs(page)
	if err != nil {
		return fmt.Errorf("print pdf: %w", err)
	}
	profile, err := os.MkdirTemp("", "wsiswatch-pdf")
	if err != nil {
		return fmt.Errorf("print pdf: %w", err)
	}
	args := []string{"--headless", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=" + profile, "--print-to-pdf=" + pdf}
	if os.Geteuid() == 0 { // its sandbox does not start for root
		args = append(args, "--no-sandbox")
	}
	out, err := exec.CommandContext(ctx, browser, append(args, "file://"+address)...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("print pdf with %s: %w: %s", browser, err, out)
	}
	return errors.Join(err, os.RemoveAll(profile))
}

func findBrowser() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("--pdf needs a Chromium on the path; the page has a style for print, so that any browser can save it as PDF")
}
