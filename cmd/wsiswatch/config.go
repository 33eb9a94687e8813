package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/configs"
)

func (a *app) configCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "config",
		Short:   "Write the embedded definitions to a folder, to be edited",
		Example: "  wsiswatch config export ./my-configs\n  wsiswatch serve --config ./my-configs",
	}
	c.AddCommand(&cobra.Command{Use: "export DIR", Short: "Write the embedded definitions to DIR", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := configs.Export(configs.Default, args[0]); err != nil {
				return fmt.Errorf("export configuration: %w", err)
			}
			fmt.Fprintf(a.stdout, "definitions written to %s; use them with --config %s\n", args[0], args[0])
			return nil
		}})
	return c
}
