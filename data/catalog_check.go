package data

func check(c *Catalog) []Fault { return nil }
