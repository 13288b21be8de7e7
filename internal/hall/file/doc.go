// Package file keeps evidence: documents and pictures that people attach to an object of a room.
//
// # What it promises
//
//   - A file is stored under the SHA-256 of its bytes, written, synced and renamed before the row
//     that names it commits: a row without its bytes does not exist.
//   - An upload survives a broken connection and a restart; what has arrived is not sent again.
//   - Whoever may see the object may see its files, nobody else; the object's room says who, through
//     Guard. Somebody else is told that there is no such file.
//   - Only kinds of files on a short list are taken, and only if name and content agree. Nothing is
//     ever shown in the browser as it came: originals are downloads, and the thumbnails are pictures
//     that this package drew itself, without any of the original's metadata.
//   - Bytes that no longer give their hash are not handed out.
//
// # What it does not do
//
// It does not scan for viruses, and it does not encrypt: matters of data class P4 are not for it.
package file
