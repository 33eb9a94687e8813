//go:build !linux

package collector

// onLargePages does nothing where no such hint can be given.
func onLargePages[T any]([]T) {}
