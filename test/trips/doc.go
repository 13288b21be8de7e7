// Package trips counts what the busiest acts ask of the database: statements, and on PostgreSQL the ways
// to the server and back in which they travel. Time on a shared machine proves nothing; these numbers
// do not move by themselves.
package trips
