package sqlite

import (
	"errors"
	"fmt"
	"slices"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// locked says whether another connection is in the way.
func locked(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrBusy || e.Code == sqlite3.ErrLocked)
}

// explain puts the file and what to do about it before an error that SQLite
// words for programmers. A write that fails leaves what was stored as it was.
func (s *Store) explain(err error) error {
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return err
	}
	noRoom := []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}
	switch {
	case e.Code == sqlite3.ErrFull, e.Code == sqlite3.ErrIoErr && slices.Contains(noRoom, error(e.SystemErrno)):
		return fmt.Errorf("no room for %s: make room on its disk and run this again; what was stored before is whole: %w", s.path, err)
	case e.Code == sqlite3.ErrReadonly, e.Code == sqlite3.ErrCantOpen, e.Code == sqlite3.ErrPerm:
		return fmt.Errorf("%s cannot be written: make sure that its folder is there, and let the user who runs wsiswatch write to the file and to the folder: %w", s.path, err)
	case locked(err):
		return fmt.Errorf("another program has kept %s to itself for more than %s: end it, or wait for it, and run this again; what was stored before is whole: %w", s.path, s.wait, err)
	}
	return err
}
