// Command wsiswatch watches ICT indicators against the commitments of a
// resolution. This package only wires: one file per subcommand, and serve.go
// reads from top to bottom as the pipeline.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "wsiswatch:", err)
		os.Exit(1)
	}
}

// app is what every subcommand shares: its streams, its clock and the flags of
// the root command.
type app struct {
	stdout, stderr io.Writer
	log            *slog.Logger
	now            func() time.Time
	db             string
	wait           time.Duration
	configDir      string
	contact        string
	bare           bool
	verbose        bool
	// ready is told the address that serve listens on; tests use it.
	ready func(addr string)
}

// run is the whole program: what main does, but testable.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	a := &app{stdout: stdout, stderr: stderr, now: time.Now}
	return a.execute(ctx, args)
}

func (a *app) execute(ctx context.Context, args []string) error {
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return nil
	}
	return err
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "wsiswatch",
		Short: "ICT indicators against the commitments of a resolution",
		Long: `wsiswatch collects published ICT indicators, ties them to the paragraphs of a
United Nations resolution, judges progress by published methods, and serves the
result as pages, JSON, CSV and Prometheus metrics.`,
		Example:       "  wsiswatch serve\n  wsiswatch import --source itu-datahub individuals_using_internet.csv\n  wsiswatch assess --paragraph 9",
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			level := slog.LevelInfo
			if a.verbose {
				level = slog.LevelDebug
			}
			a.log = slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))
			return checkContact(a.contact)
		},
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	flags := root.PersistentFlags()
	flags.StringVar(&a.db, "db", "wsiswatch.db", "database file; made and filled with the shipped figures where there is none")
	flags.DurationVar(&a.wait, "wait", sqlite.Patience, "how long to wait for another program that writes to the database")
	flags.StringVar(&a.configDir, "config", "", "folder of YAML definitions that replaces the embedded ones (see: wsiswatch config export)")
	flags.StringVar(&a.contact, "contact", "", "page or address by which publishers reach you; stands in each request beside the program's name (default: the project's page)")
	flags.BoolVar(&a.bare, "without-seed", false, "do not put the shipped figures into the database")
	flags.BoolVar(&a.verbose, "verbose", false, "log details")
	root.AddCommand(a.serveCommand(), a.collectCommand(), a.importCommand(), a.checkCommand(), a.assessCommand(),
		a.runsCommand(), a.rawCommand(), a.reparseCommand(), a.diffCommand(), a.reviewCommand(), a.resolutionCommand(), a.seedCommand(), a.vintageCommand(), a.reportCommand(), a.exportCommand(), a.configCommand(), a.versionCommand(), a.healthCommand())
	return root
}

// checkContact refuses what cannot stand in a header beside other words.
func checkContact(contact string) error {
	for _, r := range contact {
		if r < '!' || r > '~' || r == '(' || r == ')' {
			return fmt.Errorf("--contact: %q holds %q; give a web page or a mail address", contact, r)
		}
	}
	return nil
}
