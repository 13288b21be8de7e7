//go:build unix

package disk

import "syscall"

// SpaceOf is the room of the file system on which name lies, as an ordinary account may use it.
func SpaceOf(name string) (Space, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(name, &st); err != nil {
		return Space{}, err
	}
	unit := int64(st.Bsize)                                                          //nolint:unconvert // int32 on some systems
	return Space{Total: int64(st.Blocks) * unit, Free: int64(st.Bavail) * unit}, nil //nolint:unconvert // unsigned on most, signed on some
}
