package collector

import (
	"os"
	"syscall"
	"unsafe"
)

// onLargePages asks that the room of a slice be given in pages of megabytes.
// Memory comes page by page, each on its first use; for a large file and its
// rows that took a quarter of an import. It is a hint: a kernel that does not
// take it gives small pages.
func onLargePages[T any](room []T) {
	const least = 16 << 20 // bytes; for less it is not worth a call
	var one T
	size := cap(room) * int(unsafe.Sizeof(one))
	if size < least {
		return
	}
	start := unsafe.Pointer(unsafe.SliceData(room))
	toPage := -uintptr(start) % uintptr(os.Getpagesize())
	_ = syscall.Madvise(unsafe.Slice((*byte)(start), size)[toPage:], syscall.MADV_HUGEPAGE)
}
