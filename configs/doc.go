// Package configs holds what is measured and how, as YAML that a person edits,
// and its strict loader. The files are embedded in the program; `config export`
// writes them out and `--config DIR` reads them back instead.
//
// Every list file is a top-level YAML list whose items begin with `id:`.
//
//	themes.yaml                      id, title
//	indicators/<topic>.yaml          data.Indicator
//	benchmarks.yaml                  data.Benchmark
//	instruments.yaml                 data.Instrument
//	sources.yaml                     data.Source and collector.Spec in one item
//	hosts.yaml                       collector.Host; may be missing
//	areas/economies.yaml             data.Area, id is the ISO 3166-1 alpha-3 code
//	areas/groups.yaml                data.Area of groups
//	areas/memberships/<list>.yaml    id: GROUP, list: "list and edition", members: [CODE | {area, from, to}]
//	resolutions/<dir>/resolution.yaml  one data.Resolution
//	resolutions/<dir>/<section>.yaml   data.Paragraph
//	evidence/<any>.yaml              id of an evidence item, done: [data.Act] to add to it
//
// An unknown key, a wrong type, a repeated id and a reference to nothing are
// faults; all faults of all files are reported at once with file and line. Where
// a file is missing or is no YAML list at all, only faults of form are: what
// refers into it cannot be told from what refers to nothing.
//
// Keys are those of the `yaml:` tags of the structs named. A new indicator,
// source of a known kind or commitment needs no Go.
package configs
