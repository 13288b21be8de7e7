//go:build !unix

package witness

import "os"

// hold has nothing to take here: requests of one program are kept apart by Folder's own lock.
func hold(*os.File) error { return nil }
