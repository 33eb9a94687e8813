package collector

import "github.com/wsiswatch/wsiswatch/data"

// Row is one observation as a parser gives it: Area is already one of ours.
type Row = data.Observation
