// Package stories tells what the command line does, one story a file (*.txtar), in the form of testscript. Beside its own
// commands a story has
//
//	refuses WORDS…   runs plumbline, which must end with exit code 2, one sentence on stderr and nothing on stdout
//	taken NAME       takes a port and puts its address into $NAME
//	newer FILE       marks a database as made by a newer version
//	acts DIR         sets up the house in a data folder, so that its record is not empty
//	tamper DIR       changes a byte of every file of entries in an export
//	public NAME FILE puts the public half of a key file into $NAME
//	pgdatabase NAME  makes an empty PostgreSQL database and puts its address into $NAME
package stories
