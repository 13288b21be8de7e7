// Package disk looks after the file systems that the house stands on: how much room is left, whether
// a folder can be synced, who may read it, and a spare file.
//
// The spare file (ballast) takes room while there is plenty and gives it up when the disk is full, so
// that what must still be written, the record of who looked and who was refused, can be written.
// From then on Low is true and business writes are refused, until there is room again for the spare
// file: then it is laid down anew and everything goes on unaided.
package disk
