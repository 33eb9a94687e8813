package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/dashboard"
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version and what this build contains", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			charts := "missing (tables and drawn figures only)"
			if dashboard.HaveCharts() {
				charts = "in this build"
			}
			_, err := fmt.Fprintf(a.stdout, "wsiswatch %s, %s, interactive charts: %s\n", version, runtime.Version(), charts)
			return err
		},
	}
}

func (a *app) healthCommand() *cobra.Command {
	var url string
	c := &cobra.Command{
		Use: "health", Short: "Ask a running server whether it is ready; exit code 1 if not", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return health(c.Context(), url) },
	}
	c.Flags().StringVar(&url, "url", "http://127.0.0.1:8080/-/ready", "address to ask")
	return c
}

func health(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", url, err)
	}
	client := &http.Client{}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(res.Body, 200))
		return fmt.Errorf("%s answers %s: %s", url, res.Status, body)
	}
	return nil
}
