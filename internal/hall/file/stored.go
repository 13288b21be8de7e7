package file

import "plumbline/internal/ground/db"

// Stored gives the hash of everything that the store keeps on the disk, thumbnails among it, in order.
func Stored(tx *db.Tx, each func(hash string) error) error { return eachStored(tx, each) }

// Size is how many bytes of evidence there are, thumbnails not counted.
func Size(tx *db.Tx) (int64, error) { return storedSize(tx) }

// Path is where bytes with that hash lie, below the folder Folder of the data folder.
func Path(hash string) string { return blobPath(hash) }

// Folder is the store's folder in the data folder.
const Folder = "files"
